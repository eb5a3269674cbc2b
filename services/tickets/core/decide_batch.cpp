#include "services/tickets/core/decide_batch.hpp"

#include "kit/base/ensure.hpp"
#include "services/tickets/core/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace boxoffice::services::tickets {

namespace {

namespace messages = contracts::messages;
using kit::base::Error;
using kit::base::fail;
using kit::base::Result;

/// Moves `quantity` out of `part` (held or sold) back to where it can be sold, or out of the capacity of a type that
/// the event no longer has.
void give_back(TypeStock& type, std::int64_t TypeStock::* part, std::int64_t quantity) {
  type.*part -= quantity;
  (type.on_sale ? type.available : type.capacity) += type.on_sale ? quantity : -quantity;
}

std::unexpected<Error> hold_lost(std::string message) {
  return fail(codes::hold_lost, std::move(message));
}

std::unexpected<Error> limit_exceeded(std::string limit, std::int64_t maximum, const contracts::QuantityLine& line,
                                      std::int64_t already) {
  Error error{.code = codes::limit_exceeded,
              .message = fmt::format("At most {} of these tickets can be had{}.", maximum,
                                     limit == "maxPerUser" ? " by one person" : " in one order")};
  error.details = {{"limit", std::move(limit)},
                   {"maximum", maximum},
                   {"ticketTypeId", line.ticket_type_id.str()},
                   {"alreadyHeld", already}};
  return std::unexpected(std::move(error));
}

std::unexpected<Error> sold_out(const TypeStock& type) {
  Error error{.code = codes::sold_out,
              .message = type.available == 0 ? fmt::format("{} is sold out.", type.name)
                                             : fmt::format("Only {} of {} are left.", type.available, type.name)};
  error.details = {{"ticketTypeId", type.id.str()}, {"available", type.available}};
  return std::unexpected(std::move(error));
}

/// Decides commands one after the other on a stock that it changes.
class Deciding {
 public:
  Deciding(Stock stock, std::size_t commands, Timestamp now, const HoldTimes& times, const kit::base::IdGenerator& ids)
      : now_(now), times_(times), ids_(ids) {
    decision_.stock = std::move(stock);
    decision_.outcomes.reserve(commands);
    decision_.announcements.reserve(commands);
  }

  void release_expired() {
    for (const auto& order_id : stock().expired) {
      Hold& hold = stock().holds.at(order_id);
      release(hold, HoldStatus::released, std::string(messages::hold_expired_reason));
    }
    stock().expired.clear();
  }

  void decide(const Command& command) {
    command_ = decision_.outcomes.size();
    decision_.outcomes.push_back(std::visit([this](const auto& what) { return (*this)(what); }, command.what));
  }

  BatchDecision finish() { return std::move(decision_); }

  Outcome operator()(const Reserve& reserve);
  Outcome operator()(const Confirm& confirm);
  Outcome operator()(const Cancel& cancel);
  Outcome operator()(const Extend& extend);
  Outcome operator()(const Sweep&) { return Answer{}; }

 private:
  Stock& stock() { return decision_.stock; }

  Hold* find(const contracts::OrderId& order_id) {
    const auto found = stock().holds.find(order_id);
    return found == stock().holds.end() ? nullptr : &found->second;
  }
  TypeStock* find_type(const contracts::TicketTypeId& id) {
    const auto found = std::ranges::find(stock().types, id, &TypeStock::id);
    return found == stock().types.end() ? nullptr : &*found;
  }
  TypeStock& type_of(const HoldLine& line) {
    TypeStock* const type = find_type(line.ticket_type_id);
    kit::base::ensure(type != nullptr, "a hold's ticket types stay in the inventory of its event");
    return *type;
  }

  Result<void> check_line(const Reserve& reserve, std::size_t index);
  Answer reservation_of(const Hold& hold);
  Outcome answer_again(const Hold& hold, const Reserve& reserve);
  void count_taken(const Hold& hold, std::int64_t sign);

  bool can_take_again(const Hold& hold);
  void sell(Hold& hold);
  void release(Hold& hold, HoldStatus status, std::string reason);
  void take_back(Hold& hold, const std::optional<std::string>& reason);

  template <class Message>
  Message message_of(const Hold& hold) {
    Message message;
    message.order_id = hold.order_id;
    message.user_id = hold.user_id;
    message.event_id = hold.event_id;
    message.items.reserve(hold.lines.size());
    for (const auto& line : hold.lines) message.items.push_back({line.ticket_type_id, line.quantity});
    return message;
  }
  void announce(Fact fact) { decision_.announcements.push_back({.command = command_, .fact = std::move(fact)}); }

