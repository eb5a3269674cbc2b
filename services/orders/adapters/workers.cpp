#include "services/orders/adapters/workers.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/telemetry/trace.hpp"
#include "services/orders/adapters/http_routes.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::orders {

namespace {

constexpr std::size_t task_workers = 3;        // so that calls that wait for a dead service do not hold up the others
constexpr std::size_t tasks_at_once = 32;      // of one worker
constexpr std::size_t event_batch = 100;       // orders of a cancelled event per round
constexpr std::size_t half_placed_batch = 20;  // orders that are tried at the same time
constexpr std::chrono::milliseconds call_limit{5'000};
constexpr std::chrono::milliseconds first_backoff{100};
constexpr std::chrono::milliseconds longest_backoff{5'000};
constexpr std::int64_t doublings = 6;

std::chrono::milliseconds backoff_after(std::int64_t attempts) {
  return std::min(longest_backoff,
                  first_backoff * (std::int64_t{1} << std::clamp<std::int64_t>(attempts - 1, 0, doublings)));
}

}  // namespace

Workers::Workers(Collaborators parts)
    : parts_(parts),
      confirmed_(parts.telemetry.metrics.counter("orders_confirmed_total", "Orders whose tickets were sold.")),
      placed_(placed_counter(parts.telemetry.metrics)),
      wakeups_(task_workers) {}

std::vector<kit::runtime::Worker> Workers::all() {
  std::vector<kit::runtime::Worker> workers;
  workers.reserve(task_workers + 2);
  for (const auto& wakeup : wakeups_) {
    workers.push_back({.name = "order_tasks",
                       .interval = std::chrono::milliseconds{500},
                       .tick = [this] { return run_due_tasks(); },
                       .wakeup = wakeup});
  }
  workers.push_back({.name = "finish_half_placed", .interval = std::chrono::seconds{1}, .tick = [this] {
                       return finish_half_placed();
                     }});
  workers.push_back({.name = "cancel_with_events", .interval = std::chrono::seconds{1}, .tick = [this] {
                       return cancel_with_events();
                     }});
  return workers;
}

Task<bool> Workers::run_due_tasks() {
  auto claimed = co_await parts_.tasks.claim(tasks_at_once);
  const bool full = claimed.size() == tasks_at_once;
  std::vector<Task<>> runs;
  runs.reserve(claimed.size());
  for (auto& task : claimed) runs.push_back(run_one(std::move(task)));
  co_await kit::runtime::run_all(std::move(runs));
  co_return full;
}

/// What is done later belongs to the trace of what caused it; only what has none begins one.
Context Workers::context_for(const kit::runtime::Trace& cause) const {
  return {.trace = kit::telemetry::child_of(cause, parts_.random),
          .deadline = kit::runtime::Deadline::after(call_limit)};
}

Task<> Workers::run_one(OrderTask task) {
  const Context context = context_for(task.trace);
  std::optional<std::string> failure;
  try {
    const auto order = co_await parts_.runner.run(context, task);
    if (order && task.kind == TaskKind::confirm && order->status == OrderStatus::confirmed) confirmed_.add();
  } catch (const kit::base::Unavailable& unavailable) {
    failure = unavailable.what();
  }
  if (!failure) co_return;
  parts_.telemetry.log.warn("order_task_postponed",
                            {{"order_id", task.order_id.str()}, {"task", to_text(task.kind)}, {"reason", *failure}},
                            context);
  const auto due_at = parts_.clock.now() + backoff_after(task.attempts);
  co_await parts_.tasks.postpone(std::move(task), due_at);
}

Task<bool> Workers::finish_half_placed() {
  auto claimed = co_await parts_.store.claim_half_placed(half_placed_batch);
  const bool full = claimed.size() == half_placed_batch;
  std::vector<Task<>> tries;
  tries.reserve(claimed.size());
  for (auto& half_placed : claimed) tries.push_back(finish_one(std::move(half_placed)));
  co_await kit::runtime::run_all(std::move(tries));
  co_return full;
}

Task<> Workers::finish_one(HalfPlaced half_placed) {
  const Context context = context_for(half_placed.trace);
  half_placed.key.attempt = context.trace.span_id;
  try {
    const auto answer = co_await parts_.placing.resume(context, std::move(half_placed.key), rendering_for(context));
    if (answer && !answer->order_id.empty()) placed_.add();
  } catch (const kit::base::Unavailable& unavailable) {
    parts_.telemetry.log.warn("half_placed_order_waits",
                              {{"order_id", half_placed.id.str()}, {"reason", unavailable.what()}}, context);
  }
}

Task<bool> Workers::cancel_with_events() {
  return parts_.store.cancel_orders_of_cancelled_events(event_batch);
}

}  // namespace boxoffice::services::orders
