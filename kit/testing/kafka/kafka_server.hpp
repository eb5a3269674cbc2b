#pragma once

// A real Kafka broker for tests, on loopback, with its data in a temporary folder.

#include "kit/testing/engine_process.hpp"

#include <string>

namespace boxoffice::kit::testing {

/// Starts with the constructor and is killed by the destructor, or with the process that made it. What it has
/// acknowledged is on the disk. Not safe for several threads.
class KafkaServer {
 public:
  /// With a password it asks the user boxoffice for it, else nobody. Throws std::runtime_error when Kafka is not
  /// installed or does not start.
  explicit KafkaServer(const std::string& password = "");

  /// host:port; it stays the same over stop() and start().
  [[nodiscard]] std::string address() const;

  void start() { process_.start(); }
  void stop() { process_.stop(); }
  /// Ends it like a crash.
  void kill() { process_.kill(); }
  /// Lets it hang: connections stay open and nothing is answered, until thaw().
  void freeze() { process_.freeze(); }
  void thaw() { process_.thaw(); }

  /// The broker that all tests of this program share; started when it is asked for first.
  static KafkaServer& shared();

 private:
  EngineProcess process_;
};

}  // namespace boxoffice::kit::testing
