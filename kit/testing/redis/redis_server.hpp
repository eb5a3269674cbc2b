#pragma once

// A real Redis server for tests, on loopback, as deployments run it.

#include "kit/testing/engine_process.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::testing {

/// Starts with the constructor and is killed by the destructor, or with the process that made it. What was written
/// survives kill(). Not safe for several threads.
class RedisServer {
 public:
  /// With a password only the user boxoffice is let in. Throws std::runtime_error when Redis is not installed or does
  /// not start.
  explicit RedisServer(std::string password = {});

  /// For everybody whom it lets in, and with a prefix, so that tests see nothing of each other. It stays the same over
  /// stop() and start().
  [[nodiscard]] std::string url(std::string_view prefix = {}) const;
  [[nodiscard]] std::uint16_t port() const { return process_.port(); }

  /// Asks it on a connection of the call's own. Texts and numbers come as text, lists one item a line. Throws
  /// std::runtime_error on an error and when there is no answer.
  std::string ask(const std::vector<std::string>& command) const;

  void start() { process_.start(); }
  void stop() { process_.stop(); }
  /// Ends it like a crash.
  void kill() { process_.kill(); }
  /// Lets it hang: connections stay open and nothing is answered, until thaw().
  void freeze() { process_.freeze(); }
  void thaw() { process_.thaw(); }

  /// The server without a password that all tests of this program share; started when it is asked for first.
  static RedisServer& shared();

 private:
  [[nodiscard]] bool is_ready(std::uint16_t port) const;
  [[nodiscard]] std::string ask(std::uint16_t port, const std::vector<std::string>& command) const;

  std::string password_;
  EngineProcess process_;
};

}  // namespace boxoffice::kit::testing
