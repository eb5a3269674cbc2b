#pragma once

// A place on disk that a test owns.

#include <filesystem>
#include <string_view>

namespace boxoffice::kit::testing {

/// A fresh, empty directory below $TMPDIR (default /tmp); the destructor removes it with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The path of an entry in it; nothing is created.
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace boxoffice::kit::testing
