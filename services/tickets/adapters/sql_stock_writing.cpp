#include "services/tickets/adapters/sql_stock_writing.hpp"

#include "services/tickets/adapters/messages.hpp"
#include "services/tickets/adapters/sql_sets.hpp"
#include "services/tickets/adapters/sql_text.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>

namespace boxoffice::services::tickets {

namespace {

using kit::sql::Argument;
using kit::sql::to_argument;
using kit::sql::Transaction;

const RowsInsert insert_holds("holds", "order_id, user_id, event_id, status, expires_at, extensions, currency");
const RowsInsert insert_lines("hold_items", "order_id, line, ticket_type_id, quantity, unit_price");
const RowsInsert insert_tickets(
    "tickets", "id, order_id, user_id, event_id, ticket_type_id, number, price, currency, status, issued_at");

const SetStatement change_status("UPDATE holds SET status = $1 WHERE ($3 = 0 OR status = $2) AND order_id IN (", 3);
const SetStatement void_tickets("UPDATE tickets SET status = 'CANCELLED' WHERE status <> 'CANCELLED' AND order_id IN (",
                                0);

constexpr std::string_view extend_hold =
    "UPDATE holds SET expires_at = $2, extensions = $3 WHERE order_id = $1 AND status = 'HELD' AND extensions = $4";

// Differences, not values: whatever another writer did meanwhile stays, and the table's checks judge the sum.
constexpr std::string_view move_stock =
    "UPDATE inventory SET capacity = capacity + $3, available = available + $4, held = held + $5, sold = sold + $6 "
    "WHERE event_id = $1 AND ticket_type_id = $2";

void write_types(Transaction& transaction, const WrittenBatch& batch) {
  const auto& after = batch.decision.stock.types;
  for (std::size_t index = 0; index < after.size(); ++index) {
    const TypeStock& before = batch.types_before[index];
    if (before == after[index]) continue;
    transaction.execute(move_stock, batch.event_id, before.id, after[index].capacity - before.capacity,
                        after[index].available - before.available, after[index].held - before.held,
                        after[index].sold - before.sold);
  }
}

void append(std::vector<Argument>& values, const auto&... row) {
  (values.push_back(to_argument(row)), ...);
}

void write_new_holds(Transaction& transaction, const Stock& stock) {
  std::vector<Argument> holds;
  std::vector<Argument> lines;
  for (const auto& [order_id, hold] : stock.holds) {
    if (hold.stored_status) continue;
    append(holds, order_id, hold.user_id, hold.event_id, to_text(hold.status), hold.expires_at, hold.extensions,
           hold.currency);
    std::int64_t number = 0;
    for (const auto& line : hold.lines) {
      append(lines, order_id, ++number, line.ticket_type_id, line.quantity, line.unit_price);
    }
  }
  insert_holds.run(transaction, holds);
  insert_lines.run(transaction, lines);
}

void write_extensions(Transaction& transaction, const Stock& stock) {
  for (const auto& [order_id, hold] : stock.holds) {
    if (!hold.stored_status || hold.extensions == hold.stored_extensions) continue;
    if (transaction.execute(extend_hold, order_id, hold.expires_at, hold.extensions, hold.stored_extensions) != 1) {
      throw StaleStock();
    }
  }
}

void write_transitions(Transaction& transaction, const Stock& stock, HoldGuard guard) {
  std::map<std::pair<HoldStatus, HoldStatus>, std::vector<std::string>> moved;  // from and to -> orders
  for (const auto& [order_id, hold] : stock.holds) {
    if (!hold.stored_status || hold.status == *hold.stored_status) continue;
    moved[{*hold.stored_status, hold.status}].push_back(order_id.str());
  }
  for (const auto& [statuses, orders] : moved) {
    const std::array leading{to_argument(to_text(statuses.second)), to_argument(to_text(statuses.first)),
                             to_argument(guard == HoldGuard::on ? 1 : 0)};
    if (change_status.execute(transaction, leading, orders) != std::ssize(orders)) throw StaleStock();
  }
}

void write_tickets(Transaction& transaction, const WrittenBatch& batch) {
  std::vector<Argument> tickets;
  tickets.reserve(batch.decision.issued.size() * insert_tickets.columns());
  for (const auto& ticket : batch.decision.issued) {
    append(tickets, ticket.id, ticket.order_id, ticket.user_id, batch.event_id, ticket.ticket_type_id, ticket.number,
           ticket.price, ticket.currency, "VALID", batch.now);
  }
  insert_tickets.run(transaction, tickets);
  std::vector<std::string> voided;
  voided.reserve(batch.decision.voided.size());
  for (const auto& order_id : batch.decision.voided) voided.push_back(order_id.str());
  void_tickets.execute(transaction, {}, voided);
}

void write_announcements(Transaction& transaction, const WrittenBatch& batch, const kit::messaging::Outbox& outbox) {
  const kit::runtime::Context nobody;
  for (const auto& announcement : batch.decision.announcements) {
    const auto& context = announcement.command ? batch.commands[*announcement.command].context : nobody;
    outbox.add(transaction, context, entry_of(announcement.fact));
  }
}

}  // namespace

void write_batch(Transaction& transaction, const WrittenBatch& batch, const kit::messaging::Outbox& outbox) {
  write_types(transaction, batch);
  write_new_holds(transaction, batch.decision.stock);
  write_extensions(transaction, batch.decision.stock);
  write_transitions(transaction, batch.decision.stock, batch.guard);
  write_tickets(transaction, batch);
  write_announcements(transaction, batch, outbox);
}

}  // namespace boxoffice::services::tickets
