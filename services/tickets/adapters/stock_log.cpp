#include "services/tickets/adapters/stock_log.hpp"

#include "services/tickets/adapters/stock_metrics.hpp"

#include <string_view>
#include <variant>

namespace boxoffice::services::tickets {

namespace {

namespace messages = contracts::messages;

/// Writes the line of one fact. Reasons that people gave are not repeated: they may say anything.
struct Logging {
  const kit::telemetry::Log& log;
  const kit::runtime::Context& context;

  void operator()(const messages::TicketsReserved& fact) const { write("hold_placed", fact); }
  void operator()(const messages::HoldExtended& fact) const { write("hold_extended", fact); }
  void operator()(const messages::TicketsSold& fact) const { write("tickets_sold", fact); }
  void operator()(const messages::TicketsReleased& fact) const {
    write(fact.reason == messages::hold_expired_reason ? "hold_expired" : "hold_released", fact);
  }
  void operator()(const messages::TicketsCancelled& fact) const { write("tickets_cancelled", fact); }

  void write(std::string_view event, const messages::OrderTickets& fact) const {
    log.info(event,
             {{"order_id", fact.order_id.str()},
              {"event_id", fact.event_id.str()},
              {"user_id", fact.user_id.str()},
              {"tickets", quantity_of(fact)}},
             context);
  }
};

}  // namespace

void log_announcements(const kit::telemetry::Log& log, const std::vector<Announcement>& announcements,
                       const std::vector<Command>& commands) {
  const kit::runtime::Context nobody;
  for (const auto& announcement : announcements) {
    const auto& context = announcement.command ? commands[*announcement.command].context : nobody;
    std::visit(Logging{.log = log, .context = context}, announcement.fact);
  }
}

}  // namespace boxoffice::services::tickets
