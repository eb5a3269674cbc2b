#pragma once

// Small working stand-ins for tickets and payments.

#include "kit/base/failure.hpp"
#include "services/orders/core/errors.hpp"
#include "services/orders/core/ports.hpp"

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::orders {

/// Holds and sells as the tickets service does, at a price of 1500 each. `silent` makes it do its work and lose the
/// answer, `away` makes it do nothing.
class FakeTickets final : public Tickets {
 public:
  Task<Result<contracts::Reservation>> reserve(Context context, contracts::ReserveTickets wanted) override {
    traces.push_back(context.trace.trace_id);
    ++calls;
    if (away) throw kit::base::Unavailable("tickets is away");
    if (refusal) co_return kit::base::fail(*refusal, "Refused.");
    if (over.contains(wanted.order_id.str())) co_return kit::base::fail(codes::hold_lost, "The hold is gone.");
    held.insert(wanted.order_id.str());
    if (std::exchange(silent, false)) throw kit::base::TimedOut("no answer in time");
    contracts::Reservation reservation{.order_id = wanted.order_id, .expires_at = expires_at, .currency = "EUR"};
    for (const auto& line : wanted.items) {
      reservation.items.push_back({line.ticket_type_id, "Standing", line.quantity, price});
      reservation.total_amount += line.quantity * price;
    }
    co_return reservation;
  }
  Task<Result<void>> confirm(Context context, contracts::OrderId id) override {
    traces.push_back(context.trace.trace_id);
    ++calls;
    if (crash) throw std::runtime_error("the process dies here");
    if (away || refuses_to_confirm) throw kit::base::Unavailable("tickets is away");
    if (odd_answer) co_return kit::base::fail(*odd_answer, "Who are you?");
    if (!held.contains(id.str())) co_return kit::base::fail(codes::hold_lost, "The hold is gone.");
    sold.insert(id.str());
    if (std::exchange(silent, false) || std::exchange(silent_sale, false)) {
      throw kit::base::TimedOut("no answer in time");
    }
    co_return Result<void>{};
  }
  Task<Result<void>> cancel(Context context, contracts::OrderId id, contracts::CancelTickets how) override {
    traces.push_back(context.trace.trace_id);
    if (away) throw kit::base::Unavailable("tickets is away");
    if (sold.contains(id.str()) && !how.sold) co_return kit::base::fail(kit::base::codes::invalid_state, "Sold.");
    sold.erase(id.str());
    held.erase(id.str());
    over.insert(id.str());
    co_return Result<void>{};
  }
  Task<Result<contracts::HoldExtended>> extend(Context context, contracts::OrderId id, std::int64_t) override {
    traces.push_back(context.trace.trace_id);
    if (!held.contains(id.str())) co_return kit::base::fail(codes::hold_lost, "The hold is gone.");
    expires_at += std::chrono::minutes{5};
    co_return contracts::HoldExtended{.expires_at = expires_at};
  }

  /// What the sweep does to a hold that nobody paid.
  void expire(const contracts::OrderId& id) { held.erase(id.str()); }

  kit::base::Timestamp expires_at{};
  std::int64_t price = 1500;
  std::optional<kit::base::ErrorCode> refusal{};
  std::optional<kit::base::ErrorCode> odd_answer{};  // of confirm
  bool away = false;
  bool crash = false;  // of who asks to confirm
  bool silent = false;
  bool silent_sale = false;         // silent at the next confirm only
  bool refuses_to_confirm = false;  // away for confirm only
  int calls = 0;
  std::vector<std::string> traces{};  // ids, of each call
  std::set<std::string> held{};
  std::set<std::string> sold{};
  std::set<std::string> over{};  // tombstones
};

/// The gate and at most one payment per order.
class FakePayments final : public Payments {
 public:
  Task<Result<void>> start(Context context, contracts::StartPayment payment) override {
    traces.push_back(context.trace.trace_id);
    if (away) throw kit::base::Unavailable("payments is away");
    if (odd_answer) co_return kit::base::fail(*odd_answer, "What is that?");
    if (closed.contains(payment.order_id.str())) co_return kit::base::fail(codes::order_not_payable, "Closed.");
    const std::string id = payment.order_id.str();
    const bool is_cash = payment.payment_method.type == "cash";
    if (is_cash && open.contains(id) && !cash.contains(id)) {
      co_return kit::base::fail(codes::payment_in_progress, "A card is being charged.");
    }
    open.insert(id);
    if (is_cash) cash.insert(id);
    started.insert_or_assign(id, std::move(payment));
    co_return Result<void>{};
  }
  Task<Result<contracts::GateClosed>> close(Context context, contracts::OrderId id, bool unless_open) override {
    traces.push_back(context.trace.trace_id);
    if (away) throw kit::base::Unavailable("payments is away");
    const bool payment_open = open.contains(id.str());
    if (unless_open && payment_open) co_return contracts::GateClosed{.closed = false, .payment_open = true};
    closed.insert(id.str());
    co_return contracts::GateClosed{.closed = true, .payment_open = payment_open};
  }
  Task<Result<void>> refund(Context context, contracts::OrderId id, std::string reason) override {
    traces.push_back(context.trace.trace_id);
    if (away) throw kit::base::Unavailable("payments is away");
    if (!open.contains(id.str())) co_return kit::base::fail(kit::base::codes::not_found, "Nothing was taken.");
    refunded[id.str()] = std::move(reason);
    co_return Result<void>{};
  }

  bool away = false;
  std::optional<kit::base::ErrorCode> odd_answer{};  // of start
  std::vector<std::string> traces{};                 // ids, of each call
  std::set<std::string> open{};                      // also what has succeeded
  std::set<std::string> cash{};                      // of those
  std::set<std::string> closed{};
  std::map<std::string, std::string> refunded{};  // with the reason
  std::map<std::string, contracts::StartPayment> started{};
};

}  // namespace boxoffice::services::orders
