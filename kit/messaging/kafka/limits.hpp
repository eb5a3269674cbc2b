#pragma once

// Sizes on Kafka.

#include "kit/messaging/limits.hpp"

#include <cstddef>

namespace boxoffice::kit::messaging::detail {

/// Bytes of one message as topics take them, with room for the envelope and the reason of a dead letter.
inline constexpr std::size_t longest_message = 2 * longest_data;

}  // namespace boxoffice::kit::messaging::detail
