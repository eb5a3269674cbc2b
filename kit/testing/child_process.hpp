#pragma once

// Processes that a test starts, and ports for them.

#include "kit/testing/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace boxoffice::kit::testing {

/// The first of `count` TCP ports in a row that nobody uses on loopback. Throws std::runtime_error when there are none.
[[nodiscard]] std::uint16_t free_ports(std::uint16_t count = 1);

/// True when somebody accepts TCP connections on 127.0.0.1:port.
[[nodiscard]] bool accepts_connections(std::uint16_t port);

/// Runs from the constructor on. The destructor kills it, and so does the kernel when the process that made it ends.
/// Not safe for several threads.
class ChildProcess {
 public:
  struct Options {
    std::vector<std::string> command{};
    std::filesystem::path output{};  // what it writes to stdout and stderr is added to this file
    bool gives_up_root = false;      // runs as nobody when the test runs as root
  };

  /// Throws std::runtime_error when the program cannot be run at all.
  explicit ChildProcess(const Options& options);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// True once it has ended, however that came.
  [[nodiscard]] bool has_ended();
  /// Waits for its end and returns the status of waitpid(); after a minute it is killed.
  int wait();
  /// Sends the signal and waits for its end.
  int end(int signal);

  /// Lets it and its children hang: nothing is answered, until thaw().
  void freeze();
  void thaw();

 private:
  pid_t process_ = 0;
  bool has_ended_ = false;
  int status_ = 0;
};

/// Gives a folder to the user that `gives_up_root` changes to.
void give_up_folder(const TemporaryDirectory& directory);

/// All that a file holds; "" when it cannot be read.
[[nodiscard]] std::string text_of(const std::filesystem::path& file);

}  // namespace boxoffice::kit::testing
