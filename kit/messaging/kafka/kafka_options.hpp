#pragma once

// What MESSAGING_URL says about a Kafka cluster, and limits of time.

#include <chrono>
#include <string>
#include <string_view>

namespace boxoffice::kit::messaging {

struct KafkaOptions {
  std::string servers{};               // host:port, separated by commas
  std::string security = "plaintext";  // plaintext, ssl, sasl_plaintext or sasl_ssl
  std::string mechanism{};             // of SASL
  std::string user{};
  std::string password{};
  std::string certificate_authority{};  // file; empty for what the system trusts
  std::string prefix{};                 // of topics and groups, for several deployments on one cluster
  int partitions = 6;                   // of a topic that is made
  int replication = 1;                  // copies of each partition

  // Not in the URL: tests shorten them.
  std::chrono::milliseconds startup_limit{10'000};  // how long opening tries to reach a broker
  std::chrono::milliseconds publish_limit{4000};    // of one publish(); below the lease of an outbox relay
  std::chrono::milliseconds request_limit{3000};    // of other requests
  std::chrono::milliseconds tail_limit{8000};       // of reading the end of a topic
  std::chrono::milliseconds session_limit{6000};    // a member that is silent for that long is out; brokers want 6 s
  std::chrono::milliseconds poll_limit{300'000};    // so is one that does not poll, as while its database is away
};

/// True for "kafka://...".
[[nodiscard]] bool is_kafka_url(std::string_view url);

/// Reads
///   kafka://[user:password@]host[:port][,host[:port]...][?name=value&...]
/// with partitions, replication, prefix, security, mechanism (PLAIN, SCRAM-SHA-256, SCRAM-SHA-512) and ca (a file).
/// User and password are percent-encoded. A user implies SASL (PLAIN), ca implies TLS. Throws base::StartupError, which
/// names MESSAGING_URL and never shows the password.
[[nodiscard]] KafkaOptions parse_kafka_url(std::string_view url);

}  // namespace boxoffice::kit::messaging
