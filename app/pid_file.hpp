#pragma once

// run/<service>.pid: tells the operator's doors which process is which.

#include <filesystem>
#include <utility>

namespace boxoffice::app {

/// Holds the process id from write() until destruction.
class PidFile {
 public:
  explicit PidFile(std::filesystem::path file) : file_(std::move(file)) {}
  ~PidFile();
  PidFile(const PidFile&) = delete;
  PidFile& operator=(const PidFile&) = delete;

  /// Whoever reads meanwhile sees the whole of what was there or of what is new. Throws base::StartupError when the
  /// file cannot be written.
  void write();

 private:
  std::filesystem::path file_;
  bool written_ = false;
};

}  // namespace boxoffice::app
