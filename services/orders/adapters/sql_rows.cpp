#include "services/orders/adapters/sql_rows.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/json.hpp"
#include "kit/telemetry/trace.hpp"
#include "services/orders/core/placing.hpp"

#include <fmt/format.h>
#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace boxoffice::services::orders {

namespace {

using kit::base::Timestamp;
using kit::sql::Row;
using kit::sql::Session;
using kit::sql::Transaction;

// Items and history as they are kept: short JSON arrays in the order's row.
struct StoredItem {
  contracts::TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
};
BOOST_DESCRIBE_STRUCT(StoredItem, (), (ticket_type_id, name, quantity, unit_price))

struct StoredItems {
  std::vector<StoredItem> items{};
};
BOOST_DESCRIBE_STRUCT(StoredItems, (), (items))

struct StoredEntry {
  std::string status{};
  Timestamp at{};
  std::optional<std::string> reason{};
};
BOOST_DESCRIBE_STRUCT(StoredEntry, (), (status, at, reason))

struct StoredHistory {
  std::vector<StoredEntry> entries{};
};
BOOST_DESCRIBE_STRUCT(StoredHistory, (), (entries))

std::string items_text(const Order& order) {
  StoredItems stored;
  for (const auto& item : order.items) {
    stored.items.push_back({item.ticket_type_id, item.name, item.quantity, item.unit_price});
  }
  return kit::json::to_json(stored);
}

std::string history_text(const Order& order) {
  StoredHistory stored;
  for (const auto& entry : order.history) {
    stored.entries.push_back({std::string(to_text(entry.status)), entry.at, entry.reason});
  }
  return kit::json::to_json(stored);
}

void read_items(const std::string& text, Order& order) {
  const auto stored = kit::json::from_json_lenient<StoredItems>(text);
  if (!stored) throw kit::base::Unreadable("an order's stored items are not readable");
  for (const auto& item : stored->items) {
    order.items.push_back({item.ticket_type_id, item.name, item.quantity, item.unit_price});
  }
}

void read_history(const std::string& text, Order& order) {
  const auto stored = kit::json::from_json_lenient<StoredHistory>(text);
  if (!stored) throw kit::base::Unreadable("an order's stored history is not readable");
  for (const auto& entry : stored->entries) {
    order.history.push_back({status_from_text(entry.status), entry.at, entry.reason});
  }
}

const std::string select_by_id = fmt::format("SELECT {} FROM orders WHERE id = $1", order_columns);

const std::string take_lease = fmt::format(
    "UPDATE tasks SET lease_until = $3, attempts = attempts + 1, claim = $4 WHERE order_id = $1 AND kind = $2 "
    "RETURNING {}",
    task_columns);

const std::string take_lease_if_due = fmt::format(
    "UPDATE tasks SET lease_until = $3, attempts = attempts + 1, claim = $4 WHERE order_id = $1 AND kind = $2 "
    "AND due_at <= $5 AND lease_until <= $5 RETURNING {}",
    task_columns);

}  // namespace

kit::runtime::Trace read_trace(const Row& row, std::size_t column) {
  return kit::telemetry::parse_traceparent(row.get<std::string>(column)).value_or(kit::runtime::Trace{});
}

Order read_order(const Row& row) {
  Order order{.id = row.get<contracts::OrderId>(0),
              .user_id = row.get<contracts::UserId>(1),
              .event_id = row.get<contracts::EventId>(2),
              .status = status_from_text(row.get<std::string>(3)),
              .reason = row.get<std::optional<std::string>>(4),
              .ticket_quantity = row.get<std::int64_t>(5),
              .total_amount = row.get<std::int64_t>(6),
              .currency = row.get<std::string>(7),
              .expires_at = row.get<std::optional<Timestamp>>(8),
              .payment_token = row.get<std::optional<std::string>>(9),
              .extensions = row.get<std::int64_t>(10),
              .hold_released = row.get<bool>(11),
              .refund_wanted = row.get<bool>(12),
              .created_at = row.get<Timestamp>(13),
              .updated_at = row.get<Timestamp>(14)};
  read_items(row.get<std::string>(15), order);
  read_history(row.get<std::string>(16), order);
  return order;
}

std::optional<Order> select_order(Session& session, const contracts::OrderId& id) {
  const auto row = session.query_one(select_by_id, id);
  if (!row) return std::nullopt;
  return read_order(*row);
}

