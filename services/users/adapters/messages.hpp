#pragma once

// What the users service publishes on user-events.

#include "kit/messaging/outbox.hpp"
#include "services/users/core/user.hpp"

namespace boxoffice::services::users {

[[nodiscard]] kit::messaging::Outbox::Entry user_registered(const User& user);
[[nodiscard]] kit::messaging::Outbox::Entry user_updated(const User& user);
[[nodiscard]] kit::messaging::Outbox::Entry user_disabled(const User& user);
[[nodiscard]] kit::messaging::Outbox::Entry password_changed(const User& user);

}  // namespace boxoffice::services::users
