#include "kit/cache/redis/commands.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace boxoffice::kit::cache {
namespace {

std::exception_ptr unavailable(const std::string& reason) {
  return std::make_exception_ptr(base::Unavailable(reason));
}

/// What the engine says about its state (READONLY, OOM, LOADING) or about the value (WRONGTYPE): the cache is of no use
/// for this call.
std::exception_ptr error_of(const Reply::Error& error) {
  return unavailable(fmt::format("Redis says {}", error.text.substr(0, error.text.find('\n'))));
}

}  // namespace

runtime::Task<Reply> Commands::ask(Words words) {
  auto reply = std::make_shared<Reply>();
  Command command{.words = std::move(words), .reply = reply};
  co_await sql::Waiter::wait([this, held = std::move(command)](std::shared_ptr<sql::Waiter> waiter) mutable {
    held.waiter = std::move(waiter);
    auto refusal = take(held);
    if (!refusal) return waker_.wake();
    sql::answer({{.waiter = std::move(held.waiter), .failure = std::move(refusal)}});
  });
  co_return std::move(*reply);
}

void Commands::accept() {
  const std::lock_guard lock(mutex_);
  refusal_.clear();
}

void Commands::refuse(const std::string& reason) {
  std::vector<Command> unsent;
  {
    const std::lock_guard lock(mutex_);
    refusal_ = reason;
    unsent.swap(waiting_);
  }
  for (auto& command : unsent) note_outcome(command, std::unexpected(reason));
}

void Commands::send_to(Link& link) {
  std::vector<Command> unsent;
  {
    const std::lock_guard lock(mutex_);
    unsent.swap(waiting_);
  }
  for (auto& command : unsent) {
    const Words words = std::move(command.words);
    link.send(words, [this, held = std::move(command)](Link::Outcome outcome) mutable {
      note_outcome(held, std::move(outcome));
    });
  }
}

void Commands::answer() {
  if (answers_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    unanswered_ -= answers_.size();
  }
  sql::answer(std::exchange(answers_, {}));
}

/// Why `command`, then untouched, was not taken; null when it was.
std::exception_ptr Commands::take(Command& command) {
  const std::lock_guard lock(mutex_);
  if (!refusal_.empty()) return unavailable(refusal_);
  if (unanswered_ >= limits_.commands) {
    return std::make_exception_ptr(base::Overloaded("too many commands wait for Redis"));
  }
  ++unanswered_;
  waiting_.push_back(std::move(command));
  return nullptr;
}

void Commands::note_outcome(Command& command, Link::Outcome outcome) {
  std::exception_ptr failure;
  if (!outcome) {
    failure = unavailable(outcome.error());
  } else if (const auto* error = outcome->error()) {
    failure = error_of(*error);
  } else {
    *command.reply = std::move(*outcome);
  }
  answers_.push_back({.waiter = std::move(command.waiter), .failure = std::move(failure)});
}

}  // namespace boxoffice::kit::cache
