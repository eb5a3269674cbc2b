#include "kit/testing/kafka/kafka_server.hpp"

#include <fmt/format.h>

#include <map>

namespace boxoffice::kit::testing {
namespace {

EngineProcess::Options options(const std::string& password) {
  std::map<std::string, std::string> files;
  if (!password.empty()) files.emplace("password", password);
  return {.engine = "kafka", .ports = 2, .files = std::move(files)};
}

}  // namespace

KafkaServer::KafkaServer(const std::string& password) : process_(options(password)) {}

std::string KafkaServer::address() const {
  return fmt::format("127.0.0.1:{}", process_.port());
}

KafkaServer& KafkaServer::shared() {
  static KafkaServer server;
  return server;
}

}  // namespace boxoffice::kit::testing
