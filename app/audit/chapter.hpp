#pragma once

// The books of all services about the orders of one range of ids, side by side, so that invariants about orders need
// bounded memory however many orders there are. What belongs to no order at all falls into a range as well.

#include "app/audit/stores.hpp"
#include "kit/base/time.hpp"
#include "kit/runtime/task.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::app::audit {

using kit::base::Timestamp;

struct OrderItem {
  std::string ticket_type_id{};
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
};

struct HistoryEntry {
  std::string status{};
  Timestamp at{};
};

struct OrderRow {
  std::string user_id{};
  std::string event_id{};
  std::string status{};
  std::int64_t ticket_quantity = 0;
  std::int64_t total_amount = 0;
  std::string currency{};
  std::vector<OrderItem> items{};
  std::vector<HistoryEntry> history{};
  /// Somebody has it in hand: a task is written, or its refund was asked for a short while ago. What it will become is
  /// not what it is yet.
  bool is_settling = false;

  [[nodiscard]] bool is_visible() const { return status != "RESERVING" && status != "REJECTED"; }
};

struct TicketRow {
  std::string id{};
  std::string user_id{};
  std::string event_id{};
  std::string ticket_type_id{};
  std::int64_t price = 0;
  std::string currency{};
  std::string status{};

  [[nodiscard]] bool is_live() const { return status != "CANCELLED"; }
};

/// What the provider's own books say of one payment.
struct ChargeRow {
  std::string ends_as{};  // SUCCEEDED, DECLINED, ...
  std::int64_t amount = 0;
  std::string currency{};
  Timestamp settles_at{};  // until then the provider itself does not say how it ends
};

struct PaymentRow {
  std::string id{};
  std::string status{};
  std::int64_t amount = 0;
  std::string currency{};
  bool is_cash = false;
  Timestamp updated_at{};
  std::optional<ChargeRow> charge{};
};

struct Chapter {
  Timestamp now{};
  std::string after{};    // ids of orders greater than this ...
  std::string through{};  // ... up to this one
  bool is_last = false;
  std::map<std::string, OrderRow> orders{};
  std::map<std::string, std::vector<TicketRow>> tickets{};    // by order
  std::map<std::string, std::vector<PaymentRow>> payments{};  // by order
};

/// At most `limit` orders whose ids follow `after` ("" for the first chapter), with everything about them.
kit::runtime::Task<Chapter> read_chapter(Stores stores, std::string after, Timestamp now, std::size_t limit);

}  // namespace boxoffice::app::audit
