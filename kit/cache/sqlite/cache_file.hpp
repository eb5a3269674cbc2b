#pragma once

// The file of the embedded cache: opened, checked, and replaced when it is damaged.

#include "kit/sql/database.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace boxoffice::kit::cache {

/// Which file a path leads to at the moment; all zero when there is none.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
[[nodiscard]] FileIdentity identity_of(const std::filesystem::path& file);

struct OpenCacheFile {
  std::shared_ptr<sql::Database> database;
  FileIdentity identity;  // other than the path's present one: somebody has deleted or replaced the file
};

/// Opens the file with its tables. One that is damaged is deleted and made anew; processes that do so at once are kept
/// apart by a lock file. So is one that cannot be checked and is still `suspect`, a file that has failed in use. Throws
/// base::StartupError when that fails too.
[[nodiscard]] OpenCacheFile open_cache_file(const std::filesystem::path& file, std::chrono::milliseconds busy_timeout,
                                            FileIdentity suspect = {});

}  // namespace boxoffice::kit::cache
