// Envelopes: reading any bytes gives a message or says which attributes are wrong; a message that was read is written
// and read back as it is.

#include "kit/base/ensure.hpp"
#include "kit/json/reader.hpp"
#include "kit/messaging/message.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <string>
#include <tuple>

namespace boxoffice::kit {

namespace {

auto parts_of(const messaging::Message& message) {
  return std::tie(message.id, message.topic, message.source, message.type, message.subject, message.time,
                  message.traceparent, message.dataversion, message.data, message.extensions);
}

void check_error(const base::Error& error, bool is_json) {
  if (!is_json) {
    base::ensure(error.code == base::codes::malformed_request, "no JSON: malformed");
    return;
  }
  base::ensure(error.code == base::codes::validation_failed && !error.fields.empty(), "wrong attributes are named");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  constexpr std::string_view topic = "order-events";
  const auto message = messaging::from_cloud_event(topic, input);
  if (!message) return check_error(message.error(), json::parse(input).has_value());

  base::ensure(!message->id.empty() && !message->source.empty() && !message->type.empty(), "what must be is there");
  const auto data = json::parse(message->data);
  base::ensure(data.has_value() && data->is_object(), "data is an object");
  const std::string written = messaging::to_cloud_event(*message);
  const auto again = messaging::from_cloud_event(topic, written);
  base::ensure(again.has_value() && parts_of(*again) == parts_of(*message), "what was written reads as the same");
  base::ensure(messaging::to_cloud_event(*again) == written, "a message has one form");
  base::ensure(messaging::context_of(*message).request_id == message->id, "what it causes can be traced to it");
}

}  // namespace boxoffice::kit
