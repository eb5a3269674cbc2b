#pragma once

// An order: what somebody wants to buy, how far it has come, and what it came through.

#include "contracts/ids.hpp"
#include "kit/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::orders {

/// RESERVING and REJECTED are seen by nobody: the first is an order whose hold is being asked for, the second one that
/// never got it.
enum class OrderStatus : std::uint8_t { reserving, rejected, pending, confirmed, cancelled, expired, refunded };

[[nodiscard]] std::string_view to_text(OrderStatus status);  // "PENDING", as in JSON and SQL
[[nodiscard]] OrderStatus status_from_text(std::string_view text);
[[nodiscard]] constexpr bool is_visible(OrderStatus status) {
  return status != OrderStatus::reserving && status != OrderStatus::rejected;
}

struct OrderItem {
  contracts::TicketTypeId ticket_type_id{};
  std::string name{};  // empty until reserved
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;  // minor units of the order's currency

  friend bool operator==(const OrderItem&, const OrderItem&) = default;
};

struct HistoryEntry {
  OrderStatus status = OrderStatus::pending;
  kit::base::Timestamp at{};
  std::optional<std::string> reason{};
};

struct Order {
  contracts::OrderId id{};
  contracts::UserId user_id{};
  contracts::EventId event_id{};
  OrderStatus status = OrderStatus::reserving;
  std::optional<std::string> reason{};  // of the last change: a code of ours or what a person wrote
  std::vector<OrderItem> items{};
  std::int64_t ticket_quantity = 0;
  std::int64_t total_amount = 0;  // minor units
  std::string currency{};
  std::optional<kit::base::Timestamp> expires_at{};  // of the hold, while PENDING
  std::optional<std::string> payment_token{};        // when the payment shall start at once
  std::int64_t extensions = 0;                       // of the hold
  bool hold_released = false;                        // tickets has let the hold go while a payment may be open
  bool refund_wanted = false;
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};
  std::vector<HistoryEntry> history{};
};

}  // namespace boxoffice::services::orders
