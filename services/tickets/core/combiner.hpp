#pragma once

// Many requests for one event become few transactions: while one batch commits, the next one gathers. This is what
// keeps an on-sale fast when everybody wants the same event; it remembers nothing between batches, so any number of
// replicas may do the same.

#include "kit/runtime/bell.hpp"
#include "kit/runtime/task_group.hpp"
#include "services/tickets/core/ports.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace boxoffice::services::tickets {

struct CombinerOptions {
  std::size_t batch_limit = 256;     // commands in one transaction
  std::size_t waiting_limit = 8192;  // commands of one event that wait; more are refused
};

/// Commands of one event are decided in the order in which they come; batches of different events run side by side.
/// Safe from any thread. `store` outlives it. Destroy it on a thread that is no io thread, or when nothing runs.
class Combiner {
 public:
  explicit Combiner(StockStore& store, CombinerOptions options = {});
  ~Combiner();
  Combiner(const Combiner&) = delete;
  Combiner& operator=(const Combiner&) = delete;

  /// The command's outcome once that is durable. Throws base::Overloaded when too many wait for this event,
  /// base::TimedOut at the command's deadline (it may take effect all the same), and whatever the store throws.
  Task<Outcome> submit(contracts::EventId event_id, Command command);

  /// The same for one command on each of several events, side by side.
  Task<> submit_to_all(std::vector<contracts::EventId> event_ids, Command command);

  /// Events that something waits for; those that are done are forgotten.
  [[nodiscard]] std::size_t busy_events() const;

 private:
  /// Commands that are decided together. `outcomes` and `failure` are written before the bell rings, read after.
  struct Batch {
    std::vector<Command> commands{};
    std::vector<Outcome> outcomes{};
    std::exception_ptr failure{};
    kit::runtime::Bell bell{};
  };
  /// A command's place in a batch.
  struct Seat {
    std::shared_ptr<Batch> batch;
    std::size_t index = 0;
  };
  /// The batches of one event that have not begun yet; the last one gathers.
  struct Queue {
    std::deque<std::shared_ptr<Batch>> batches{};
    std::size_t waiting = 0;
  };

  Seat take_seat(const kit::runtime::Executor& executor, const contracts::EventId& event_id, Command command);
  static Task<Outcome> wait(Seat seat, kit::runtime::Deadline deadline);
  std::shared_ptr<Batch> next_batch(const contracts::EventId& event_id);
  Task<> run_batches(contracts::EventId event_id);

  StockStore& store_;
  CombinerOptions options_;
  mutable std::mutex mutex_{};
  std::unordered_map<contracts::EventId, Queue> queues_{};  // an entry exists while a run_batches() of it does
  kit::runtime::TaskGroup tasks_;
};

}  // namespace boxoffice::services::tickets
