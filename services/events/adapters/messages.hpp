#pragma once

// What the events service publishes on event-notifications.

#include "kit/messaging/outbox.hpp"
#include "services/events/core/ports.hpp"

namespace boxoffice::services::events {

/// What the entry of the log tells the other services: the event as it is after that action, with everything that
/// they need. Not for Action::deleted, since nobody but administrators knew of a draft.
[[nodiscard]] kit::messaging::Outbox::Entry message_of(const Event& event, const LogEntry& entry);

}  // namespace boxoffice::services::events
