#pragma once

// Kafka as a message log that many machines share. docs/dependencies.md names the client, README.md the rules.

#include "kit/messaging/kafka/kafka_options.hpp"
#include "kit/messaging/message_log.hpp"

#include <memory>

namespace boxoffice::kit::messaging {

/// Throws base::StartupError, which names MESSAGING_URL, when no broker can be reached within `startup_limit` or the
/// user is refused. Destroy consumers before the log, and the log before the io_contexts whose coroutines wait for it.
std::unique_ptr<MessageLog> open_kafka_message_log(KafkaOptions options);

}  // namespace boxoffice::kit::messaging
