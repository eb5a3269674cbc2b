#include "services/orders/adapters/sql_tasks.hpp"

#include "services/orders/adapters/sql_rows.hpp"

#include <string>
#include <utility>

namespace boxoffice::services::orders {

using kit::sql::Row;
using kit::sql::Session;
using kit::sql::Transaction;

namespace {

OrderTask read_task(const Row& row) {
  return {.order_id = row.get<contracts::OrderId>(0),
          .kind = task_from_text(row.get<std::string>(1)),
          .reason = row.get<std::optional<std::string>>(2),
          .attempts = row.get<std::int64_t>(3)};
}

std::vector<OrderTask> due_tasks(Session& session, Timestamp now, std::size_t limit) {
  std::vector<OrderTask> tasks;
  for (const auto& row : session.query("SELECT order_id, kind, reason, attempts FROM tasks "
                                       "WHERE due_at <= $1 AND lease_until <= $1 ORDER BY due_at LIMIT $2",
                                       now, limit)) {
    tasks.push_back(read_task(row));
  }
  return tasks;
}

bool take_lease(Transaction& transaction, const OrderTask& task, Timestamp now) {
  return transaction.execute(
             "UPDATE tasks SET lease_until = $4, attempts = attempts + 1 "
             "WHERE order_id = $1 AND kind = $2 AND lease_until <= $3",
             task.order_id, to_text(task.kind), now, now + task_lease) == 1;
}

}  // namespace

Task<std::vector<OrderTask>> SqlTasks::claim(std::size_t limit) {
  const Timestamp now = clock_.now();
  // A look costs nothing; only where there is work a transaction begins.
  auto due = co_await database_.read([now, limit](Session& session) { return due_tasks(session, now, limit); });
  if (due.empty() || guard_ == LeaseGuard::off) co_return due;
  co_return co_await database_.write([due, now](Transaction& transaction) {
    std::vector<OrderTask> claimed;
    for (const OrderTask& task : due) {
      if (take_lease(transaction, task, now)) claimed.push_back(task);
    }
    return claimed;
  });
}

Task<> SqlTasks::postpone(OrderTask task, Timestamp due_at) {
  co_await database_.write([task, due_at](Transaction& transaction) {
    transaction.execute("UPDATE tasks SET due_at = $3, lease_until = 0 WHERE order_id = $1 AND kind = $2",
                        task.order_id, to_text(task.kind), due_at);
  });
}

}  // namespace boxoffice::services::orders
