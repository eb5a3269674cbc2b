#pragma once

// What this service remembers of users, events and orders: copies that follow the messages of their owners.

#include "contracts/messages/event_messages.hpp"
#include "contracts/messages/order_messages.hpp"
#include "contracts/messages/user_messages.hpp"
#include "kit/sql/database.hpp"
#include "services/notifications/core/known_event.hpp"
#include "services/notifications/core/notification.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace boxoffice::services::notifications {

/// Follows a message of that time; an older one changes nothing.
void keep_user(kit::sql::Transaction& transaction, const contracts::messages::UserState& user,
               kit::base::Timestamp changed_at);
/// English for somebody of whom nothing has been heard yet.
[[nodiscard]] Language language_of_user(kit::sql::Session& session, const contracts::UserId& id);

[[nodiscard]] KnownEvent known_event(const contracts::messages::EventState& event);
/// False, and nothing changes, when this version or a newer one is there already.
bool keep_event(kit::sql::Transaction& transaction, const KnownEvent& event);
[[nodiscard]] std::optional<KnownEvent> find_event(kit::sql::Session& session, const contracts::EventId& id);

/// Follows an order, which is ordered at the time of the first message about it. It counts while it is pending or
/// confirmed, and when it ended because its event was cancelled.
void keep_order(kit::sql::Transaction& transaction, const contracts::messages::OrderState& order,
                kit::base::Timestamp changed_at);
[[nodiscard]] std::optional<contracts::EventId> event_of_order(kit::sql::Session& session,
                                                               const contracts::OrderId& id);

struct Buyer {
  contracts::UserId id{};
  Language language = Language::en;
};
/// Those with an order that counts and is not younger than `ordered_until`, once each, in the order of their ids: the
/// first `limit` behind `after`.
[[nodiscard]] std::vector<Buyer> buyers_of(kit::sql::Session& session, const contracts::EventId& id,
                                           kit::base::Timestamp ordered_until, const contracts::UserId& after,
                                           std::size_t limit);

}  // namespace boxoffice::services::notifications
