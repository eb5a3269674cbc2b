#include "kit/cache/redis/connection.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>

namespace boxoffice::kit::cache {
namespace {

constexpr std::size_t bytes_at_once = 65'536;
constexpr int reads_at_once = 64;  // then others get their turn

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }  // closes the socket too
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

[[noreturn]] void give_up(std::string_view reason) {
  throw base::Unavailable(fmt::format("the connection to Redis broke: {}", reason));
}

Reply copy_of(const redisReply& reply) {
  switch (reply.type) {
    case REDIS_REPLY_INTEGER:
      return {.value = std::int64_t{reply.integer}};
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      return {.value = std::string(reply.str, reply.len)};
    case REDIS_REPLY_ERROR:
      return {.value = Reply::Error{std::string(reply.str, reply.len)}};
    case REDIS_REPLY_ARRAY: {
      std::vector<Reply> items;
      items.reserve(reply.elements);
      for (std::size_t index = 0; index < reply.elements; ++index) items.push_back(copy_of(*reply.element[index]));
      return {.value = std::move(items)};
    }
    default:
      return {};
  }
}

}  // namespace

struct RedisConnection::State {
  std::unique_ptr<redisContext, FreeContext> context{};
  bool has_unsent = false;

  void check(int outcome) const {
    if (outcome != REDIS_OK) give_up(context->errstr);
  }
  void receive() const;
  void take_replies(std::vector<Reply>& replies) const;
};

RedisConnection::RedisConnection(const std::string& host, std::uint16_t port)
    : state_(std::make_unique<State>(State{.context{redisConnectNonBlock(host.c_str(), port)}})) {
  if (!state_->context) give_up("there is no memory for it");
  state_->check(state_->context->err == 0 ? REDIS_OK : REDIS_ERR);
  ::fcntl(state_->context->fd, F_SETFD, FD_CLOEXEC);  // hiredis leaves it to children
}

RedisConnection::~RedisConnection() = default;

void RedisConnection::send(const Words& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> lengths;
  words.reserve(command.size());
  lengths.reserve(command.size());
  for (const auto& word : command) {
    words.push_back(word.data());
    lengths.push_back(word.size());
  }
  redisAppendCommandArgv(state_->context.get(), static_cast<int>(words.size()), words.data(), lengths.data());
  state_->has_unsent = true;
}

void RedisConnection::write() {
  if (!state_->has_unsent) return;
  int is_done = 0;
  state_->check(redisBufferWrite(state_->context.get(), &is_done));
  state_->has_unsent = is_done == 0;
}

bool RedisConnection::has_unsent() const {
  return state_->has_unsent;
}

std::vector<Reply> RedisConnection::read() {
  state_->receive();
  std::vector<Reply> replies;
  state_->take_replies(replies);
  return replies;
}

int RedisConnection::socket() const {
  return state_->context->fd;
}

/// Until nothing is left, so that a caller who was held up does not take a server for late that has answered. hiredis'
/// own function reads 16 KiB and does not tell whether there was more.
void RedisConnection::State::receive() const {
  std::array<char, bytes_at_once> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv() fills it
  for (int attempt = 0; attempt < reads_at_once; ++attempt) {
    const auto size = ::recv(context->fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size == 0) give_up("the server closed it");
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (size < 0) give_up(std::generic_category().message(errno));
    if (redisReaderFeed(context->reader, bytes.data(), static_cast<std::size_t>(size)) != REDIS_OK) {
      give_up("there is no memory for a reply");
    }
    if (static_cast<std::size_t>(size) < bytes.size()) return;
  }
}

void RedisConnection::State::take_replies(std::vector<Reply>& replies) const {
  for (;;) {
    void* raw = nullptr;
    check(redisGetReplyFromReader(context.get(), &raw));
    if (raw == nullptr) return;
    const std::unique_ptr<redisReply, FreeReply> reply(static_cast<redisReply*>(raw));
    replies.push_back(copy_of(*reply));
  }
}

}  // namespace boxoffice::kit::cache
