#include "services/tickets/adapters/stock_metrics.hpp"

#include <algorithm>
#include <variant>

namespace boxoffice::services::tickets {

namespace {

namespace messages = contracts::messages;

/// Adds a message's tickets where they belong.
struct Tallying {
  StockTally& tally;

  void operator()(const messages::TicketsReserved& message) const { tally.reserved += quantity_of(message); }
  void operator()(const messages::HoldExtended&) const {}
  void operator()(const messages::TicketsSold& message) const { tally.sold += quantity_of(message); }
  void operator()(const messages::TicketsReleased& message) const { tally.released += quantity_of(message); }
  void operator()(const messages::TicketsCancelled& message) const { tally.cancelled += quantity_of(message); }
};

void add(const kit::telemetry::Counter& counter, std::int64_t amount) {
  if (amount > 0) counter.add(static_cast<double>(amount));
}

}  // namespace

std::int64_t quantity_of(const contracts::messages::OrderTickets& message) {
  std::int64_t quantity = 0;
  for (const auto& line : message.items) quantity += line.quantity;
  return quantity;
}

StockTally tally_of(const BatchDecision& decision) {
  StockTally tally{.commands = decision.outcomes.size()};
  const auto is_refused = [](const Outcome& outcome) { return !outcome.has_value(); };
  tally.refused = static_cast<std::size_t>(std::ranges::count_if(decision.outcomes, is_refused));
  for (const auto& announcement : decision.announcements) std::visit(Tallying{tally}, announcement.fact);
  return tally;
}

StockMetrics::StockMetrics(kit::telemetry::Metrics& metrics)
    : reserved_(metrics.counter("tickets_reserved_total", "Tickets that were held for an order")),
      sold_(metrics.counter("tickets_sold_total", "Tickets that were sold")),
      released_(metrics.counter("tickets_released_total", "Held tickets that came back")),
      cancelled_(metrics.counter("tickets_cancelled_total", "Sold tickets that came back")),
      refused_(metrics.counter("tickets_refusals_total", "Commands that were refused, such as sold out")),
      batch_commands_(metrics.histogram("tickets_batch_commands", "Commands decided in one transaction",
                                        {1, 2, 4, 8, 16, 32, 64, 128, 256})) {}

void StockMetrics::note(const StockTally& tally) const {
  add(reserved_, tally.reserved);
  add(sold_, tally.sold);
  add(released_, tally.released);
  add(cancelled_, tally.cancelled);
  add(refused_, static_cast<std::int64_t>(tally.refused));
  batch_commands_.observe(static_cast<double>(tally.commands));
}

}  // namespace boxoffice::services::tickets
