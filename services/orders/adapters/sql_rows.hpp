#pragma once

// How orders and tasks look in SQL, and the statements that more than one adapter uses.

#include "kit/sql/database.hpp"
#include "services/orders/core/ports.hpp"

#include <string_view>

namespace boxoffice::services::orders {

/// Column order of read_order().
inline constexpr std::string_view order_columns =
    "id, user_id, event_id, status, reason, ticket_quantity, total_amount, currency, expires_at, payment_token, "
    "extensions, hold_released, refund_wanted, created_at, updated_at, items, history";
[[nodiscard]] Order read_order(const kit::sql::Row& row);

/// An order in any status, also one that is not visible.
[[nodiscard]] std::optional<Order> select_order(kit::sql::Session& session, const contracts::OrderId& id);

/// RESERVING, with the key that places it.
void insert_order(kit::sql::Transaction& transaction, const Order& order, const PlaceKey& key);

/// Writes everything of the order that can change, if it still has the status `expected` (absent: whatever it has);
/// false otherwise.
[[nodiscard]] bool update_order(kit::sql::Transaction& transaction, const Order& order,
                                std::optional<OrderStatus> expected);

/// A task of that kind for that order that is there already stays as it is.
void insert_task(kit::sql::Transaction& transaction, const OrderTask& task, const Context& context,
                 kit::base::Timestamp due_at);
void delete_task(kit::sql::Transaction& transaction, const OrderTask& task);

[[nodiscard]] bool is_event_cancelled(kit::sql::Session& session, const contracts::EventId& id);

/// Woken when tasks were committed.
inline constexpr std::string_view tasks_channel = "tasks";

}  // namespace boxoffice::services::orders
