#pragma once

// Messages as Kafka keeps them: a key, and the envelope as value.

#include "kit/messaging/message_log.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::messaging::detail {

/// A message that is ready to be sent.
struct Record {
  std::string topic;  // full name
  std::string key;
  std::string value;
};

/// Throws std::length_error when it is longer than topics take.
[[nodiscard]] Record to_record(const Message& message, std::string topic);

/// Where a message stands.
struct Place {
  std::string topic{};  // short name
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;
};

/// What stands there. Somebody else's bytes become a message that says so, with the reason in `defect`.
[[nodiscard]] Received from_record(const Place& place, std::string_view key, std::string_view value);

}  // namespace boxoffice::kit::messaging::detail
