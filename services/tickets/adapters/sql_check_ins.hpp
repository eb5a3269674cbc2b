#pragma once

// The door in SQL: a check-in, its message and the answer for a repeat with the same key in one transaction.

#include "kit/http/call.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "services/tickets/core/ports.hpp"
#include "services/tickets/core/ticket.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace boxoffice::services::tickets {

struct CheckIn {
  contracts::TicketId ticket_id{};
  std::optional<contracts::EventId> at_event{};
  std::optional<std::string> gate{};
};

/// Whether a ticket changes only from the state in which it was read.
enum class DoorGuard : std::uint8_t {
  on,
  off,  // only for tests that show what the guard prevents
};

/// Safe from any thread and, on one database, from any number of processes. The references outlive it.
class SqlCheckIns {
 public:
  SqlCheckIns(kit::sql::Database& database, const kit::messaging::Outbox& outbox, const kit::base::Clock& clock,
              DoorGuard guard = DoorGuard::on)
      : database_(database), outbox_(outbox), clock_(clock), guard_(guard) {}

  /// The ticket as it is now, or what an earlier request with the same key was answered.
  using Admitted = std::variant<TicketForEvent, kit::http::Rendered>;
  /// Makes the answer's body, to be kept for a repeat.
  using Render = std::function<std::string(const TicketForEvent&)>;

  /// NOT_FOUND, WRONG_EVENT, TICKET_CANCELLED, ALREADY_CHECKED_IN, and what idempotency::begin() says.
  Task<Result<Admitted>> check_in(Context context, CheckIn wanted, std::optional<kit::http::KeyedRequest> key,
                                  Render render) const;
  /// NOT_FOUND, INVALID_STATE, and what idempotency::begin() says.
  Task<Result<Admitted>> undo(Context context, contracts::TicketId ticket_id,
                              std::optional<kit::http::KeyedRequest> key, Render render) const;

  // The steps of both for a ticket as it was read and may be changed. Nullopt when it is no longer as it was read.
  [[nodiscard]] std::optional<TicketForEvent> mark_in(kit::sql::Transaction& transaction, const Context& context,
                                                      TicketForEvent as_read, std::optional<std::string> gate) const;
  [[nodiscard]] std::optional<TicketForEvent> mark_out(kit::sql::Transaction& transaction, const Context& context,
                                                       TicketForEvent as_read) const;

 private:
  using Step = std::function<Result<TicketForEvent>(kit::sql::Transaction&)>;
  Task<Result<Admitted>> once(Step step, std::optional<kit::http::KeyedRequest> key, Render render) const;
  [[nodiscard]] Result<TicketForEvent> admit(kit::sql::Transaction& transaction, const Context& context,
                                             const CheckIn& wanted) const;
  [[nodiscard]] Result<TicketForEvent> take_back(kit::sql::Transaction& transaction, const Context& context,
                                                 const contracts::TicketId& ticket_id) const;

  kit::sql::Database& database_;
  const kit::messaging::Outbox& outbox_;
  const kit::base::Clock& clock_;
  DoorGuard guard_;
};

}  // namespace boxoffice::services::tickets
