#include "kit/cache/redis/client.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <utility>

#include <poll.h>

namespace boxoffice::kit::cache {
namespace {

using Steady = std::chrono::steady_clock;

/// The driver writes to sockets whose other end may be gone.
void block_broken_pipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

struct Published {
  const std::string* channel;
  const std::string* payload;
};

/// A message of a channel: "message", channel, payload. Everything else on that connection answers a command.
std::optional<Published> published(const Reply& reply) {
  const auto* items = reply.items();
  if (items == nullptr || items->size() != 3) return std::nullopt;
  const auto* kind = (*items)[0].text();
  const auto* channel = (*items)[1].text();
  const auto* payload = (*items)[2].text();
  if (kind == nullptr || *kind != "message" || channel == nullptr || payload == nullptr) return std::nullopt;
  return Published{.channel = channel, .payload = payload};
}

}  // namespace

RedisClient::RedisClient(RedisAddress address, const RedisLimits& limits)
    : address_(std::move(address)), limits_(limits), thread_([this] { run(); }) {}

RedisClient::~RedisClient() {
  stopping_ = true;
  waker_->wake();
  thread_.join();
}

std::optional<Trouble> RedisClient::wait_for_greeting() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limits_.startup, [this] { return is_greeted_ || trouble_.has_value(); });
  return trouble_;
}

Link::Hooks RedisClient::command_hooks() {
  return {.greeted =
              [this] {
                commands_.accept();
                note_greeting(std::nullopt);
              },
          .send = [this] { commands_.send_to(command_link_); },
          .push = {},
          .broken =
              [this](const Trouble& trouble) {
                commands_.refuse(trouble.reason);
                if (trouble.is_lasting()) note_greeting(trouble);
              }};
}

Link::Hooks RedisClient::channel_hooks() {
  return {.greeted = [this] { channels_->start_over(); },
          .send = [this] { send_channel_changes(); },
          .push =
              [this](const Reply& reply) {
                const auto message = published(reply);
                if (message) channels_->deliver(*message->channel, *message->payload);
                return message.has_value();
              },
          .broken = [this](const Trouble&) { channels_->start_over(); }};
}

void RedisClient::run() {
  runtime::name_this_thread("cache-redis");
  block_broken_pipes();
  while (!stopping_) take_turns();
  constexpr auto reason = "the cache is closing";
  command_link_.close(reason);
  channel_link_.close(reason);
  commands_.refuse(reason);
  commands_.answer();
}

/// Waits until there is something to do for a link, and does it.
void RedisClient::take_turns() {
  const bool has_channels = channels_->is_used();
  auto next = command_link_.next_turn();
  if (has_channels) next = std::min(next, channel_link_.next_turn());
  std::array<pollfd, 3> waits{pollfd{.fd = waker_->descriptor(), .events = POLLIN, .revents = 0},
                              command_link_.waits_for(), channel_link_.waits_for()};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Steady::now()).count();
  ::poll(waits.data(), waits.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, INT32_MAX)));
  waker_->clear();
  command_link_.turn(waits[1].revents != 0);
  commands_.answer();
  if (has_channels) channel_link_.turn(waits[2].revents != 0);
}

void RedisClient::send_channel_changes() {
  const auto changes = channels_->take_changes();
  for (const auto& channel : changes.unsubscribe) {
    channel_link_.send({"UNSUBSCRIBE", channel}, [](const Link::Outcome&) {});
  }
  for (const auto& channel : changes.subscribe) {
    channel_link_.send({"SUBSCRIBE", channel}, [this](const Link::Outcome& outcome) {
      if (!outcome) return;
      if (const auto* error = outcome->error()) throw base::Unavailable("Redis says " + error->text);
      channels_->confirm();
    });
  }
}

void RedisClient::note_greeting(std::optional<Trouble> trouble) {
  {
    const std::lock_guard lock(mutex_);
    is_greeted_ = !trouble;
    trouble_ = std::move(trouble);
  }
  changed_.notify_all();
}

}  // namespace boxoffice::kit::cache
