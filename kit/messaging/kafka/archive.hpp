#pragma once

// Looks into topics without being a member of a group.

#include "kit/messaging/kafka/topics.hpp"
#include "kit/messaging/message_log.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging::detail {

/// The last `limit` messages of a topic, oldest first; those of one subject in their order. Blocks. Throws
/// base::Unavailable.
[[nodiscard]] std::vector<Message> read_tail(const KafkaOptions& options, const Topics& topics,
                                             const std::string& topic, std::size_t limit);

/// How far the group has still to go in the topic. Blocks. Throws base::Unavailable.
[[nodiscard]] Lag read_lag(const KafkaOptions& options, const Topics& topics, const std::string& group,
                           const std::string& topic);

}  // namespace boxoffice::kit::messaging::detail
