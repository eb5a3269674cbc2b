#include "services/tickets/core/inventory.hpp"

#include "services/tickets/core/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace boxoffice::services::tickets {

namespace {

void set_capacity(TypeStock& type, std::int64_t capacity) {
  const std::int64_t taken = type.held + type.sold;
  type.capacity = std::max(capacity, taken);
  type.available = type.capacity - taken;
}

TypeStock followed(TypeStock type, const contracts::messages::TicketType& wanted, std::int64_t version) {
  type.id = wanted.id;
  type.name = wanted.name;
  type.price = wanted.price.amount;
  type.max_per_order = wanted.max_per_order;
  type.max_per_user = wanted.max_per_user;
  type.on_sale = true;
  if (version >= type.capacity_version) set_capacity(type, wanted.capacity);
  return type;
}

}  // namespace

std::vector<TypeStock> follow(std::vector<TypeStock> types, const contracts::messages::EventState& event) {
  std::vector<TypeStock> result;
  result.reserve(types.size() + event.ticket_types.size());
  for (const auto& wanted : event.ticket_types) {
    const auto known = std::ranges::find(types, wanted.id, &TypeStock::id);
    result.push_back(followed(known == types.end() ? TypeStock{} : *known, wanted, event.version));
    if (known != types.end()) types.erase(known);
  }
  for (auto& removed : types) {
    removed.on_sale = false;
    set_capacity(removed, 0);
    result.push_back(std::move(removed));
  }
  return result;
}

kit::base::Result<std::vector<TypeStock>> decrease(std::vector<TypeStock> types,
                                                   const contracts::ChangeCapacity& wanted) {
  for (const auto& line : wanted.ticket_types) {
    const auto type = std::ranges::find(types, line.id, &TypeStock::id);
    if (type == types.end() || line.capacity >= type->capacity || wanted.version < type->capacity_version) continue;
    if (line.capacity < type->held + type->sold) {
      kit::base::Error error{
          .code = codes::capacity_in_use,
          .message = fmt::format("{} tickets of {} are held or sold.", type->held + type->sold, type->name)};
      error.details = {{"ticketTypeId", type->id.str()}, {"held", type->held}, {"sold", type->sold}};
      return std::unexpected(std::move(error));
    }
    set_capacity(*type, line.capacity);
    type->capacity_version = wanted.version;
  }
  return types;
}

}  // namespace boxoffice::services::tickets
