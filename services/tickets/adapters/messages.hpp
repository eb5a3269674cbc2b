#pragma once

// What the tickets service publishes on ticket-events.

#include "kit/messaging/outbox.hpp"
#include "services/tickets/core/decide_batch.hpp"

namespace boxoffice::services::tickets {

[[nodiscard]] kit::messaging::Outbox::Entry entry_of(const Fact& fact);

}  // namespace boxoffice::services::tickets
