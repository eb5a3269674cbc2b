#pragma once

// Chooses the messaging engine by the scheme of MESSAGING_URL.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"

#include <memory>
#include <string_view>

namespace boxoffice::kit::messaging {

/// "sqlite:<folder>" or "kafka://host:port", see parse_kafka_url(). Throws base::StartupError for other schemes.
std::unique_ptr<MessageLog> open_message_log(std::string_view url, const base::Clock& clock);

}  // namespace boxoffice::kit::messaging
