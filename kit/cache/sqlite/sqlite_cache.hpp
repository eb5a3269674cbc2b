#pragma once

// The embedded cache: one SQLite file that the processes of a machine share, without fsync.
//
// Entries expire by the given clock; every write also deletes a few expired ones, so the file stays bounded without a
// sweeper. Messages of channels are rows that are deleted after a minute; a bell wakes the other processes. The file
// may be damaged or deleted at any time: it is then made anew within a second, and calls throw base::Unavailable
// meanwhile.

#include "kit/base/time.hpp"
#include "kit/cache/cache.hpp"

#include <chrono>
#include <filesystem>
#include <memory>

namespace boxoffice::kit::cache {

struct SqliteCacheOptions {
  std::filesystem::path file{};                  // created with its folder when missing
  std::chrono::milliseconds busy_timeout{1000};  // a cache that answers late is of little use
  std::chrono::milliseconds look_anyway{1000};   // how often to look for messages whose bell was lost
};

/// `clock` outlives the cache. Throws base::StartupError when the file can neither be opened nor replaced. Destroy the
/// cache before the io_contexts whose coroutines wait for it.
std::unique_ptr<Cache> open_sqlite_cache(SqliteCacheOptions options, const base::Clock& clock);

}  // namespace boxoffice::kit::cache
