#pragma once

// A real PostgreSQL server for tests, on loopback, with its data in a temporary folder.

#include "kit/testing/child_process.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::testing {

/// Starts with the constructor and is killed by the destructor, or with the process that made it. It does not wait for
/// the disk: what it forgets in a power cut no test asks for. Not safe for several threads.
class PostgresServer {
 public:
  /// Throws std::runtime_error when PostgreSQL is not installed or does not start.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// Nobody needs a password; the superuser is boxoffice. It stays the same over stop() and start().
  [[nodiscard]] std::string url(std::string_view database = "postgres", std::string_view role = "boxoffice") const;

  void start();
  /// Ends it as an operator does who is in a hurry: sessions are thrown out, transactions rolled back.
  void stop();
  /// Ends it like a crash.
  void kill();
  /// Lets it hang: connections stay open and nothing is answered, until thaw().
  void freeze();
  void thaw();

  /// The server that all tests of this program share; started when it is asked for first.
  static PostgresServer& shared();

 private:
  [[nodiscard]] std::filesystem::path output() const;
  [[nodiscard]] ChildProcess::Options options(std::vector<std::string> command) const;
  void end(int signal);

  TemporaryDirectory directory_{};
  std::uint16_t port_;
  std::optional<ChildProcess> process_{};
};

}  // namespace boxoffice::kit::testing
