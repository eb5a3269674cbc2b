#include "services/users/adapters/messages.hpp"

#include "contracts/messages/message.hpp"
#include "contracts/messages/user_messages.hpp"
#include "services/users/adapters/sql_rows.hpp"

#include <string>

namespace boxoffice::services::users {

namespace {

template <class Message>
kit::messaging::Outbox::Entry entry_of(const User& user) {
  Message message;
  message.user_id = user.id;
  message.username = user.username;
  message.full_name = user.full_name;
  message.role = to_text(user.role);
  message.status = to_text(user.status);
  message.language = user.language;
  return contracts::messages::to_entry<kit::messaging::Outbox::Entry>(message);
}

}  // namespace

kit::messaging::Outbox::Entry user_registered(const User& user) {
  return entry_of<contracts::messages::UserRegistered>(user);
}

kit::messaging::Outbox::Entry user_updated(const User& user) {
  return entry_of<contracts::messages::UserUpdated>(user);
}

kit::messaging::Outbox::Entry user_disabled(const User& user) {
  return entry_of<contracts::messages::UserDisabled>(user);
}

kit::messaging::Outbox::Entry password_changed(const User& user) {
  return entry_of<contracts::messages::PasswordChanged>(user);
}

}  // namespace boxoffice::services::users
