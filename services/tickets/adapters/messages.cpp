#include "services/tickets/adapters/messages.hpp"

#include "contracts/messages/message.hpp"

#include <variant>

namespace boxoffice::services::tickets {

using kit::messaging::Outbox;

Outbox::Entry entry_of(const Fact& fact) {
  return std::visit([](const auto& message) { return contracts::messages::to_entry<Outbox::Entry>(message); }, fact);
}

}  // namespace boxoffice::services::tickets
