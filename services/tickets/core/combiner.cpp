#include "services/tickets/core/combiner.hpp"

#include "kit/base/failure.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace boxoffice::services::tickets {

namespace {

constexpr std::chrono::seconds longest_stop{5};

}  // namespace

Combiner::Combiner(StockStore& store, CombinerOptions options)
    : store_(store),
      options_(options),
      // run_batches() hands every failure to those who wait for it, so none is left for the group.
      tasks_([](std::string_view, const std::exception_ptr&) {}) {}

Combiner::~Combiner() {
  tasks_.cancel();
  std::ignore = tasks_.wait_blocking(longest_stop);
}

Task<Outcome> Combiner::submit(contracts::EventId event_id, Command command) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto deadline = command.context.deadline;
  Seat seat = take_seat(executor, event_id, std::move(command));
  co_return co_await wait(std::move(seat), deadline);
}

Task<> Combiner::submit_to_all(std::vector<contracts::EventId> event_ids, Command command) {
  const auto executor = co_await boost::asio::this_coro::executor;
  std::vector<Seat> seats;
  seats.reserve(event_ids.size());
  for (const auto& event_id : event_ids) seats.push_back(take_seat(executor, event_id, command));
  for (auto& seat : seats) std::ignore = co_await wait(std::move(seat), command.context.deadline);
}

std::size_t Combiner::busy_events() const {
  const std::lock_guard lock(mutex_);
  return queues_.size();
}

Combiner::Seat Combiner::take_seat(const kit::runtime::Executor& executor, const contracts::EventId& event_id,
                                   Command command) {
  Seat seat;
  bool is_idle = false;
  {
    const std::lock_guard lock(mutex_);
    const auto [entry, inserted] = queues_.try_emplace(event_id);
    Queue& queue = entry->second;
    if (queue.waiting >= options_.waiting_limit) throw kit::base::Overloaded("too many requests for one event wait");
    if (queue.batches.empty() || queue.batches.back()->commands.size() >= options_.batch_limit) {
      queue.batches.push_back(std::make_shared<Batch>());
    }
    auto& batch = queue.batches.back();
    seat = {.batch = batch, .index = batch->commands.size()};
    batch->commands.push_back(std::move(command));
    ++queue.waiting;
    is_idle = inserted;
  }
  if (is_idle) tasks_.spawn(executor, "combine", run_batches(event_id));
  return seat;
}

Task<Outcome> Combiner::wait(Seat seat, kit::runtime::Deadline deadline) {
  Batch& batch = *seat.batch;
  co_await batch.bell.wait_after(0, deadline);
  if (batch.bell.rings() == 0) throw kit::base::TimedOut("the event's requests take too long");
  if (batch.failure) std::rethrow_exception(batch.failure);
  co_return std::move(batch.outcomes.at(seat.index));
}

Task<> Combiner::run_batches(contracts::EventId event_id) {
  while (const auto batch = next_batch(event_id)) {
    try {
      batch->outcomes = co_await store_.apply(event_id, Commands(batch, &batch->commands));
    } catch (...) {
      // Not handled here but passed on to everyone in the batch, also the cancellation of this task.
      batch->failure = std::current_exception();
    }
    batch->bell.ring();
  }
}

std::shared_ptr<Combiner::Batch> Combiner::next_batch(const contracts::EventId& event_id) {
  const std::lock_guard lock(mutex_);
  const auto entry = queues_.find(event_id);
  Queue& queue = entry->second;
  if (queue.batches.empty()) {
    queues_.erase(entry);
    return nullptr;
  }
  auto batch = std::move(queue.batches.front());
  queue.batches.pop_front();
  queue.waiting -= batch->commands.size();
  return batch;
}

}  // namespace boxoffice::services::tickets
