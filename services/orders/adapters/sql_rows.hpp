#pragma once

// How orders and tasks look in SQL, and the statements that more than one adapter uses.

#include "kit/sql/database.hpp"
#include "services/orders/core/ports.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::orders {

/// A trace as it is kept: as text, empty when there was none.
[[nodiscard]] kit::runtime::Trace read_trace(const kit::sql::Row& row, std::size_t column);

/// Column order of read_order().
inline constexpr std::string_view order_columns =
    "id, user_id, event_id, status, reason, ticket_quantity, total_amount, currency, expires_at, payment_token, "
    "extensions, hold_released, refund_wanted, created_at, updated_at, items, history";
[[nodiscard]] Order read_order(const kit::sql::Row& row);

/// An order in any status, also one that is not visible.
[[nodiscard]] std::optional<Order> select_order(kit::sql::Session& session, const contracts::OrderId& id);

/// RESERVING, with the key that places it.
void insert_order(kit::sql::Transaction& transaction, const Context& context, const Order& order, const PlaceKey& key);

/// Writes everything of the order that can change, if it still has the status `expected` (absent: whatever it has);
/// false otherwise.
[[nodiscard]] bool update_order(kit::sql::Transaction& transaction, const Order& order,
                                std::optional<OrderStatus> expected);

inline constexpr std::chrono::seconds task_lease{15};

/// Whether a task belongs to whoever holds it: claimed by one, ended and postponed by none but that one. Tests take the
/// guard away to see what it is for.
enum class LeaseGuard : std::uint8_t { on, off };

/// Column order of read_task().
inline constexpr std::string_view task_columns = "order_id, kind, reason, attempts, traceparent, claim";
[[nodiscard]] OrderTask read_task(const kit::sql::Row& row);

/// A task of that kind for that order that is there already is asked for anew: whoever works on it may have looked
/// before the cause of this wish came about, so nobody holds it any more.
void insert_task(kit::sql::Transaction& transaction, const OrderTask& task, const Context& context,
                 kit::base::Timestamp due_at);
/// Gives a task that this transaction has inserted to `claim`, for a lease from `now` on.
[[nodiscard]] OrderTask hold_task(kit::sql::Transaction& transaction, const contracts::OrderId& id, TaskKind kind,
                                  const std::string& claim, kit::base::Timestamp now);
/// The same for any task, if it is due and nobody has it.
[[nodiscard]] std::optional<OrderTask> claim_task(kit::sql::Transaction& transaction, const contracts::OrderId& id,
                                                  TaskKind kind, const std::string& claim, kit::base::Timestamp now);
/// Both do nothing for a task that is not held by this claim any more.
void postpone_task(kit::sql::Transaction& transaction, const OrderTask& task, kit::base::Timestamp due_at,
                   LeaseGuard guard);
void end_task(kit::sql::Transaction& transaction, const OrderTask& task, LeaseGuard guard);

[[nodiscard]] bool is_event_cancelled(kit::sql::Session& session, const contracts::EventId& id);

/// Woken when tasks were committed.
inline constexpr std::string_view tasks_channel = "tasks";

}  // namespace boxoffice::services::orders