void insert_order(Transaction& transaction, const Context& context, const Order& order, const PlaceKey& key) {
  transaction.execute(
      "INSERT INTO orders (id, user_id, event_id, status, ticket_quantity, total_amount, currency, payment_token, "
      "created_at, updated_at, place_key, place_fingerprint, items, history, resume_at, traceparent) "
      "VALUES ($1, $2, $3, 'RESERVING', $4, 0, '', $5, $6, $6, $7, $8, $9, $10, $11, $12)",
      order.id, order.user_id, order.event_id, order.ticket_quantity, order.payment_token, order.created_at, key.key,
      key.fingerprint, items_text(order), history_text(order), order.created_at + resume_after,
      context.trace.traceparent());
}

bool update_order(Transaction& transaction, const Order& order, std::optional<OrderStatus> expected) {
  const auto status = expected ? std::optional(std::string(to_text(*expected))) : std::nullopt;
  return transaction.execute(
             "UPDATE orders SET status = $3, reason = $4, ticket_quantity = $5, total_amount = $6, currency = $7, "
             "expires_at = $8, extensions = $9, hold_released = $10, refund_wanted = $11, updated_at = $12, "
             "items = $13, history = $14 WHERE id = $1 AND ($2 IS NULL OR status = $2)",
             order.id, status, to_text(order.status), order.reason, order.ticket_quantity, order.total_amount,
             order.currency, order.expires_at, order.extensions, order.hold_released, order.refund_wanted,
             order.updated_at, items_text(order), history_text(order)) == 1;
}

OrderTask read_task(const Row& row) {
  return {.order_id = row.get<contracts::OrderId>(0),
          .kind = task_from_text(row.get<std::string>(1)),
          .reason = row.get<std::optional<std::string>>(2),
          .attempts = row.get<std::int64_t>(3),
          .trace = read_trace(row, 4),
          .claim = row.get<std::string>(5)};
}

void insert_task(Transaction& transaction, const OrderTask& task, const Context& context, Timestamp due_at) {
  transaction.execute(
      "INSERT INTO tasks (order_id, kind, reason, traceparent, due_at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (order_id, kind) DO UPDATE SET reason = excluded.reason, traceparent = excluded.traceparent, "
      "due_at = excluded.due_at, lease_until = 0, attempts = 0, claim = ''",
      task.order_id, to_text(task.kind), task.reason, context.trace.traceparent(), due_at);
  transaction.notify(tasks_channel);
}

OrderTask hold_task(Transaction& transaction, const contracts::OrderId& id, TaskKind kind, const std::string& claim,
                    Timestamp now) {
  const auto row = transaction.query_one(take_lease, id, to_text(kind), now + task_lease, claim);
  kit::base::ensure(row.has_value(), "the transaction has inserted the task");
  return read_task(*row);
}

std::optional<OrderTask> claim_task(Transaction& transaction, const contracts::OrderId& id, TaskKind kind,
                                    const std::string& claim, Timestamp now) {
  const auto row = transaction.query_one(take_lease_if_due, id, to_text(kind), now + task_lease, claim, now);
  if (!row) return std::nullopt;
  return read_task(*row);
}

// In SQL a claim that is absent equals none, so a run on the side of a task neither postpones nor ends it.

void postpone_task(Transaction& transaction, const OrderTask& task, Timestamp due_at, LeaseGuard guard) {
  if (guard == LeaseGuard::on) {
    transaction.execute(
        "UPDATE tasks SET due_at = $4, lease_until = 0 WHERE order_id = $1 AND kind = $2 AND claim = $3", task.order_id,
        to_text(task.kind), task.claim, due_at);
  } else {
    transaction.execute("UPDATE tasks SET due_at = $3, lease_until = 0 WHERE order_id = $1 AND kind = $2",
                        task.order_id, to_text(task.kind), due_at);
  }
}

void end_task(Transaction& transaction, const OrderTask& task, LeaseGuard guard) {
  if (guard == LeaseGuard::on) {
    transaction.execute("DELETE FROM tasks WHERE order_id = $1 AND kind = $2 AND claim = $3", task.order_id,
                        to_text(task.kind), task.claim);
  } else {
    transaction.execute("DELETE FROM tasks WHERE order_id = $1 AND kind = $2", task.order_id, to_text(task.kind));
  }
}

bool is_event_cancelled(Session& session, const contracts::EventId& id) {
  return session.query_one("SELECT 1 FROM cancelled_events WHERE event_id = $1", id).has_value();
}

}  // namespace boxoffice::services::orders
