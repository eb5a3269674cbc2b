#pragma once

// What travels on a topic: CloudEvents 1.0, structured JSON.

#include "kit/base/error.hpp"
#include "kit/base/time.hpp"
#include "kit/runtime/context.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace boxoffice::kit::messaging {

/// An envelope with its data as JSON text. `subject` is also the key: messages of one subject keep their order.
struct Message {
  std::string id{};       // UUIDv7; consumers apply an id once
  std::string topic{};    // "order-events"; not part of the JSON
  std::string source{};   // "/order-service"
  std::string type{};     // "ORDER_CREATED"
  std::string subject{};  // the aggregate's id
  base::Timestamp time{};
  std::string traceparent{};  // empty when there is no trace
  std::int64_t dataversion = 1;
  std::string data{};  // JSON object
  /// Further CloudEvents attributes with text values, names of lower-case letters and digits ("dlqreason").
  std::map<std::string, std::string> extensions{};
};

/// The envelope as JSON text, in the order specversion, id, source, type, subject, time, datacontenttype, ...
[[nodiscard]] std::string to_cloud_event(const Message& message);

/// Reads what to_cloud_event() or another CloudEvents producer wrote. Unknown attributes with text values become
/// extensions, others are ignored. Absent data is read as {}.
/// MALFORMED_REQUEST or VALIDATION_FAILED when it is not an envelope.
[[nodiscard]] base::Result<Message> from_cloud_event(std::string_view topic, std::string_view json);

/// What log lines and messages caused by this message carry on: its trace, and its id as the request's.
[[nodiscard]] runtime::Context context_of(const Message& message);

}  // namespace boxoffice::kit::messaging
