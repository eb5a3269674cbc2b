#include "contracts/asyncapi.hpp"

#include "contracts/message_types.hpp"
#include "contracts/topics.hpp"
#include "kit/json/schema.hpp"
#include "kit/json/writer.hpp"

#include <fmt/format.h>

#include <string_view>

namespace boxoffice::contracts {

namespace {

using kit::json::Writer;

// The envelope: CloudEvents 1.0 in structured JSON, with the extension attributes that Boxoffice sets.
constexpr std::string_view envelope_schema =
    R"({"type":"object","properties":{)"
    R"("specversion":{"type":"string","const":"1.0"},)"
    R"("id":{"type":"string","format":"uuid","description":"Consumers apply an id once."},)"
    R"("source":{"type":"string","format":"uri-reference","examples":["/order-service"]},)"
    R"("type":{"type":"string"},)"
    R"("subject":{"type":"string","format":"uuid",)"
    R"("description":"Also the key: messages of one subject keep their order."},)"
    R"("time":{"type":"string","format":"date-time"},)"
    R"("datacontenttype":{"type":"string","const":"application/json"},)"
    R"("traceparent":{"type":"string","description":"W3C Trace Context"},)"
    R"("dataversion":{"type":"integer","minimum":1,)"
    R"("description":"Version of the data; readers ignore members that they do not know."},)"
    R"("data":{"type":"object"}},)"
    R"("required":["specversion","id","source","type","subject","time","data"]})";

struct Channel {
  std::string_view topic;
  std::string_view description;
};

constexpr Channel channels[] = {
    {topics::user_events, "Facts about users, by the users service. Key: user id."},
    {topics::event_notifications, "Facts about events, by the events service. Key: event id."},
    {topics::order_events, "Facts about orders, by the orders service. Key: order id."},
    {topics::payment_events, "Facts about payments, by the payments service. Key: order id."},
    {topics::ticket_events, "Facts about holds and tickets, by the tickets service. Key: order id."},
};

void write_reference(Writer& writer, std::string_view place) {
  writer.begin_object().member("$ref", place).end_object();
}

void write_channels(Writer& writer) {
  writer.name("channels").begin_object();
  for (const auto& [topic, description] : channels) {
    writer.name(topic).begin_object().member("address", topic).member("description", description);
    writer.name("messages").begin_object();
    for (const auto& message : message_types()) {
      if (message.topic != topic) continue;
      writer.name(message.type);
      write_reference(writer, fmt::format("#/components/messages/{}", message.type));
    }
    writer.end_object().end_object();
  }
  writer.end_object();
}

void write_operations(Writer& writer) {
  writer.name("operations").begin_object();
  for (const auto& channel : channels) {
    writer.name(fmt::format("send-{}", channel.topic)).begin_object().member("action", "send").name("channel");
    write_reference(writer, fmt::format("#/channels/{}", channel.topic));
    writer.end_object();
  }
  writer.end_object();
}

void write_message(Writer& writer, const MessageType& message) {
  writer.name(message.type).begin_object().member("name", message.type);
  writer.name("payload").begin_object().name("allOf").begin_array();
  write_reference(writer, "#/components/schemas/CloudEvent");
  writer.begin_object().name("properties").begin_object();
  writer.name("type").begin_object().member("const", message.type).end_object();
  writer.raw_member("data", kit::json::schema(*message.data));
  writer.end_object().end_object().end_array().end_object().end_object();
}

void write_components(Writer& writer) {
  kit::json::SchemaSet set;
  for (const auto& message : message_types()) collect(*message.data, kit::json::Use::response, set);

  writer.name("components").begin_object().name("messages").begin_object();
  for (const auto& message : message_types()) write_message(writer, message);
  writer.end_object().name("schemas").begin_object().raw_member("CloudEvent", envelope_schema);
  for (const auto& [name, entry] : set.entries) {
    writer.raw_member(name, definition(*entry.type, kit::json::Use::response));
  }
  writer.end_object().end_object();
}

}  // namespace

std::string asyncapi_document() {
  Writer writer;
  writer.begin_object().member("asyncapi", "3.0.0").name("info").begin_object();
  writer.member("title", "Boxoffice messages").member("version", "1.0.0");
  writer.member("description",
                "CloudEvents 1.0 in structured JSON, delivered at least once and in order per key. A message that a "
                "consumer cannot apply goes to <topic>.dlq.");
  writer.end_object().member("defaultContentType", "application/cloudevents+json");
  write_channels(writer);
  write_operations(writer);
  write_components(writer);
  return writer.end_object().take();
}

}  // namespace boxoffice::contracts
