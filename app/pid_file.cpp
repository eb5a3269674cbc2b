#include "app/pid_file.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

namespace boxoffice::app {

PidFile::~PidFile() {
  std::error_code ignored;  // a file that stays behind names a process that is gone, which readers check
  if (written_) std::filesystem::remove(file_, ignored);
}

void PidFile::write() {
  if (!kit::auth::replace_public_file(file_, fmt::format("{}\n", ::getpid()))) {
    throw kit::base::StartupError(
        fmt::format("{} cannot be written; check the folder's owner and free space.", file_.string()));
  }
  written_ = true;
}

}  // namespace boxoffice::app
