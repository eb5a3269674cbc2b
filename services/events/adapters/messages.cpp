#include "services/events/adapters/messages.hpp"

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/message.hpp"
#include "kit/base/ensure.hpp"

#include <string>
#include <utility>

namespace boxoffice::services::events {

using kit::messaging::Outbox;
namespace messages = contracts::messages;

namespace {

template <class Message>
Message state_of(const Event& event) {
  const EventContent& content = event.content;
  Message message;
  message.event_id = event.id;
  message.version = event.version;
  message.name = content.name;
  message.category = content.category;
  message.status = to_text(event.status);
  message.venue = {.name = content.venue.name,
                   .city = content.venue.city,
                   .country = content.venue.country,
                   .time_zone = content.venue.time_zone};
  message.starts_at = content.starts_at;
  message.ends_at = content.ends_at;
  message.sales_start_at = content.sales_start_at;
  message.sales_end_at = content.sales_end_at;
  message.currency = currency_of(content);
  for (const auto& type : content.ticket_types) {
    message.ticket_types.push_back({.id = type.id,
                                    .name = type.name,
                                    .price = type.price,
                                    .capacity = type.capacity,
                                    .max_per_order = type.max_per_order,
                                    .max_per_user = type.max_per_user});
  }
  message.created_by = event.created_by;
  return message;
}

}  // namespace

Outbox::Entry message_of(const Event& event, const LogEntry& entry) {
  switch (entry.action) {
    case Action::created:
      return messages::to_entry<Outbox::Entry>(state_of<messages::EventCreated>(event));
    case Action::updated:
      return messages::to_entry<Outbox::Entry>(state_of<messages::EventUpdated>(event));
    case Action::published:
      return messages::to_entry<Outbox::Entry>(state_of<messages::EventPublished>(event));
    case Action::cancelled: {
      auto message = state_of<messages::EventCancelled>(event);
      message.reason = entry.reason;
      return messages::to_entry<Outbox::Entry>(message);
    }
    case Action::deleted:
      break;
  }
  kit::base::ensure(false, "the deletion of a draft is not announced");
  return {};
}

}  // namespace boxoffice::services::events
