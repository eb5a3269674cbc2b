#include "services/orders/adapters/sql_orders.hpp"

#include "kit/base/failure.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "services/orders/adapters/place_route.hpp"
#include "services/orders/core/placing.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::orders {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

KeptAnswer keep(Transaction& transaction, const PlaceKey& key, KeptAnswer answer) {
  kit::idempotency::finish(transaction, keyed_request(key), answer.status, answer.body);
  return answer;
}

/// Whether the end of the hold was told before the order was PENDING, which the caller cannot know.
bool is_hold_released(Session& session, const contracts::OrderId& id) {
  const auto row = session.query_one("SELECT hold_released FROM orders WHERE id = $1", id);
  return row && row->get<bool>(0);
}

/// A half-placed order that is due, as it was seen.
struct Turn {
  HalfPlaced half_placed{};
  Timestamp created_at{};
  Timestamp resume_at{};
};

std::vector<Turn> due_turns(Session& session, Timestamp now, std::size_t limit) {
  std::vector<Turn> turns;
  for (const auto& row :
       session.query("SELECT id, user_id, place_key, place_fingerprint, created_at, resume_at, traceparent FROM orders "
                     "WHERE status = 'RESERVING' AND resume_at <= $1 ORDER BY resume_at LIMIT $2",
                     now, limit)) {
    turns.push_back({.half_placed = {.id = row.get<contracts::OrderId>(0),
                                     .key = {.user_id = row.get<contracts::UserId>(1),
                                             .key = row.get<std::string>(2),
                                             .fingerprint = row.get<std::string>(3)},
                                     .trace = read_trace(row, 6)},
                     .created_at = row.get<Timestamp>(4),
                     .resume_at = row.get<Timestamp>(5)});
  }
  return turns;
}

/// False when another instance has taken it.
bool take_turn(Transaction& transaction, const Turn& turn, Timestamp now) {
  return transaction.execute(
             "UPDATE orders SET resume_at = $3 WHERE id = $1 AND status = 'RESERVING' AND resume_at = $2",
             turn.half_placed.id, turn.resume_at, now + resume_pause(now - turn.created_at)) == 1;
}

const std::string newest_first = fmt::format(
    "SELECT {} FROM orders WHERE status NOT IN ('RESERVING', 'REJECTED') AND ($1 IS NULL OR user_id = $1) "
    "AND ($2 IS NULL OR event_id = $2) AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR created_at >= $4) "
    "AND ($5 IS NULL OR created_at < $5) AND ($6 IS NULL OR id < $6) ORDER BY id DESC LIMIT $7",
    order_columns);

const std::string oldest_first = fmt::format(
    "SELECT {} FROM orders WHERE status NOT IN ('RESERVING', 'REJECTED') AND ($1 IS NULL OR user_id = $1) "
    "AND ($2 IS NULL OR event_id = $2) AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR created_at >= $4) "
    "AND ($5 IS NULL OR created_at < $5) AND ($6 IS NULL OR id > $6) ORDER BY id LIMIT $7",
    order_columns);

// The buyer's own list is the one that is asked for most: the same, by its index.
const std::string newest_first_of_user = fmt::format(
    "SELECT {} FROM orders WHERE user_id = $1 AND status NOT IN ('RESERVING', 'REJECTED') "
    "AND ($2 IS NULL OR event_id = $2) AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR created_at >= $4) "
    "AND ($5 IS NULL OR created_at < $5) AND ($6 IS NULL OR id < $6) ORDER BY id DESC LIMIT $7",
    order_columns);

const std::string& statement_for(const OrderFilter& filter) {
  if (filter.oldest_first) return oldest_first;
  return filter.user_id ? newest_first_of_user : newest_first;
}

}  // namespace

Task<Result<Begun>> SqlOrders::begin(Context context, PlaceKey key, Order order) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([context, key, order, now](Transaction& transaction) -> Result<Begun> {
    BOXOFFICE_TRY(const auto begun, kit::idempotency::begin(transaction, keyed_request(key), now, order.id.str()));
    if (begun.replay) {
      return Begun{.replay = KeptAnswer{begun.replay->status, begun.replay->body, true}};
    }
    if (begun.resource_id) {
      if (auto earlier = select_order(transaction, contracts::OrderId{*begun.resource_id})) {
        return Begun{.order = *std::move(earlier)};
      }
    }
    if (order.id.empty()) throw kit::base::Unavailable("the order of this key was given up in this moment");
    insert_order(transaction, context, order, key);
    return Begun{.order = order};
  });
}

Task<Placed> SqlOrders::reserved(Context context, PlaceKey key, Order order, RenderAnswer render) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([=, this, claim = ids_.next()](Transaction& transaction) {
    Order current = order;
    current.hold_released = is_hold_released(transaction, order.id);
    auto after = steps_.take(transaction, context, std::move(current), Trigger::reserved, std::nullopt);
    Placed placed{.order = *std::move(after)};
    if (placed.order.status != OrderStatus::pending) return placed;
    if (placed.order.total_amount > 0) {
      placed.answer = keep(transaction, key, render(placed.order));
    } else {
      // Born in the hands of the request that confirms it, so that no worker does the same beside it.
      placed.task = hold_task(transaction, order.id, TaskKind::confirm, claim, now);
    }
    return placed;
  });
}

