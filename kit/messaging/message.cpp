#include "kit/messaging/message.hpp"

#include "kit/json/reader.hpp"
#include "kit/json/writer.hpp"
#include "kit/telemetry/trace.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::array<std::string_view, 12> known_attributes{"specversion", "id",   "source",          "type",
                                                            "subject",     "time", "datacontenttype", "dataschema",
                                                            "data_base64", "data", "dataversion",     "traceparent"};

bool is_extension(std::string_view name) {
  const bool is_legal = std::ranges::all_of(
      name, [](char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9'); });
  return is_legal && !name.empty() && std::ranges::find(known_attributes, name) == known_attributes.end();
}

/// Reads attributes of one envelope and gathers what is wrong with them.
class Attributes {
 public:
  explicit Attributes(const json::Value& envelope) : envelope_(envelope) {}

  std::string required(const char* name) {
    auto text = envelope_.string(name);
    if (!text || text->empty()) refuse(name, "must be a non-empty text");
    return std::move(text).value_or(std::string{});
  }

  std::string optional(const char* name) {
    const auto value = envelope_.get(name);
    if (value && !value->is_string() && !value->is_null()) refuse(name, "must be a text");
    return envelope_.string(name).value_or(std::string{});
  }

  base::Timestamp time() {
    const std::string text = optional("time");
    const auto time = base::parse_rfc3339(text);
    if (!text.empty() && !time) refuse("time", "must be an RFC 3339 time");
    return time.value_or(base::Timestamp{});
  }

  std::int64_t version() {
    const auto value = envelope_.get("dataversion");
    if (!value) return 1;
    if (!value->as_integer()) refuse("dataversion", "must be an integer");
    return value->as_integer().value_or(1);
  }

  std::string data() {
    const auto value = envelope_.get("data");
    if (!value) return "{}";
    if (!value->is_object()) refuse("data", "must be an object");
    return value->text();
  }

  void check_format() {
    if (required("specversion") != "1.0") refuse("specversion", "must be 1.0");
    const std::string type = optional("datacontenttype");
    if (!type.empty() && !type.starts_with("application/json")) refuse("datacontenttype", "must be application/json");
  }

  [[nodiscard]] std::map<std::string, std::string> extensions() const {
    std::map<std::string, std::string> found;
    for (auto& [name, value] : envelope_.members()) {
      if (!is_extension(name)) continue;
      if (const auto text = value.as_string()) found.emplace(name, *text);
    }
    return found;
  }

  [[nodiscard]] std::vector<base::FieldError> take_errors() { return std::move(errors_); }

 private:
  void refuse(std::string_view name, std::string message) {
    errors_.push_back({.pointer = "/" + std::string(name), .message = std::move(message)});
  }

  const json::Value& envelope_;
  std::vector<base::FieldError> errors_;
};

}  // namespace

std::string to_cloud_event(const Message& message) {
  json::Writer writer;
  writer.begin_object()
      .member("specversion", "1.0")
      .member("id", message.id)
      .member("source", message.source)
      .member("type", message.type)
      .member("subject", message.subject)
      .member("time", base::to_rfc3339(message.time))
      .member("datacontenttype", "application/json")
      .member("dataversion", message.dataversion);
  if (!message.traceparent.empty()) writer.member("traceparent", message.traceparent);
  for (const auto& [name, text] : message.extensions) writer.member(name, text);
  writer.raw_member("data", message.data.empty() ? "{}" : message.data);
  return writer.end_object().take();
}

base::Result<Message> from_cloud_event(std::string_view topic, std::string_view json) {
  BOXOFFICE_TRY(const json::Value envelope, json::parse(json));
  if (!envelope.is_object()) return base::fail_field("", "must be a CloudEvents object");

  Attributes attributes(envelope);
  attributes.check_format();
  Message message{.id = attributes.required("id"),
                  .topic = std::string(topic),
                  .source = attributes.required("source"),
                  .type = attributes.required("type"),
                  .subject = attributes.optional("subject"),
                  .time = attributes.time(),
                  .traceparent = attributes.optional("traceparent"),
                  .dataversion = attributes.version(),
                  .data = attributes.data(),
                  .extensions = attributes.extensions()};
  if (auto errors = attributes.take_errors(); !errors.empty()) {
    return std::unexpected(base::Error{.code = base::codes::validation_failed,
                                       .message = "This is not a CloudEvents 1.0 envelope.",
                                       .fields = std::move(errors)});
  }
  return message;
}

runtime::Context context_of(const Message& message) {
  return {.request_id = message.id,
          .trace = telemetry::parse_traceparent(message.traceparent).value_or(runtime::Trace{}),
          .deadline = {}};
}

}  // namespace boxoffice::kit::messaging
