#include "kit/messaging/kafka/record.hpp"

#include "kit/base/encoding.hpp"
#include "kit/json/writer.hpp"
#include "kit/messaging/kafka/limits.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace boxoffice::kit::messaging::detail {
namespace {

constexpr std::size_t longest_remnant = 4096;  // bytes of a defective message that its dead letter shows

/// The bytes themselves may be no text.
std::string remnant_of(std::string_view value) {
  json::Writer writer;
  writer.begin_object()
      .member("bytes", value.size())
      .member("base64url", base::base64url_encode(value.substr(0, longest_remnant)));
  return writer.end_object().take();
}

std::string in_words(const base::Error& error) {
  std::string words = error.message;
  for (const auto& field : error.fields) words += fmt::format(" {} {}.", field.pointer, field.message);
  return words;
}

Message defective(const Place& place, std::string_view key, std::string_view value) {
  return {.id = fmt::format("{}/{}/{}", place.topic, place.partition, place.offset),
          .topic = place.topic,
          .source = "/kafka",
          .type = "UNREADABLE",
          .subject = base::is_utf8(key) ? std::string(key) : base::base64url_encode(key),
          .time = base::from_unix_ms(place.timestamp_ms),
          .data = remnant_of(value)};
}

}  // namespace

Record to_record(const Message& message, std::string topic) {
  Record record{.topic = std::move(topic), .key = message.subject, .value = to_cloud_event(message)};
  if (record.key.size() + record.value.size() > longest_message) {
    throw std::length_error(fmt::format("The message {} on {} has {} bytes; {} is the most.", message.id, message.topic,
                                        record.value.size(), longest_message));
  }
  return record;
}

Received from_record(const Place& place, std::string_view key, std::string_view value) {
  auto message = from_cloud_event(place.topic, value);
  if (message) return {.message = *std::move(message)};
  return {.message = defective(place, key, value), .defect = in_words(message.error())};
}

}  // namespace boxoffice::kit::messaging::detail
