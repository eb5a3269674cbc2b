#pragma once

// The inbox: which messages a consumer has applied, written in the transaction of their effects.

#include "kit/messaging/delivery_window.hpp"
#include "kit/messaging/subscription.hpp"
#include "kit/sql/database.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// Topic -> how to apply its messages.
using Routes = std::map<std::string, Apply, std::less<>>;

enum class InboxPolicy : std::uint8_t {
  deduplicate,
  trust_the_log,  // applies whatever arrives: only for tests that show what the inbox prevents
};

/// Applies `batch` in order inside `transaction`, each message in a savepoint of its own together with its inbox row.
/// Attempt i belongs to message i. Throws base::Unavailable, and nothing is decided, when the engine fails.
[[nodiscard]] std::vector<Attempt> apply_batch(sql::Transaction& transaction, const DeliveryWindow::Entries& batch,
                                               const Routes& routes, const std::string& consumer, InboxPolicy policy,
                                               base::Timestamp now);

/// Notes that `consumer` has given the message up, so that it is not applied when it arrives again. False when it has
/// been applied already.
bool mark_dead(sql::Transaction& transaction, const std::string& consumer, const Message& message, base::Timestamp now);

}  // namespace boxoffice::kit::messaging
