#pragma once

// What the notifications service does with what others tell: copies follow, and who cares gets a letter; at once when
// it is one person, by way of an announcement when it is all buyers of an event.

#include "contracts/messages/event_messages.hpp"
#include "kit/base/id.hpp"
#include "kit/messaging/subscription.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/notifications/core/composer.hpp"

#include <vector>

namespace boxoffice::services::notifications {

/// Everything happens in the transaction of the message's inbox row. Safe from any thread. The parts outlive it and it
/// outlives its subscriptions.
class MessageHandlers {
 public:
  struct Parts {
    const Composer& composer;
    const kit::base::Clock& clock;
    const kit::base::IdGenerator& ids;
    kit::telemetry::Telemetry& telemetry;
  };

  explicit MessageHandlers(Parts parts) : parts_(parts) {}

  /// One per topic, for all topics.
  [[nodiscard]] std::vector<kit::messaging::Subscription> subscriptions() const;

 private:
  using Message = kit::messaging::Message;
  using Transaction = kit::sql::Transaction;

  Result<void> apply_user(Transaction& transaction, const Message& message) const;
  Result<void> apply_order(Transaction& transaction, const Message& message) const;
  Result<void> apply_payment(Transaction& transaction, const Message& message) const;
  Result<void> apply_ticket(Transaction& transaction, const Message& message) const;
  Result<void> apply_event(Transaction& transaction, const Message& message) const;
  void tell(Transaction& transaction, const Message& message, const contracts::UserId& user_id,
            const Letter& letter) const;

  Parts parts_;
};

}  // namespace boxoffice::services::notifications
