#include "services/tickets/adapters/sql_check_ins.hpp"

#include "contracts/messages/message.hpp"
#include "contracts/messages/ticket_messages.hpp"
#include "kit/base/failure.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"
#include "services/tickets/core/door.hpp"

#include <utility>

namespace boxoffice::services::tickets {

using kit::messaging::Outbox;
using kit::sql::Transaction;

namespace {

constexpr std::string_view update_in =
    "UPDATE tickets SET status = 'CHECKED_IN', checked_in_at = $2, gate = $3 "
    "WHERE id = $1 AND ($4 = 0 OR status = 'VALID')";
constexpr std::string_view update_out =
    "UPDATE tickets SET status = 'VALID', checked_in_at = NULL, gate = NULL "
    "WHERE id = $1 AND ($3 = 0 OR (status = 'CHECKED_IN' AND checked_in_at = $2))";

constexpr int attempts = 4;  // two states to fall into, and a way back from one of them

std::unexpected<kit::base::Error> no_such_ticket() {
  return kit::base::fail(kit::base::codes::not_found, "There is no such ticket.");
}

template <class Message>
Outbox::Entry entry_at_door(const Ticket& ticket, Timestamp at) {
  Message message;
  message.ticket_id = ticket.id;
  message.order_id = ticket.order_id;
  message.user_id = ticket.user_id;
  message.event_id = ticket.event_id;
  message.ticket_type_id = ticket.ticket_type_id;
  message.gate = ticket.gate;
  message.at = at;
  return contracts::messages::to_entry<Outbox::Entry>(message);
}

}  // namespace

Task<Result<SqlCheckIns::Admitted>> SqlCheckIns::check_in(Context context, CheckIn wanted,
                                                          std::optional<kit::http::KeyedRequest> key,
                                                          Render render) const {
  Step step = [this, context, wanted](Transaction& transaction) { return admit(transaction, context, wanted); };
  return once(std::move(step), std::move(key), std::move(render));
}

Task<Result<SqlCheckIns::Admitted>> SqlCheckIns::undo(Context context, contracts::TicketId ticket_id,
                                                      std::optional<kit::http::KeyedRequest> key, Render render) const {
  Step step = [this, context, ticket_id](Transaction& transaction) {
    return take_back(transaction, context, ticket_id);
  };
  return once(std::move(step), std::move(key), std::move(render));
}

Task<Result<SqlCheckIns::Admitted>> SqlCheckIns::once(Step step, std::optional<kit::http::KeyedRequest> key,
                                                      Render render) const {
  co_return co_await database_.write([this, step, key, render](Transaction& transaction) -> Result<Admitted> {
    if (key) {
      BOXOFFICE_TRY(auto begun, kit::idempotency::begin(transaction, *key, clock_.now(), ""));
      if (begun.replay) return Admitted{*std::move(begun.replay)};
    }
    BOXOFFICE_TRY(auto changed, step(transaction));
    if (key) kit::idempotency::finish(transaction, *key, 200, render(changed));
    return Admitted{std::move(changed)};
  });
}

Result<TicketForEvent> SqlCheckIns::admit(Transaction& transaction, const Context& context,
                                          const CheckIn& wanted) const {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto shown = find_ticket(transaction, wanted.ticket_id);
    if (!shown) return no_such_ticket();
    if (auto allowed = may_enter(*shown, wanted.at_event); !allowed) return std::unexpected(allowed.error());
    // Nullopt: at another door, or by a refund, the ticket has changed just now. Look again.
    if (auto marked = mark_in(transaction, context, *std::move(shown), wanted.gate)) return *std::move(marked);
  }
  throw kit::base::Unavailable("the ticket keeps changing");
}

Result<TicketForEvent> SqlCheckIns::take_back(Transaction& transaction, const Context& context,
                                              const contracts::TicketId& ticket_id) const {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto shown = find_ticket(transaction, ticket_id);
    if (!shown) return no_such_ticket();
    if (auto allowed = may_undo(shown->ticket, clock_.now()); !allowed) return std::unexpected(allowed.error());
    if (auto marked = mark_out(transaction, context, *std::move(shown))) return *std::move(marked);
  }
  throw kit::base::Unavailable("the ticket keeps changing");
}

std::optional<TicketForEvent> SqlCheckIns::mark_in(Transaction& transaction, const Context& context,
                                                   TicketForEvent as_read, std::optional<std::string> gate) const {
  const Timestamp now = clock_.now();
  const int guarded = guard_ == DoorGuard::on ? 1 : 0;
  if (transaction.execute(update_in, as_read.ticket.id, now, gate, guarded) == 0) return std::nullopt;
  as_read.ticket.status = TicketStatus::checked_in;
  as_read.ticket.checked_in_at = now;
  as_read.ticket.gate = std::move(gate);
  outbox_.add(transaction, context, entry_at_door<contracts::messages::TicketCheckedIn>(as_read.ticket, now));
  return as_read;
}

std::optional<TicketForEvent> SqlCheckIns::mark_out(Transaction& transaction, const Context& context,
                                                    TicketForEvent as_read) const {
  const int guarded = guard_ == DoorGuard::on ? 1 : 0;
  if (transaction.execute(update_out, as_read.ticket.id, as_read.ticket.checked_in_at, guarded) == 0) {
    return std::nullopt;
  }
  outbox_.add(transaction, context, entry_at_door<contracts::messages::CheckInUndone>(as_read.ticket, clock_.now()));
  as_read.ticket.status = TicketStatus::valid;
  as_read.ticket.checked_in_at.reset();
  as_read.ticket.gate.reset();
  return as_read;
}

}  // namespace boxoffice::services::tickets