Task<> SqlOrders::refused(PlaceKey key, contracts::OrderId id, std::optional<KeptAnswer> answer) {
  co_await database_.write([this, key, id, answer](Transaction& transaction) {
    (void)steps_.take(transaction, {}, id, Trigger::reservation_refused, std::nullopt);
    if (answer) {
      (void)keep(transaction, key, *answer);
    } else {
      kit::idempotency::release(transaction, keyed_request(key));
    }
  });
}

Task<KeptAnswer> SqlOrders::keep_answer(PlaceKey key, contracts::OrderId id, RenderAnswer render) {
  co_return co_await database_.write([key, id, render](Transaction& transaction) {
    const auto order = select_order(transaction, id);
    if (!order || !is_visible(order->status)) throw kit::base::Unavailable("the order is still being placed");
    return keep(transaction, key, render(*order));
  });
}

Task<std::vector<HalfPlaced>> SqlOrders::claim_half_placed(std::size_t limit) {
  const Timestamp now = clock_.now();
  const auto due = co_await database_.read([now, limit](Session& session) { return due_turns(session, now, limit); });
  if (due.empty()) co_return std::vector<HalfPlaced>{};
  co_return co_await database_.write([due, now](Transaction& transaction) {
    std::vector<HalfPlaced> claimed;
    for (const Turn& turn : due) {
      if (take_turn(transaction, turn, now)) claimed.push_back(turn.half_placed);
    }
    return claimed;
  });
}

Task<std::optional<Order>> SqlOrders::take_step(Context context, contracts::OrderId id, Trigger trigger,
                                                std::optional<std::string> reason) {
  co_return co_await database_.write([this, context, id, trigger, reason](Transaction& transaction) {
    return steps_.take(transaction, context, id, trigger, reason);
  });
}

Task<std::optional<Order>> SqlOrders::finish_task(Context context, OrderTask task, std::optional<Trigger> trigger) {
  co_return co_await database_.write([this, context, task, trigger](Transaction& transaction) {
    end_task(transaction, task, guard_);
    if (!trigger) return select_order(transaction, task.order_id);
    return steps_.take(transaction, context, task.order_id, *trigger, task.reason);
  });
}

Task<std::optional<Order>> SqlOrders::find(contracts::OrderId id) {
  co_return co_await database_.read([id](Session& session) -> std::optional<Order> {
    auto order = select_order(session, id);
    if (!order || !is_visible(order->status)) return std::nullopt;
    return order;
  });
}

Task<std::vector<Order>> SqlOrders::list(OrderFilter filter) {
  co_return co_await database_.read([filter](Session& session) {
    const auto status = filter.status ? std::optional(std::string(to_text(*filter.status))) : std::nullopt;
    std::vector<Order> orders;
    for (const auto& row : session.query(statement_for(filter), filter.user_id, filter.event_id, status, filter.from,
                                         filter.to, filter.after, filter.limit)) {
      orders.push_back(read_order(row));
    }
    return orders;
  });
}

Task<std::optional<OrderTask>> SqlOrders::want_cancel(Context context, contracts::OrderId id, std::string reason) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write(
      [context, id, reason, now, claim = ids_.next()](Transaction& transaction) -> std::optional<OrderTask> {
        const auto order = select_order(transaction, id);
        if (!order || order->status != OrderStatus::pending) return std::nullopt;
        insert_task(transaction, {.order_id = id, .kind = TaskKind::cancel, .reason = reason}, context, now);
        return hold_task(transaction, id, TaskKind::cancel, claim, now);
      });
}

Task<std::optional<Order>> SqlOrders::extended(contracts::OrderId id, std::int64_t number, Timestamp expires_at) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([=](Transaction& transaction) -> std::optional<Order> {
    transaction.execute(
        "UPDATE orders SET extensions = $2, expires_at = $3, updated_at = $4 "
        "WHERE id = $1 AND status = 'PENDING' AND extensions = $2 - 1",
        id, number, expires_at, now);
    auto order = select_order(transaction, id);
    if (!order || order->status != OrderStatus::pending) return std::nullopt;
    return order;
  });
}

Task<bool> SqlOrders::cancel_orders_of_cancelled_events(std::size_t limit) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([this, limit, now](Transaction& transaction) {
    const auto rows = transaction.query(
        "SELECT o.id, o.status, c.traceparent FROM orders o JOIN cancelled_events c ON c.event_id = o.event_id "
        "WHERE (o.status = 'CONFIRMED' AND o.refund_wanted = 0) OR (o.status = 'PENDING' AND NOT EXISTS "
        "(SELECT 1 FROM tasks t WHERE t.order_id = o.id AND t.kind = 'EVENT_CANCEL')) LIMIT $1",
        limit);
    for (const auto& row : rows) {
      const auto id = row.get<contracts::OrderId>(0);
      const Context context{.trace = read_trace(row, 2)};
      if (row.get<std::string>(1) == "PENDING") {
        insert_task(transaction, {.order_id = id, .kind = TaskKind::event_cancel}, context, now);
      } else {
        (void)steps_.take(transaction, context, id, Trigger::refund_requested, std::string(reasons::event_cancelled));
      }
    }
    return rows.size() == limit;
  });
}

}  // namespace boxoffice::services::orders
