#pragma once

// Identifiers that more than one service knows. Each is a UUIDv7 string of its own type.

#include "kit/base/id.hpp"

namespace boxoffice::contracts {

using UserId = kit::base::Id<struct UserTag>;
using SessionId = kit::base::Id<struct SessionTag>;
using EventId = kit::base::Id<struct EventTag>;
using TicketTypeId = kit::base::Id<struct TicketTypeTag>;
using OrderId = kit::base::Id<struct OrderTag>;
using TicketId = kit::base::Id<struct TicketTag>;
using PaymentId = kit::base::Id<struct PaymentTag>;
using NotificationId = kit::base::Id<struct NotificationTag>;
using ConversationId = kit::base::Id<struct ConversationTag>;
using ChatMessageId = kit::base::Id<struct ChatMessageTag>;

}  // namespace boxoffice::contracts
