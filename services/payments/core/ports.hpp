#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/calls/orders_calls.hpp"
#include "contracts/calls/payments_calls.hpp"
#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/runtime/context.hpp"
#include "kit/runtime/task.hpp"
#include "services/payments/core/payment.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::payments {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Context;
using kit::runtime::Task;

/// A keyed request to pay: whose, under which key, and what was asked (a fingerprint of it).
struct ProcessKey {
  std::string caller{};
  std::string route{};
  std::string key{};
  std::string fingerprint{};
  std::string attempt{};  // differs for each time that the request is served
};

/// An answer as it was, or will be, given and kept.
struct KeptAnswer {
  int status = 0;
  std::string body{};
  bool replayed = false;
};

/// Renders the answer of a payment as it is. May run on a database's thread, and more than once.
using RenderAnswer = std::function<KeptAnswer(const Payment&)>;

/// What is known of a key before anything is done under it.
struct KnownKey {
  std::optional<KeptAnswer> answer{};  // it was used before and is done
  bool begun = false;                  // an attempt that may have stopped half-way made a payment under it
};

/// What the first transaction of paying found.
struct Begun {
  std::optional<KeptAnswer> answer{};  // another attempt was done meanwhile
  Payment payment{};                   // else the payment to go on with
};

struct PaymentFilter {
  std::optional<contracts::OrderId> order_id{};
  std::optional<contracts::UserId> user_id{};
  std::optional<PaymentStatus> status{};
  std::optional<Timestamp> from{};  // created_at >= from
  std::optional<Timestamp> to{};    // created_at < to
  bool oldest_first = false;
  std::optional<std::string> after{};  // id of the last payment of the page before
  std::size_t limit = 20;
};

/// Payments and the gates of their orders. Every change of a status is taken only from the status that the table in
/// payment.cpp has before it, in one transaction with its message.
class PaymentStore {
 public:
  virtual ~PaymentStore() = default;

  /// IDEMPOTENCY_KEY_REUSED.
  virtual Task<Result<KnownKey>> look(ProcessKey key) = 0;
  /// Takes the key and makes `draft` (PENDING), or finds what an earlier attempt made under the key.
  /// REQUEST_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, ORDER_NOT_PAYABLE (gate closed), PAYMENT_IN_PROGRESS.
  virtual Task<Result<Begun>> begin(Context context, ProcessKey key, Payment draft) = 0;
  /// Records what came of a payment, unless that is known already, and keeps the answer under the key.
  virtual Task<KeptAnswer> record_answer(Context context, ProcessKey key, contracts::PaymentId id, Outcome outcome,
                                         RenderAnswer render) = 0;

  /// Makes `draft`, unless its order has a payment that is open, has succeeded, or was started by the same method
  /// before: then that one. A worker charges it; cash is SUCCEEDED at once. ORDER_NOT_PAYABLE (gate closed).
  virtual Task<Result<Payment>> start(Context context, Payment draft) = 0;
  virtual Task<contracts::GateClosed> close_gate(contracts::OrderId order_id, bool unless_open) = 0;
  virtual Task<bool> is_gate_closed(contracts::OrderId order_id) = 0;
  /// Remembers that the money of the order shall go back; a worker does it. NOT_FOUND when none was or will be taken.
  virtual Task<Result<Payment>> want_refund(contracts::OrderId order_id, std::string reason) = 0;

  /// Records what came of a payment, unless that is known already.
  virtual Task<> record(Context context, contracts::PaymentId id, Outcome outcome) = 0;
  /// The money has gone back.
  virtual Task<> record_refund(Context context, contracts::PaymentId id) = 0;

  virtual Task<std::optional<Payment>> find(contracts::PaymentId id) = 0;
  virtual Task<std::optional<Payment>> find_latest(contracts::OrderId order_id) = 0;
  virtual Task<std::vector<Payment>> list(PaymentFilter filter) = 0;
};

/// A payment that a worker has to look at, with the trace of the request that made it.
struct DuePayment {
  Payment payment{};
  Context context{};
};

/// Payments with work left. Claimed by a lease; when it runs out, another worker may claim them.
class DuePayments {
 public:
  virtual ~DuePayments() = default;
  virtual Task<std::vector<DuePayment>> claim(std::size_t limit) = 0;
  /// Look again at `due_at`, unless the payment has changed since it was claimed.
  virtual Task<> postpone(Payment payment, Timestamp due_at) = 0;
};

/// Where a charge stands at the provider.
enum class ChargeStatus : std::uint8_t { processing, succeeded, declined, insufficient_funds, voided, refunded };

/// Who moves the money. Every call is idempotent by payment id and throws base::Unavailable when there is no answer:
/// then nothing is known of what it did.
class Provider {
 public:
  virtual ~Provider() = default;

  /// True if the text has the form of one of the provider's tokens.
  [[nodiscard]] virtual bool accepts(const std::string& token) const = 0;

  /// `payment` has a token; one that is none is declined. A charge that was voided before stays so.
  virtual Task<ChargeStatus> charge(Context context, Payment payment) = 0;
  /// nullopt when the provider has never heard of the payment.
  virtual Task<std::optional<ChargeStatus>> query(Context context, contracts::PaymentId id) = 0;
  /// Gives back what succeeded; another status means that there was nothing to give back.
  virtual Task<ChargeStatus> refund(Context context, contracts::PaymentId id) = 0;
  /// Sees to it that nothing is taken any more: `voided`, unless the charge has come to an end before.
  virtual Task<ChargeStatus> void_charge(Context context, contracts::PaymentId id) = 0;
};

/// The orders service.
class Orders {
 public:
  virtual ~Orders() = default;
  /// NOT_FOUND.
  virtual Task<Result<contracts::OrderSnapshot>> snapshot(Context context, contracts::OrderId id) = 0;
  /// INVALID_STATE, NOT_FOUND.
  virtual Task<Result<void>> request_refund(Context context, contracts::OrderId id,
                                            contracts::RequestRefund request) = 0;
};

}  // namespace boxoffice::services::payments
