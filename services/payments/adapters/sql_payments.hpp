#pragma once

// Payments and gates in SQL, each change in one transaction with its message.

#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/log.hpp"
#include "services/payments/adapters/sql_steps.hpp"
#include "services/payments/core/ports.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace boxoffice::services::payments {

inline constexpr std::chrono::seconds due_lease{15};

/// Safe from any thread; `database`, `outbox` and `clock` outlive it.
class SqlPayments final : public PaymentStore, public DuePayments {
 public:
  SqlPayments(kit::sql::Database& database, const kit::messaging::Outbox& outbox, const kit::base::Clock& clock,
              kit::telemetry::Log log, PaymentGuards guards = {})
      : database_(database), outbox_(outbox), clock_(clock), log_(std::move(log)), guards_(guards) {}

  Task<Result<KnownKey>> look(ProcessKey key) override;
  Task<Result<Begun>> begin(Context context, ProcessKey key, Payment draft) override;
  Task<KeptAnswer> record_answer(Context context, ProcessKey key, contracts::PaymentId id, Outcome outcome,
                                 RenderAnswer render) override;

  Task<Result<Payment>> start(Context context, Payment draft) override;
  Task<contracts::GateClosed> close_gate(contracts::OrderId order_id, bool unless_open) override;
  Task<bool> is_gate_closed(contracts::OrderId order_id) override;
  Task<Result<Payment>> want_refund(contracts::OrderId order_id, std::string reason) override;

  Task<> record(Context context, contracts::PaymentId id, Outcome outcome) override;
  Task<> record_refund(Context context, contracts::PaymentId id) override;

  Task<std::optional<Payment>> find(contracts::PaymentId id) override;
  Task<std::optional<Payment>> find_latest(contracts::OrderId order_id) override;
  Task<std::vector<Payment>> list(PaymentFilter filter) override;

  Task<std::vector<DuePayment>> claim(std::size_t limit) override;
  Task<> postpone(Payment payment, Timestamp due_at) override;

 private:
  [[nodiscard]] bool may_pass(kit::sql::Transaction& transaction, const contracts::OrderId& order_id) const;
  void log_change(const Payment& payment, const Context& context) const;

  kit::sql::Database& database_;
  const kit::messaging::Outbox& outbox_;
  const kit::base::Clock& clock_;
  kit::telemetry::Log log_;
  PaymentGuards guards_;
};

}  // namespace boxoffice::services::payments
