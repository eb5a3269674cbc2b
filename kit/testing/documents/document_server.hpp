#pragma once

// A real server for MongoDB's protocol for tests, on loopback, as deployments run it.

#include "kit/testing/engine_process.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::testing {

/// Starts with the constructor and is killed by the destructor, or with the process that made it. What was written
/// survives kill(). Not safe for several threads.
class DocumentServer {
 public:
  /// `postgres` is the URL of a database that keeps the documents and whose roles may log in; without it everybody may.
  /// Throws std::runtime_error when the server is not installed or does not start.
  explicit DocumentServer(const std::string& postgres = {});

  /// `login` is "user:password". It stays the same over stop() and start().
  [[nodiscard]] std::string url(std::string_view database = "boxoffice", std::string_view login = {}) const;
  [[nodiscard]] std::uint16_t port() const { return process_.port(); }

  void start() { process_.start(); }
  void stop() { process_.stop(); }
  /// Ends it like a crash.
  void kill() { process_.kill(); }
  /// Lets it hang: connections stay open and nothing is answered, until thaw().
  void freeze() { process_.freeze(); }
  void thaw() { process_.thaw(); }

  /// The server that all tests of this program share; started when it is asked for first.
  static DocumentServer& shared();

 private:
  EngineProcess process_;
};

}  // namespace boxoffice::kit::testing
