#pragma once

// Messages that a consumer could not apply: what the operator sees of them, and how they get another chance.

#include "kit/messaging/message_log.hpp"
#include "kit/messaging/subscription.hpp"

#include <memory>
#include <string>
#include <vector>

namespace boxoffice::app {

using DeadLetters = std::vector<kit::messaging::DeadLetter>;

/// Opens the log of a deployment. Throws base::StartupError when there is none at `url`: opening would create it.
[[nodiscard]] std::unique_ptr<kit::messaging::MessageLog> open_existing_log(const std::string& url,
                                                                            const kit::base::Clock& clock);

struct DeadLetterChoice {
  std::string topic{};       // empty: of every topic
  std::string message_id{};  // empty: all
};

/// Those that wait for a replay, by topic, oldest first. `log` outlives the call.
kit::runtime::Task<DeadLetters> find_dead_letters(kit::messaging::MessageLog& log, DeadLetterChoice choice);

/// Publishes each again, for the group alone that could not apply it. `log` outlives the call.
kit::runtime::Task<> replay_all(kit::messaging::MessageLog& log, DeadLetters letters);

/// A table for people, and {"items": [...]}.
[[nodiscard]] std::string to_table(const DeadLetters& letters);
[[nodiscard]] std::string to_json(const DeadLetters& letters);

}  // namespace boxoffice::app
