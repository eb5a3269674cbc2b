#pragma once

// Commands of callers, on their way to the server and back.

#include "kit/cache/redis/limits.hpp"
#include "kit/cache/redis/link.hpp"
#include "kit/cache/redis/reply.hpp"
#include "kit/cache/redis/waker.hpp"
#include "kit/runtime/task.hpp"
#include "kit/sql/waiter.hpp"

#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::kit::cache {

/// ask() is safe from any thread; the rest belongs to the thread of the cache.
class Commands {
 public:
  /// `limits` and `waker` outlive it.
  Commands(const RedisLimits& limits, const Waker& waker) : limits_(limits), waker_(waker) {}

  /// Throws base::Unavailable at once while there is no connection, after the time limit when the server is late, when
  /// the connection breaks meanwhile, or when the server answers with an error.
  runtime::Task<Reply> ask(Words words);

  /// From now on commands are sent.
  void accept();
  /// From now on, and for those not sent yet, the answer is `reason`.
  void refuse(const std::string& reason);
  /// Sends what waits.
  void send_to(Link& link);
  /// Resumes the callers whose commands have an outcome.
  void answer();

 private:
  struct Command {
    Words words{};
    std::shared_ptr<Reply> reply{};  // the caller has it too; written before it is resumed
    std::shared_ptr<sql::Waiter> waiter{};
  };

  [[nodiscard]] std::exception_ptr take(Command& command);
  void note_outcome(Command& command, Link::Outcome outcome);

  const RedisLimits& limits_;
  const Waker& waker_;

  std::mutex mutex_{};                                           // guards what follows up to the next empty line
  std::string refusal_ = "there is no connection to Redis yet";  // "" while commands are sent
  std::vector<Command> waiting_{};
  std::size_t unanswered_ = 0;

  std::vector<sql::Answer> answers_{};
};

}  // namespace boxoffice::kit::cache