  BatchDecision decision_{};
  std::optional<std::size_t> command_{};
  Timestamp now_;
  const HoldTimes& times_;
  const kit::base::IdGenerator& ids_;
};

// Reserving

Outcome Deciding::operator()(const Reserve& reserve) {
  if (const Hold* const hold = find(reserve.order_id)) return answer_again(*hold, reserve);
  if (!stock().event) return fail(kit::base::codes::not_found, "There is no such event on sale.");
  const EventSales& event = *stock().event;
  if (event.is_cancelled) return fail(codes::sales_closed, "The event was cancelled.");
  if (event.sales_start_at && now_ < *event.sales_start_at) {
    Error error{.code = codes::sales_closed, .message = "Sales have not begun yet."};
    error.details.push_back({"salesStartAt", kit::base::to_rfc3339(*event.sales_start_at)});
    return std::unexpected(std::move(error));
  }
  if (now_ >= event.sales_end_at) {
    Error error{.code = codes::sales_closed, .message = "Sales have ended."};
    error.details.push_back({"salesEndAt", kit::base::to_rfc3339(event.sales_end_at)});
    return std::unexpected(std::move(error));
  }
  for (std::size_t index = 0; index < reserve.lines.size(); ++index) {
    if (auto checked = check_line(reserve, index); !checked) return std::unexpected(std::move(checked).error());
  }

  Hold hold{.order_id = reserve.order_id,
            .user_id = reserve.user_id,
            .event_id = reserve.event_id,
            .expires_at = now_ + times_.hold,
            .currency = event.currency};
  hold.lines.reserve(reserve.lines.size());
  for (const auto& line : reserve.lines) {
    TypeStock& type = *find_type(line.ticket_type_id);
    type.available -= line.quantity;
    type.held += line.quantity;
    hold.lines.push_back({line.ticket_type_id, line.quantity, type.price});
  }
  count_taken(hold, 1);
  auto message = message_of<messages::TicketsReserved>(hold);
  message.expires_at = hold.expires_at;
  announce(std::move(message));
  Answer answer = reservation_of(hold);
  stock().holds.emplace(reserve.order_id, std::move(hold));
  return answer;
}

Result<void> Deciding::check_line(const Reserve& reserve, std::size_t index) {
  const contracts::QuantityLine& line = reserve.lines[index];
  const auto pointer = [index] { return fmt::format("/items/{}/ticketTypeId", index); };
  const auto before = std::span(reserve.lines).first(index);
  if (std::ranges::find(before, line.ticket_type_id, &contracts::QuantityLine::ticket_type_id) != before.end()) {
    return kit::base::fail_field(pointer(), "is listed twice");
  }
  const TypeStock* const type = find_type(line.ticket_type_id);
  if (type == nullptr || !type->on_sale) return kit::base::fail_field(pointer(), "is no ticket type of this event");
  if (line.quantity > type->max_per_order) return limit_exceeded("maxPerOrder", type->max_per_order, line, 0);
  if (type->max_per_user) {
    const auto taken = stock().taken.find({reserve.user_id, type->id});
    const std::int64_t already = taken == stock().taken.end() ? 0 : taken->second;
    if (already + line.quantity > *type->max_per_user) {
      return limit_exceeded("maxPerUser", *type->max_per_user, line, already);
    }
  }
  if (line.quantity > type->available) return sold_out(*type);
  return {};
}

Answer Deciding::reservation_of(const Hold& hold) {
  contracts::Reservation reservation{
      .order_id = hold.order_id, .expires_at = hold.expires_at, .currency = hold.currency};
  reservation.items.reserve(hold.lines.size());
  for (const auto& line : hold.lines) {
    reservation.items.push_back({line.ticket_type_id, type_of(line).name, line.quantity, line.unit_price});
    reservation.total_amount += line.quantity * line.unit_price;
  }
  return reservation;
}

Outcome Deciding::answer_again(const Hold& hold, const Reserve& reserve) {
  switch (hold.status) {
    case HoldStatus::held:
    case HoldStatus::sold:
      if (hold.event_id == reserve.event_id) return reservation_of(hold);
      return fail(kit::base::codes::invalid_state, "The order has tickets of another event.");
    case HoldStatus::released:
      return hold_lost("The tickets of this order were held for too long and are free again.");
    case HoldStatus::cancelled:
      return hold_lost("The order was cancelled.");
  }
  std::unreachable();
}

void Deciding::count_taken(const Hold& hold, std::int64_t sign) {
  for (const auto& line : hold.lines) {
    if (type_of(line).max_per_user) stock().taken[{hold.user_id, line.ticket_type_id}] += sign * line.quantity;
  }
}

// Selling

Outcome Deciding::operator()(const Confirm& confirm) {
  Hold* const hold = find(confirm.order_id);
  if (hold == nullptr) return hold_lost("Nothing is held for this order.");
  switch (hold->status) {
    case HoldStatus::cancelled:
      return hold_lost("The order was cancelled.");
    case HoldStatus::released:
      if (!can_take_again(*hold)) return hold_lost("The hold has ended and its tickets are not there any more.");
      for (const auto& line : hold->lines) {
        type_of(line).available -= line.quantity;
        type_of(line).held += line.quantity;
      }
      count_taken(*hold, 1);
      sell(*hold);
      break;
    case HoldStatus::held:
      sell(*hold);
      break;
    case HoldStatus::sold:
      break;
  }
  return contracts::TicketsConfirmed{.order_id = hold->order_id, .ticket_ids = hold->ticket_ids};
}

bool Deciding::can_take_again(const Hold& hold) {
  if (!stock().event || stock().event->is_cancelled) return false;
  return std::ranges::all_of(hold.lines, [this](const HoldLine& line) {
    const TypeStock& type = type_of(line);
    return type.on_sale && line.quantity <= type.available;
  });
}

void Deciding::sell(Hold& hold) {
  hold.status = HoldStatus::sold;
  for (const auto& line : hold.lines) {
    TypeStock& type = type_of(line);
    type.held -= line.quantity;
    type.sold += line.quantity;
    for (std::int64_t number = 1; number <= line.quantity; ++number) {
      decision_.issued.push_back({.id = ids_.next_as<contracts::TicketId>(),
                                  .order_id = hold.order_id,
                                  .user_id = hold.user_id,
                                  .ticket_type_id = line.ticket_type_id,
                                  .number = number,
                                  .price = line.unit_price,
                                  .currency = hold.currency});
      hold.ticket_ids.push_back(decision_.issued.back().id);
    }
  }
  std::ranges::sort(hold.ticket_ids);
  auto message = message_of<messages::TicketsSold>(hold);
  message.ticket_ids = hold.ticket_ids;
  announce(std::move(message));
}

// Giving back

Outcome Deciding::operator()(const Cancel& cancel) {
  Hold* const hold = find(cancel.order_id);
  if (hold == nullptr) return fail(kit::base::codes::not_found, "There is no such order.");
  switch (hold->status) {
    case HoldStatus::held:
      release(*hold, HoldStatus::cancelled, cancel.reason.value_or("CANCELLED"));
      break;
    case HoldStatus::released:
      hold->status = HoldStatus::cancelled;
      break;
    case HoldStatus::cancelled:
      break;
    case HoldStatus::sold:
      if (!cancel.sold) return fail(kit::base::codes::invalid_state, "The tickets are sold. Refund the order instead.");
      take_back(*hold, cancel.reason);
      break;
  }
  return Answer{};
}

void Deciding::release(Hold& hold, HoldStatus status, std::string reason) {
  hold.status = status;
  count_taken(hold, -1);
  for (const auto& line : hold.lines) give_back(type_of(line), &TypeStock::held, line.quantity);
  auto message = message_of<messages::TicketsReleased>(hold);
  message.reason = std::move(reason);
  announce(std::move(message));
}

void Deciding::take_back(Hold& hold, const std::optional<std::string>& reason) {
  hold.status = HoldStatus::cancelled;
  count_taken(hold, -1);
  for (const auto& line : hold.lines) give_back(type_of(line), &TypeStock::sold, line.quantity);
  decision_.voided.push_back(hold.order_id);
  auto message = message_of<messages::TicketsCancelled>(hold);
  message.ticket_ids = hold.ticket_ids;
  message.reason = reason;
  announce(std::move(message));
}

// Extending

Outcome Deciding::operator()(const Extend& extend) {
  Hold* const hold = find(extend.order_id);
  if (hold == nullptr) return hold_lost("Nothing is held for this order.");
  if (hold->status == HoldStatus::sold) return fail(kit::base::codes::invalid_state, "The tickets are sold already.");
  // Of many expired holds some are still HELD after the sweep that began this batch.
  if (hold->status != HoldStatus::held || hold->expires_at <= now_) return hold_lost("The hold has ended.");
  if (!stock().event || stock().event->is_cancelled) return fail(codes::sales_closed, "The event was cancelled.");
  if (extend.number > hold->extensions + 1) {
    return fail(kit::base::codes::invalid_state, "The extensions before this one have not been asked for.");
  }
  if (extend.number == hold->extensions + 1) {
    hold->extensions = extend.number;
    hold->expires_at = std::max<Timestamp>(hold->expires_at, now_ + times_.extension);
    auto message = message_of<messages::HoldExtended>(*hold);
    message.expires_at = hold->expires_at;
    message.number = static_cast<std::int32_t>(extend.number);
    announce(std::move(message));
  }
  return contracts::HoldExtended{.expires_at = hold->expires_at};
}

}  // namespace

BatchDecision decide_batch(Stock stock, const std::vector<Command>& commands, Timestamp now, const HoldTimes& times,
                           const kit::base::IdGenerator& ids) {
  Deciding deciding(std::move(stock), commands.size(), now, times, ids);
  deciding.release_expired();
  for (const auto& command : commands) deciding.decide(command);
  return deciding.finish();
}

}  // namespace boxoffice::services::tickets
