#include "app/pid_file.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

namespace boxoffice::app {

PidFile::~PidFile() {
  std::error_code ignored;  // a file that stays behind names a process that is gone, which readers check
  if (written_) std::filesystem::remove(file_, ignored);
}

void PidFile::write() {
  std::ofstream stream(file_, std::ios::trunc);
  stream << ::getpid() << '\n';
  stream.flush();
  if (!stream) {
    throw kit::base::StartupError(
        fmt::format("{} cannot be written; check the folder's owner and free space.", file_.string()));
  }
  written_ = true;
}

}  // namespace boxoffice::app
