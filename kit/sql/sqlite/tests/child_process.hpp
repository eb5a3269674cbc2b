#pragma once

// A second process for tests: the forked child runs a function and leaves without running anybody's destructors. Fork
// before the test starts threads.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace boxoffice::kit::sql {

class ChildProcess {
 public:
  using Say = std::function<void(std::int64_t)>;

  /// Runs `body` in the child; what it says is read with heard().
  explicit ChildProcess(const std::function<void(const Say&)>& body) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) std::terminate();
    std::fflush(nullptr);  // or both processes would print what is buffered
    process_ = ::fork();
    if (process_ == 0) {
      const auto say = [pipe = ends[1]](std::int64_t word) {
        if (::write(pipe, &word, sizeof word) != sizeof word) ::_exit(3);
      };
      try {
        body(say);
      } catch (...) {
        ::_exit(2);
      }
      ::_exit(0);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
  }
  ~ChildProcess() {
    kill();
    ::close(pipe_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// The next word, or -1 when the child has ended.
  std::int64_t heard() {
    std::int64_t word = 0;
    return ::read(pipe_, &word, sizeof word) == sizeof word ? word : -1;
  }

  void kill() {
    if (process_ > 0) ::kill(process_, SIGKILL);
    wait();
  }

  /// Waits for its end; its exit code, or -1 when a signal ended it.
  int wait() {
    if (process_ <= 0) return -1;
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t process_ = 0;
  int pipe_ = -1;
};

}  // namespace boxoffice::kit::sql
