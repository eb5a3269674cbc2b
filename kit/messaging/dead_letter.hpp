#pragma once

// The form of dead letters and replays: CloudEvents extension attributes on the original envelope.
//
//   on <topic>.dlq   dlqgroup, dlqreason, dlqfailedat   the message died in that group
//                    dlqgroup, dlqresolved              its death is settled, because it was replayed
//   on <topic>       replayfor, replaynumber            the n-th replay, for that group alone
//
// A message may die more than once. The number of replays before tells the deaths apart, so that the same death told
// twice (a crash between letter and inbox) is one letter, and replaying it twice is one effect.

#include "kit/messaging/message.hpp"
#include "kit/messaging/subscription.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::kit::messaging {

struct Replay {
  std::string group;
  std::int64_t number = 1;  // 1 is the first
};

/// nullopt for an original message.
[[nodiscard]] std::optional<Replay> replay_of(const Message& message);

/// Under which name the inbox knows a message (`number` 0) or one of its replays.
[[nodiscard]] std::string inbox_key(const std::string& message_id, std::int64_t number);

/// "<topic>.dlq".
[[nodiscard]] std::string dead_letter_topic(const std::string& topic);

/// What is published when `letter.message` died.
[[nodiscard]] Message to_message(DeadLetter letter);

}  // namespace boxoffice::kit::messaging
