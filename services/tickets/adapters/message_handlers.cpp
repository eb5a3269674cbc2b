#include "services/tickets/adapters/message_handlers.hpp"

#include "contracts/messages/event_messages.hpp"
#include "kit/json/json.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::services::tickets {

using contracts::messages::EventState;
using kit::messaging::Message;
using kit::sql::Transaction;

namespace {

std::optional<std::string_view> milestone(Followed followed) {
  switch (followed) {
    case Followed::ignored:
      return std::nullopt;
    case Followed::created:
      return "inventory_created";
    case Followed::changed:
      return "inventory_changed";
    case Followed::closed:
      return "sales_closed";
  }
  return std::nullopt;
}

/// What all messages about an event have in common says everything that the inventory needs.
Result<void> apply_event(kit::telemetry::Telemetry& telemetry, Transaction& transaction, const Message& message) {
  using namespace contracts::messages;
  if (message.type != EventPublished::type && message.type != EventUpdated::type &&
      message.type != EventCancelled::type) {
    return {};
  }
  BOXOFFICE_TRY(const auto event, kit::json::from_json_lenient<EventState>(message.data));
  if (const auto name = milestone(follow_event(transaction, event))) {
    transaction.after_commit([&log = telemetry.log, name = *name, id = event.event_id, version = event.version,
                              context = kit::messaging::context_of(message)] {
      log.info(name, {{"event_id", id.str()}, {"version", version}}, context);
    });
  }
  return {};
}

}  // namespace

std::vector<kit::messaging::Subscription> subscriptions(kit::telemetry::Telemetry& telemetry) {
  return {{.topic = std::string(contracts::topics::event_notifications),
           .apply = [&telemetry](Transaction& transaction, const Message& message) {
             return apply_event(telemetry, transaction, message);
           }}};
}

}  // namespace boxoffice::services::tickets
