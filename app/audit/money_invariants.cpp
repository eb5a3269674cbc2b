#include "app/audit/invariants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

// I4 and I9: money against orders and tickets, and our books against the provider's.

namespace boxoffice::app::audit {

namespace {

using std::chrono::minutes;

// A worker asks the provider again and again; by then it must have had an answer.
constexpr minutes outcome_limit{2};

std::string payment_subject(const PaymentRow& payment) {
  return fmt::format("payment {}", payment.id);
}

const OrderRow* order_of(const Chapter& chapter, const std::string& id) {
  const auto found = chapter.orders.find(id);
  return found == chapter.orders.end() || !found->second.is_visible() ? nullptr : &found->second;
}

std::int64_t live_tickets(const Chapter& chapter, const std::string& order_id) {
  const auto found = chapter.tickets.find(order_id);
  return found == chapter.tickets.end() ? 0 : std::ranges::count_if(found->second, &TicketRow::is_live);
}

/// What is wrong with money that was taken and not given back; empty: nothing.
std::string problem_of_captured(const Chapter& chapter, const std::string& order_id) {
  const OrderRow* const order = order_of(chapter, order_id);
  if (order == nullptr) return fmt::format("was captured for order {}, which does not exist", order_id);
  if (order->is_settling) return "";
  if (order->status != "CONFIRMED") {
    return fmt::format("was captured for order {}, which is {}, and is not given back", order_id, order->status);
  }
  const auto tickets = live_tickets(chapter, order_id);
  if (tickets == order->ticket_quantity) return "";
  return fmt::format("was captured for order {}, which has {} of its {} tickets", order_id, tickets,
                     order->ticket_quantity);
}

std::string problem_of_refunded(const Chapter& chapter, const std::string& order_id) {
  const OrderRow* const order = order_of(chapter, order_id);
  if (order == nullptr || order->is_settling || order->status == "REFUNDED") return "";
  return fmt::format("was refunded, but order {} is {}", order_id, order->status);
}

/// What the provider has of a payment after what it gave back.
std::int64_t kept_by_provider(const PaymentRow& payment, Timestamp now) {
  const auto& charge = payment.charge;
  return charge && charge->ends_as == "SUCCEEDED" && charge->settles_at <= now ? charge->amount : 0;
}

/// A PENDING payment whose end the provider has known for a while.
bool is_forgotten(const PaymentRow& payment, Timestamp now) {
  const auto known_at = payment.charge ? std::max(payment.charge->settles_at, payment.updated_at) : payment.updated_at;
  return known_at < now - outcome_limit;
}

void check_against_provider(const Chapter& chapter, const PaymentRow& payment, Verdict& verdict) {
  if (payment.is_cash) return;
  if (payment.status == "PENDING") {
    if (is_forgotten(payment, chapter.now)) {
      verdict.violate(payment_subject(payment), "is PENDING, though its provider knows how it ended");
    }
    return;
  }
  const auto ours = payment.status == "SUCCEEDED" ? payment.amount : 0;
  const auto theirs = kept_by_provider(payment, chapter.now);
  if (ours != theirs) {
    verdict.violate(payment_subject(payment),
                    fmt::format("is {} with {}, and the provider has {}", payment.status, ours, theirs));
  } else if (ours > 0 && payment.charge->currency != payment.currency) {
    verdict.violate(payment_subject(payment),
                    fmt::format("is in {}, and the provider has {}", payment.currency, payment.charge->currency));
  }
}

}  // namespace

void captured_money_has_its_tickets(const Chapter& chapter, Verdict& verdict) {
  for (const auto& [order_id, payments] : chapter.payments) {
    for (const auto& payment : payments) {
      if (payment.status != "SUCCEEDED" && payment.status != "REFUNDED") continue;
      ++verdict.checked;
      auto problem = payment.status == "SUCCEEDED" ? problem_of_captured(chapter, order_id)
                                                   : problem_of_refunded(chapter, order_id);
      if (!problem.empty()) verdict.violate(payment_subject(payment), std::move(problem));
    }
    if (std::ranges::count(payments, "SUCCEEDED", &PaymentRow::status) > 1) {
      verdict.violate(fmt::format("order {}", order_id), "was paid more than once");
    }
  }
}

void money_adds_up(const Chapter& chapter, Verdict& verdict) {
  for (const auto& [order_id, payments] : chapter.payments) {
    for (const auto& payment : payments) check_against_provider(chapter, payment, verdict);
  }
  for (const auto& [order_id, order] : chapter.orders) {
    if (!order.is_visible()) continue;
    ++verdict.checked;
    if (order.is_settling) continue;
    std::int64_t captured = 0;
    if (const auto payments = chapter.payments.find(order_id); payments != chapter.payments.end()) {
      for (const auto& payment : payments->second) {
        if (payment.status == "SUCCEEDED" && payment.currency == order.currency) captured += payment.amount;
      }
    }
    const auto owed = order.status == "CONFIRMED" ? order.total_amount : 0;
    if (captured == owed) continue;
    verdict.violate(fmt::format("order {}", order_id),
                    fmt::format("is {} and stands for {} {}, and {} are captured and not refunded", order.status, owed,
                                order.currency, captured));
  }
}

}  // namespace boxoffice::app::audit
