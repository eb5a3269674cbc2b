#include "app/audit/chapter.hpp"

#include "app/audit/in_list.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/json.hpp"

#include <fmt/format.h>
#include <boost/describe.hpp>

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

namespace boxoffice::app::audit {

// Items and history as the orders service keeps them: JSON in the order's row. An auditor reads what is stored by
// itself, not through the code that it audits.
struct StoredItem {
  std::string ticket_type_id{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
};
BOOST_DESCRIBE_STRUCT(StoredItem, (), (ticket_type_id, quantity, unit_price))

struct StoredItems {
  std::vector<StoredItem> items{};
};
BOOST_DESCRIBE_STRUCT(StoredItems, (), (items))

struct StoredEntry {
  std::string status{};
  Timestamp at{};
};
BOOST_DESCRIBE_STRUCT(StoredEntry, (), (status, at))

struct StoredHistory {
  std::vector<StoredEntry> entries{};
};
BOOST_DESCRIBE_STRUCT(StoredHistory, (), (entries))

namespace {

using kit::sql::Row;
using kit::sql::Session;

// What an order has been promised to become may take that long, however many others are before it.
constexpr std::chrono::minutes settling_limit{5};
// Greater than every id.
constexpr std::string_view beyond_all_ids = "~";

constexpr std::string_view select_orders =
    "SELECT id, user_id, event_id, status, ticket_quantity, total_amount, currency, items, history, "
    "CASE WHEN updated_at > $2 AND ((refund_wanted = 1 AND status <> 'REFUNDED') "
    "OR EXISTS (SELECT 1 FROM tasks WHERE tasks.order_id = orders.id)) THEN 1 ELSE 0 END "
    "FROM orders WHERE id > $1 ORDER BY id LIMIT $3";

constexpr std::string_view select_tickets =
    "SELECT order_id, id, user_id, event_id, ticket_type_id, price, currency, status FROM tickets "
    "WHERE order_id > $1 AND order_id <= $2";

constexpr std::string_view select_payments =
    "SELECT order_id, id, status, amount, currency, method, updated_at FROM payments "
    "WHERE order_id > $1 AND order_id <= $2 ORDER BY order_id, id";

const InList select_charges(
    "SELECT payment_id, ends_as, amount, currency, settles_at FROM charges WHERE payment_id IN (");

template <class T>
T stored(const std::string& text, const std::string& order_id) {
  auto value = kit::json::from_json_lenient<T>(text);
  if (!value) throw kit::base::StartupError(fmt::format("order {} has items or a history that are no JSON", order_id));
  return *std::move(value);
}

OrderRow order_of(const Row& row) {
  OrderRow order{.user_id = row.get<std::string>(1),
                 .event_id = row.get<std::string>(2),
                 .status = row.get<std::string>(3),
                 .ticket_quantity = row.get<std::int64_t>(4),
                 .total_amount = row.get<std::int64_t>(5),
                 .currency = row.get<std::string>(6),
                 .is_settling = row.get<bool>(9)};
  const auto id = row.get<std::string>(0);
  for (const auto& item : stored<StoredItems>(row.get<std::string>(7), id).items) {
    order.items.push_back({item.ticket_type_id, item.quantity, item.unit_price});
  }
  for (const auto& entry : stored<StoredHistory>(row.get<std::string>(8), id).entries) {
    order.history.push_back({entry.status, entry.at});
  }
  return order;
}

/// The orders, and with them the range of ids that this chapter is about.
Chapter read_orders(Session& session, const std::string& after, Timestamp now, std::size_t limit) {
  Chapter chapter{.now = now, .after = after};
  const auto rows = session.query(select_orders, after, now - settling_limit, limit);
  for (const auto& row : rows) chapter.orders.emplace(row.get<std::string>(0), order_of(row));
  chapter.is_last = rows.size() < limit;
  chapter.through = chapter.is_last ? std::string(beyond_all_ids) : chapter.orders.rbegin()->first;
  return chapter;
}

void read_tickets(Session& session, Chapter& chapter) {
  for (const auto& row : session.query(select_tickets, chapter.after, chapter.through)) {
    chapter.tickets[row.get<std::string>(0)].push_back({.id = row.get<std::string>(1),
                                                        .user_id = row.get<std::string>(2),
                                                        .event_id = row.get<std::string>(3),
                                                        .ticket_type_id = row.get<std::string>(4),
                                                        .price = row.get<std::int64_t>(5),
                                                        .currency = row.get<std::string>(6),
                                                        .status = row.get<std::string>(7)});
  }
}

void read_payments(Session& session, Chapter& chapter) {
  for (const auto& row : session.query(select_payments, chapter.after, chapter.through)) {
    chapter.payments[row.get<std::string>(0)].push_back({.id = row.get<std::string>(1),
                                                         .status = row.get<std::string>(2),
                                                         .amount = row.get<std::int64_t>(3),
                                                         .currency = row.get<std::string>(4),
                                                         .is_cash = row.get<std::string>(5) == "CASH",
                                                         .updated_at = row.get<Timestamp>(6)});
  }
}

void read_charges(Session& session, Chapter& chapter) {
  std::map<std::string, PaymentRow*> payments;
  std::vector<std::string> ids;
  for (auto& [order_id, of_order] : chapter.payments) {
    for (auto& payment : of_order) {
      payments.emplace(payment.id, &payment);
      ids.push_back(payment.id);
    }
  }
  for (const auto& row : select_charges.query(session, ids)) {
    payments.at(row.get<std::string>(0))->charge = ChargeRow{.ends_as = row.get<std::string>(1),
                                                             .amount = row.get<std::int64_t>(2),
                                                             .currency = row.get<std::string>(3),
                                                             .settles_at = row.get<Timestamp>(4)};
  }
}

}  // namespace

kit::runtime::Task<Chapter> read_chapter(Stores stores, std::string after, Timestamp now, std::size_t limit) {
  auto chapter = std::make_shared<Chapter>(co_await stores.at("orders").get().read(
      [after, now, limit](Session& session) { return read_orders(session, after, now, limit); }));
  // A read runs once; each of these fills its own part.
  co_await stores.at("tickets").get().read([chapter](Session& session) { read_tickets(session, *chapter); });
  co_await stores.at("payments").get().read([chapter](Session& session) { read_payments(session, *chapter); });
  co_await stores.at("provider").get().read([chapter](Session& session) { read_charges(session, *chapter); });
  co_return std::move(*chapter);
}

}  // namespace boxoffice::app::audit
