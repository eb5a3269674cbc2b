#include "app/seed/bodies.hpp"

#include "kit/base/time.hpp"
#include "kit/json/writer.hpp"

#include <fmt/format.h>

namespace boxoffice::app::seed {

namespace {

void write_types(kit::json::Writer& writer, const DemoEvent& event) {
  writer.name("ticketTypes").begin_array();
  for (const DemoTicketType& type : event.types) {
    writer.begin_object().member("name", type.name).name("price").begin_object();
    writer.member("amount", type.price).member("currency", event.currency).end_object();
    writer.member("capacity", type.capacity).member("maxPerOrder", type.max_per_order).end_object();
  }
  writer.end_array();
}

}  // namespace

std::string login_body(const std::string& username, const std::string& password) {
  kit::json::Writer writer;
  writer.begin_object().member("username", username).member("password", password);
  return writer.end_object().take();
}

std::string register_body(const DemoBuyer& buyer, const std::string& password) {
  kit::json::Writer writer;
  writer.begin_object().member("username", buyer.username).member("password", password);
  writer.member("email", fmt::format("{}@demo.example", buyer.username));
  writer.member("fullName", buyer.full_name).member("language", buyer.language);
  return writer.end_object().take();
}

std::string event_body(const DemoEvent& event, std::chrono::sys_days today) {
  const kit::base::Timestamp starts_at =
      today + std::chrono::days{event.days_ahead} + std::chrono::hours{event.start_hour};
  kit::json::Writer writer;
  writer.begin_object().member("name", event.name).member("description", event.description);
  writer.member("category", event.category).name("venue").begin_object();
  writer.member("name", event.venue.name).member("address", event.venue.address);
  writer.member("city", event.venue.city).member("country", event.venue.country);
  writer.member("timeZone", event.venue.time_zone).end_object();
  writer.member("startsAt", kit::base::to_rfc3339(starts_at));
  writer.member("endsAt", kit::base::to_rfc3339(starts_at + std::chrono::hours{event.hours}));
  write_types(writer, event);
  writer.raw_member("details", event.details);
  return writer.end_object().take();
}

std::string order_body(const std::string& event_id, const std::string& ticket_type_id, std::int64_t quantity,
                       bool paid) {
  kit::json::Writer writer;
  writer.begin_object().member("eventId", event_id).name("items").begin_array().begin_object();
  writer.member("ticketTypeId", ticket_type_id).member("quantity", quantity).end_object().end_array();
  if (paid) {
    writer.name("paymentMethod").begin_object().member("type", "card").member("token", "tok_visa").end_object();
  }
  return writer.end_object().take();
}

}  // namespace boxoffice::app::seed
