#pragma once

// Reading tickets.

#include "kit/sql/database.hpp"
#include "services/tickets/core/ports.hpp"
#include "services/tickets/core/ticket.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::tickets {

[[nodiscard]] std::string_view to_text(TicketStatus status);  // "CHECKED_IN", as in JSON

[[nodiscard]] std::optional<TicketForEvent> find_ticket(kit::sql::Session& session, const contracts::TicketId& id);

/// Newest first.
struct TicketFilter {
  std::optional<contracts::UserId> user_id{};
  std::optional<contracts::EventId> event_id{};
  std::optional<TicketStatus> status{};
  std::optional<std::string> query{};  // part of the id of ticket, order or user
  std::optional<std::string> after{};  // id of the last ticket of the page before
  std::size_t limit = 20;
};

/// How many of an event are in. Cancelled tickets do not count.
struct TypeAttendance {
  contracts::TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t sold = 0;
  std::int64_t checked_in = 0;
};

/// Safe from any thread; `database` outlives it.
class SqlTickets {
 public:
  explicit SqlTickets(kit::sql::Database& database) : database_(database) {}

  Task<std::vector<Ticket>> list(TicketFilter filter) const;
  /// Oldest first.
  Task<std::vector<Ticket>> of_order(contracts::OrderId order_id, std::optional<std::string> after,
                                     std::size_t limit) const;
  Task<std::optional<TicketForEvent>> find(contracts::TicketId id) const;
  /// All of an order that are not cancelled, oldest first.
  Task<std::vector<TicketForEvent>> printable_of_order(contracts::OrderId order_id) const;
  /// Who has reserved under this order; nullopt when nobody has.
  Task<std::optional<contracts::UserId>> owner_of(contracts::OrderId order_id) const;
  /// Nullopt when there is no inventory of the event.
  Task<std::optional<std::vector<TypeAttendance>>> attendance(contracts::EventId event_id) const;

 private:
  kit::sql::Database& database_;
};

}  // namespace boxoffice::services::tickets
