#pragma once

// Consuming: each message is applied once, in one transaction with its inbox row; what cannot be applied goes to
// "<topic>.dlq" after bounded retries and can be replayed.

#include "kit/messaging/message.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// Applies one message inside `transaction`. What needs the network is written as a task row for a worker. Unknown
/// types are ignored by returning. An unexpected Result is final (dead letter at once: the message can never be
/// applied); an exception is retried with backoff, then dead-lettered; base::Unavailable means the engine is away and
/// never counts against the message. May run again for a message whose transaction was not committed.
using Apply = std::function<base::Result<void>(sql::Transaction& transaction, const Message& message)>;

struct Subscription {
  std::string topic;
  Apply apply;
};

struct ConsumerOptions {
  std::string group{};                               // the service's name; also the inbox's consumer
  std::size_t batch_limit = 256;                     // messages applied in one transaction
  int attempts = 8;                                  // per message before it is dead
  std::chrono::milliseconds first_backoff{50};       // doubles per attempt, at most 5 s
  std::size_t window_limit = 16'384;                 // messages held while an earlier one waits for another attempt
  std::chrono::milliseconds database_limit{30'000};  // for one transaction; after that the database counts as away
};

/// Consumes until cancelled. Throws nothing but cancellation: an engine that is away is logged and waited for. While a
/// message is retried, later ones of its topic and subject wait and all others go on. At most one subscription per
/// topic. Counts messages_consumed_total{topic,type,outcome}, sets message_lag{topic}.
runtime::Task<> consume(sql::Database& database, MessageLog& log, std::vector<Subscription> subscriptions,
                        ConsumerOptions options, telemetry::Telemetry& telemetry);

/// A dead letter: the original envelope plus why it died.
struct DeadLetter {
  Message message{};  // with the topic it died on
  std::string group{};
  std::string reason{};
  base::Timestamp failed_at{};
};

/// Dead letters of a topic that were not replayed since, oldest first, at most `limit`; of one group or of all.
runtime::Task<std::vector<DeadLetter>> dead_letters(MessageLog& log, std::string topic,
                                                    std::optional<std::string> group, std::size_t limit);

/// Publishes a dead message again on its topic; only its group applies it, and a death that is
/// replayed twice is applied once.
runtime::Task<> replay(MessageLog& log, DeadLetter letter);

}  // namespace boxoffice::kit::messaging
