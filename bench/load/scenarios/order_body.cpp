#include "bench/load/scenarios/order_body.hpp"

#include "kit/json/writer.hpp"

namespace boxoffice::bench {

namespace {

void begin_order(kit::json::Writer& body, const Sale& sale) {
  body.begin_object().member("eventId", sale.event_id).name("items").begin_array();
  body.begin_object().member("ticketTypeId", sale.ticket_type_id).member("quantity", 1).end_object().end_array();
}

}  // namespace

std::string unpaid_order(const Sale& sale) {
  kit::json::Writer body;
  begin_order(body, sale);
  return body.end_object().take();
}

std::string paid_order(const Sale& sale) {
  kit::json::Writer body;
  begin_order(body, sale);
  body.name("paymentMethod").begin_object().member("type", "card").member("token", "tok_visa").end_object();
  return body.end_object().take();
}

}  // namespace boxoffice::bench
