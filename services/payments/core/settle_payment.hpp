#pragma once

// What workers do about payments that are not finished: find out what came of a charge, and give money back. Doing it
// twice does no harm, so a crash in between only repeats it.

#include "services/payments/core/ports.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace boxoffice::services::payments {

/// What to do about a PENDING payment.
enum class SettlingStep : std::uint8_t {
  record,       // the provider knows
  charge,       // the provider has never heard of it, and it is wanted
  void_charge,  // it is not wanted any more, or has taken too long
  wait,
};

struct Situation {
  std::optional<ChargeStatus> charge{};  // nullopt: the provider has never heard of it
  bool gate_closed = false;
  bool refund_wanted = false;
  std::chrono::milliseconds age{0};
  std::chrono::milliseconds give_up_after{0};
};

[[nodiscard]] SettlingStep next_step(const Situation& situation);

/// How long to wait before the next look after so many.
[[nodiscard]] std::chrono::milliseconds pause_after(std::int64_t looks);

/// Stateless; safe from any thread. The references outlive it.
class SettlePayment {
 public:
  /// A payment of which nothing is known for `give_up_after` is voided. `after_charge` is called between a charge and
  /// its record.
  SettlePayment(
      PaymentStore& store, DuePayments& due, Provider& provider, const kit::base::Clock& clock,
      std::chrono::milliseconds give_up_after, std::function<void()> after_charge = [] {})
      : store_(store),
        due_(due),
        provider_(provider),
        clock_(clock),
        give_up_after_(give_up_after),
        after_charge_(std::move(after_charge)) {}

  /// Takes `payment` one step on, or sees to it that somebody looks again.
  Task<> run(Context context, Payment payment) const;
  /// Claims due payments and runs them one after the other; true when there may be more.
  Task<bool> run_due() const;

 private:
  /// False: look again.
  Task<bool> settle(Context context, Payment payment) const;
  Task<bool> give_back(Context context, Payment payment) const;
  Task<ChargeStatus> perform(Context context, Payment payment, SettlingStep step) const;

  PaymentStore& store_;
  DuePayments& due_;
  Provider& provider_;
  const kit::base::Clock& clock_;
  std::chrono::milliseconds give_up_after_;
  std::function<void()> after_charge_;
};

}  // namespace boxoffice::services::payments
