#include "services/orders/adapters/sql_tasks.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace boxoffice::services::orders {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

// Other kinds belong to replicas of a newer version, while one replaces the other.
const std::string select_due = fmt::format(
    "SELECT {} FROM tasks WHERE due_at <= $1 AND lease_until <= $1 AND kind IN "
    "('PAY', 'CONFIRM', 'CLOSE', 'CANCEL', 'EVENT_CANCEL', 'RELEASE', 'REFUND') ORDER BY due_at LIMIT $2",
    task_columns);

std::vector<OrderTask> due_tasks(Session& session, Timestamp now, std::size_t limit) {
  std::vector<OrderTask> tasks;
  for (const auto& row : session.query(select_due, now, limit)) tasks.push_back(read_task(row));
  return tasks;
}

}  // namespace

Task<std::vector<OrderTask>> SqlTasks::claim(std::size_t limit) {
  const Timestamp now = clock_.now();
  // A look costs nothing; only where there is work a transaction begins.
  auto due = co_await database_.read([now, limit](Session& session) { return due_tasks(session, now, limit); });
  if (due.empty() || guard_ == LeaseGuard::off) co_return due;
  co_return co_await database_.write([due, now, claim = ids_.next()](Transaction& transaction) {
    std::vector<OrderTask> claimed;
    for (const OrderTask& task : due) {
      if (auto held = claim_task(transaction, task.order_id, task.kind, claim, now)) {
        claimed.push_back(*std::move(held));
      }
    }
    return claimed;
  });
}

Task<> SqlTasks::postpone(OrderTask task, Timestamp due_at) {
  co_await database_.write(
      [task, due_at, guard = guard_](Transaction& transaction) { postpone_task(transaction, task, due_at, guard); });
}

}  // namespace boxoffice::services::orders
