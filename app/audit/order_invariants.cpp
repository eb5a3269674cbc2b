#include "app/audit/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

// I5 and I10: tickets against their orders, and the way that each order came.

namespace boxoffice::app::audit {

namespace {

std::string ticket_subject(const TicketRow& ticket) {
  return fmt::format("ticket {}", ticket.id);
}

/// What is wrong between a valid ticket and the order that it names; empty: nothing.
std::string problem_of(const TicketRow& ticket, const std::string& order_id, const OrderRow& order) {
  if (order.status != "CONFIRMED")
    return fmt::format("is {}, but order {} is {}", ticket.status, order_id, order.status);
  if (ticket.user_id != order.user_id) return fmt::format("belongs to another user than order {}", order_id);
  if (ticket.event_id != order.event_id) return fmt::format("is for another event than order {}", order_id);
  const auto item = std::ranges::find(order.items, ticket.ticket_type_id, &OrderItem::ticket_type_id);
  if (item == order.items.end()) return fmt::format("is of a type that order {} does not have", order_id);
  if (ticket.price != item->unit_price || ticket.currency != order.currency) {
    return fmt::format("costs {} {}, and order {} says {} {}", ticket.price, ticket.currency, order_id,
                       item->unit_price, order.currency);
  }
  return "";
}

void check_quantities(const Chapter& chapter, const std::string& order_id, const OrderRow& order, Verdict& verdict) {
  const auto found = chapter.tickets.find(order_id);
  for (const auto& item : order.items) {
    const std::int64_t live =
        found == chapter.tickets.end() ? 0 : std::ranges::count_if(found->second, [&item](const TicketRow& ticket) {
          return ticket.is_live() && ticket.ticket_type_id == item.ticket_type_id;
        });
    if (live == item.quantity) continue;
    verdict.violate(
        fmt::format("order {}", order_id),
        fmt::format("is CONFIRMED with {} tickets of type {}, and has {}", item.quantity, item.ticket_type_id, live));
  }
}

// The status machine of the contract.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> ways{{{"PENDING", "CONFIRMED"},
                                                                             {"PENDING", "CANCELLED"},
                                                                             {"PENDING", "EXPIRED"},
                                                                             {"CONFIRMED", "REFUNDED"},
                                                                             {"CANCELLED", "REFUNDED"},
                                                                             {"EXPIRED", "REFUNDED"}}};

/// What is wrong with the way of an order; empty: nothing.
std::string problem_of_way(const OrderRow& order) {
  if (order.history.empty() || order.history.front().status != "PENDING") return "did not begin as PENDING";
  for (std::size_t index = 1; index < order.history.size(); ++index) {
    const auto& from = order.history[index - 1];
    const auto& to = order.history[index];
    const std::pair<std::string_view, std::string_view> step{from.status, to.status};
    if (std::ranges::find(ways, step) == ways.end()) return fmt::format("went from {} to {}", from.status, to.status);
  }
  if (order.history.back().status == order.status) return "";
  return fmt::format("is {}, and its history ends with {}", order.status, order.history.back().status);
}

}  // namespace

void tickets_belong_to_confirmed_orders(const Chapter& chapter, Verdict& verdict) {
  for (const auto& [order_id, tickets] : chapter.tickets) {
    const auto order = chapter.orders.find(order_id);
    for (const auto& ticket : tickets) {
      ++verdict.checked;
      if (order == chapter.orders.end()) {
        verdict.violate(ticket_subject(ticket), fmt::format("is of order {}, which does not exist", order_id));
      } else if (ticket.is_live() && !order->second.is_settling) {
        auto problem = problem_of(ticket, order_id, order->second);
        if (!problem.empty()) verdict.violate(ticket_subject(ticket), std::move(problem));
      }
    }
  }
  for (const auto& [order_id, order] : chapter.orders) {
    if (order.status == "CONFIRMED" && !order.is_settling) check_quantities(chapter, order_id, order, verdict);
  }
}

void statuses_only_go_forward(const Chapter& chapter, Verdict& verdict) {
  for (const auto& [order_id, order] : chapter.orders) {
    if (!order.is_visible()) continue;
    ++verdict.checked;
    auto problem = problem_of_way(order);
    if (!problem.empty()) verdict.violate(fmt::format("order {}", order_id), std::move(problem));
  }
}

}  // namespace boxoffice::app::audit
