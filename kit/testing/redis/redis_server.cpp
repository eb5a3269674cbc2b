#include "kit/testing/redis/redis_server.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::testing {
namespace {

constexpr timeval limit{.tv_sec = 10, .tv_usec = 0};  // for one answer; a busy machine is slow

struct Free {
  void operator()(redisContext* context) const { redisFree(context); }
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Connection = std::unique_ptr<redisContext, Free>;
using Answer = std::unique_ptr<redisReply, Free>;

std::string text_of(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type != REDIS_REPLY_ARRAY) return reply.str == nullptr ? "" : std::string(reply.str, reply.len);
  std::string lines;
  for (std::size_t index = 0; index < reply.elements; ++index) lines += text_of(*reply.element[index]) + "\n";
  return lines;
}

std::string ask_on(redisContext& connection, const std::vector<std::string>& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  for (const auto& word : command) {
    words.push_back(word.data());
    lengths.push_back(word.size());
  }
  const Answer answer(static_cast<redisReply*>(
      redisCommandArgv(&connection, static_cast<int>(words.size()), words.data(), lengths.data())));
  if (!answer) throw std::runtime_error(fmt::format("Redis gives no answer to {}", command.front()));
  if (answer->type == REDIS_REPLY_ERROR) throw std::runtime_error(text_of(*answer));
  return text_of(*answer);
}

std::map<std::string, std::string> files_with(const std::string& password) {
  if (password.empty()) return {};
  return {{"password", password}};
}

}  // namespace

RedisServer::RedisServer(std::string password)
    : password_(std::move(password)),
      process_({.engine = "redis", .files = files_with(password_), .is_ready = [this](std::uint16_t port) {
                  return is_ready(port);
                }}) {}

std::string RedisServer::url(std::string_view prefix) const {
  const std::string login = password_.empty() ? "" : fmt::format("boxoffice:{}@", password_);
  const std::string query = prefix.empty() ? "" : fmt::format("?prefix={}", prefix);
  return fmt::format("redis://{}127.0.0.1:{}/0{}", login, port(), query);
}

std::string RedisServer::ask(const std::vector<std::string>& command) const {
  return ask(port(), command);
}

RedisServer& RedisServer::shared() {
  static RedisServer server;
  return server;
}

/// It accepts connections before it has read its data again.
bool RedisServer::is_ready(std::uint16_t port) const {
  try {
    return ask(port, {"PING"}) == "PONG";
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::string RedisServer::ask(std::uint16_t port, const std::vector<std::string>& command) const {
  const Connection connection(redisConnectWithTimeout("127.0.0.1", port, limit));
  if (!connection || connection->err != 0) throw std::runtime_error("There is no connection to Redis");
  redisSetTimeout(connection.get(), limit);
  if (!password_.empty()) ask_on(*connection, {"AUTH", "boxoffice", password_});
  return ask_on(*connection, command);
}

}  // namespace boxoffice::kit::testing
