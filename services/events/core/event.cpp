#include "services/events/core/event.hpp"

#include <algorithm>

namespace boxoffice::services::events {

EventHead head_of(const Event& event) {
  return {.id = event.id, .version = event.version, .status = event.status, .ends_at = event.content.ends_at};
}

EventStatus status_at(const EventHead& head, kit::base::Timestamp now) {
  const bool over = head.status == EventStatus::active && head.ends_at <= now;
  return over ? EventStatus::completed : head.status;
}

EventStatus status_at(const Event& event, kit::base::Timestamp now) {
  return status_at(head_of(event), now);
}

std::string_view to_text(EventStatus status) {
  switch (status) {
    case EventStatus::draft:
      return "DRAFT";
    case EventStatus::active:
      return "ACTIVE";
    case EventStatus::cancelled:
      return "CANCELLED";
    case EventStatus::completed:
      return "COMPLETED";
  }
  return "";
}

std::string currency_of(const EventContent& content) {
  return content.ticket_types.empty() ? std::string{} : content.ticket_types.front().price.currency;
}

std::int64_t lowest_price(const EventContent& content) {
  if (content.ticket_types.empty()) return 0;
  return std::ranges::min(content.ticket_types, {}, [](const TicketType& type) { return type.price.amount; })
      .price.amount;
}

}  // namespace boxoffice::services::events
