#pragma once

// An engine for tests, started as deployments start it.

#include "kit/testing/child_process.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace boxoffice::kit::testing {

/// What deploy/native/engines/run starts, on loopback, with its data in a temporary folder. Starts with the
/// constructor and is killed by the destructor, or with the process that made it. Not safe for several threads.
class EngineProcess {
 public:
  struct Options {
    std::string engine{};                        // as `run` calls it
    std::uint16_t ports = 1;                     // how many it takes, one after the other
    std::map<std::string, std::string> files{};  // put into its folder first: {"password", "secret"}
    std::function<bool(std::uint16_t port)> is_ready = &accepts_connections;
  };

  /// Throws std::runtime_error when the engine is not installed or does not start.
  explicit EngineProcess(Options options);

  /// It stays the same over stop() and start().
  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Returns when it is ready.
  void start();
  /// Ends it in order.
  void stop();
  /// Ends it like a crash.
  void kill();
  /// Lets it hang: connections stay open and nothing is answered, until thaw().
  void freeze();
  void thaw();

 private:
  Options options_;
  TemporaryDirectory directory_{};
  std::uint16_t port_;
  std::optional<ChildProcess> process_{};
};

}  // namespace boxoffice::kit::testing
