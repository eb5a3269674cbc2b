#pragma once

// The way to the server: a connection that is greeted, watched, given up when it is late and made anew after growing
// pauses. The cache has one for commands and one for channels.

#include "kit/base/random.hpp"
#include "kit/cache/redis/address.hpp"
#include "kit/cache/redis/connection.hpp"
#include "kit/cache/redis/limits.hpp"
#include "kit/cache/redis/reply.hpp"
#include "kit/cache/redis/trouble.hpp"
#include "kit/runtime/deadline.hpp"

#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include <poll.h>

namespace boxoffice::kit::cache {

/// Used by one thread. Nothing of it blocks (see RedisConnection) or throws.
class Link {
 public:
  using Outcome = std::expected<Reply, std::string>;  // the reply, or why there is none
  using Done = std::move_only_function<void(Outcome)>;

  /// Called within turn().
  struct Hooks {
    std::function<void()> greeted{};               // a new connection is ready
    std::function<void()> send{};                  // each turn while it is: the time for calls of send()
    std::function<bool(const Reply&)> push{};      // takes what nobody asked for; false when it is a reply
    std::function<void(const Trouble&)> broken{};  // after everything in flight has got its outcome
  };

  /// The first turn connects. `address` and `limits` outlive it.
  Link(const RedisAddress& address, const RedisLimits& limits, Hooks hooks);

  /// `done` is called once, within turn() or close(). A command that is late ends the connection: nobody knows what
  /// the server still does with it, and those behind it are later still.
  void send(const Words& command, Done done);

  /// What to wait for; the descriptor is -1 while there is no connection.
  [[nodiscard]] pollfd waits_for() const;
  /// When the next turn is due without that.
  [[nodiscard]] runtime::SteadyTime next_turn() const;
  void turn(bool has_news);

  [[nodiscard]] bool is_ready() const { return is_ready_; }

  /// Gives everything in flight its outcome. The last call.
  void close(const std::string& reason);

 private:
  struct InFlight {
    runtime::SteadyTime give_up_at;
    Done done;
  };

  void connect();
  void greet();
  bool receive();
  void take(Reply reply);
  [[nodiscard]] bool is_late() const;
  void send_what_is_due();
  void lose(const Trouble& trouble);
  void end_all(const std::string& reason);
  [[nodiscard]] std::chrono::milliseconds next_pause();

  const RedisAddress& address_;
  const RedisLimits& limits_;
  Hooks hooks_;
  base::SystemRandom random_{};

  std::unique_ptr<RedisConnection> connection_{};
  bool is_ready_ = false;
  std::deque<InFlight> in_flight_{};
  runtime::SteadyTime ready_at_{};
  runtime::SteadyTime sent_at_{};     // the last command
  runtime::SteadyTime connect_at_{};  // while there is no connection
  std::chrono::milliseconds pause_{};
};

}  // namespace boxoffice::kit::cache
