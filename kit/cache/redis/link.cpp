#include "kit/cache/redis/link.hpp"

#include "kit/base/failure.hpp"
#include "kit/cache/redis/greeting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>

namespace boxoffice::kit::cache {
namespace {

using Steady = std::chrono::steady_clock;

/// What ends a connection that works as such.
struct Refusal : std::exception {
  explicit Refusal(Trouble given) : trouble(std::move(given)) {}
  Trouble trouble;
};

}  // namespace

Link::Link(const RedisAddress& address, const RedisLimits& limits, Hooks hooks)
    : address_(address), limits_(limits), hooks_(std::move(hooks)) {}

void Link::send(const Words& command, Done done) {
  connection_->send(command);
  sent_at_ = Steady::now();
  in_flight_.push_back({.give_up_at = sent_at_ + limits_.command, .done = std::move(done)});
}

pollfd Link::waits_for() const {
  if (!connection_) return {.fd = -1, .events = 0, .revents = 0};
  const int events = connection_->has_unsent() ? POLLIN | POLLOUT : POLLIN;
  return {.fd = connection_->socket(), .events = static_cast<short>(events), .revents = 0};
}

runtime::SteadyTime Link::next_turn() const {
  if (!connection_) return connect_at_;
  return in_flight_.empty() ? sent_at_ + limits_.idle : in_flight_.front().give_up_at;
}

void Link::turn(bool has_news) {
  try {
    if (!connection_) {
      if (Steady::now() < connect_at_) return;
      connect();
    }
    const bool has_heard = (has_news || is_late()) && receive();
    // Before a server counts as late its socket was looked at and nothing was there: this thread may be late itself.
    if (is_late() && !has_heard) throw base::Unavailable("Redis does not answer in time");
    if (is_ready_) send_what_is_due();
    connection_->write();
  } catch (const Refusal& refusal) {
    lose(refusal.trouble);
  } catch (const base::Unavailable& failure) {
    lose({.reason = failure.what()});
  }
}

void Link::close(const std::string& reason) {
  connection_.reset();
  is_ready_ = false;
  end_all(reason);
}

void Link::connect() {
  connection_ = std::make_unique<RedisConnection>(address_.host, address_.port);
  greet();
}

void Link::greet() {
  const auto commands = greeting_of(address_);
  for (std::size_t index = 0; index < commands.size(); ++index) {
    const bool is_last = index + 1 == commands.size();
    send(commands[index], [this, is_last, command = commands[index]](const Outcome& outcome) {
      if (!outcome) return;
      if (auto trouble = judge_greeting(address_, command, *outcome)) throw Refusal(*std::move(trouble));
      if (!is_last) return;
      is_ready_ = true;
      ready_at_ = Steady::now();
      hooks_.greeted();
    });
  }
}

/// True when there was anything.
bool Link::receive() {
  auto replies = connection_->read();
  for (auto& reply : replies) take(std::move(reply));
  return !replies.empty();
}

void Link::take(Reply reply) {
  if (hooks_.push && hooks_.push(reply)) return;
  if (in_flight_.empty()) {
    const auto* error = reply.error();
    throw base::Unavailable(fmt::format("Redis says {}", error == nullptr ? "what nobody asked for" : error->text));
  }
  Done done = std::move(in_flight_.front().done);
  in_flight_.pop_front();
  done(std::move(reply));
}

bool Link::is_late() const {
  return !in_flight_.empty() && in_flight_.front().give_up_at <= Steady::now();
}

void Link::send_what_is_due() {
  hooks_.send();
  if (in_flight_.empty() && sent_at_ + limits_.idle <= Steady::now()) send({"PING"}, [](const Outcome&) {});
}

void Link::lose(const Trouble& trouble) {
  connection_.reset();
  connect_at_ = Steady::now() + next_pause();
  is_ready_ = false;
  end_all(trouble.reason);
  hooks_.broken(trouble);
}

void Link::end_all(const std::string& reason) {
  for (auto& each : std::exchange(in_flight_, {})) each.done(std::unexpected(reason));
}

/// Doubled from loss to loss, unless the connection had held for a while. A random part keeps the processes of a
/// deployment from coming all at once.
std::chrono::milliseconds Link::next_pause() {
  if (is_ready_ && Steady::now() - ready_at_ >= limits_.longest_pause) pause_ = {};
  pause_ = std::clamp(2 * pause_, limits_.first_pause, limits_.longest_pause);
  const auto half = static_cast<std::uint64_t>(pause_.count()) / 2;
  return pause_ - std::chrono::milliseconds{base::uniform(random_, half + 1)};
}

}  // namespace boxoffice::kit::cache
