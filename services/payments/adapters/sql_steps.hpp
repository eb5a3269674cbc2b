#pragma once

// The statements of payments that change something, each inside its caller's transaction.

#include "contracts/calls/payments_calls.hpp"
#include "kit/base/time.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/runtime/context.hpp"
#include "kit/sql/database.hpp"
#include "services/payments/core/payment.hpp"

#include <optional>

namespace boxoffice::services::payments {

/// What keeps requests, workers and hints apart that meet at one payment. Only tests take any of them out, to show what
/// it prevents.
struct PaymentGuards {
  bool gate = true;    // no payment passes a closed gate
  bool status = true;  // a payment changes only from the status in which it was read
  bool lease = true;   // what one worker has claimed no other claims meanwhile
  bool looks = true;   // a hint that came during a look is not put off by that look
};

/// Lets a payment pass the order's gate; false when that is closed. Whoever passes or closes a gate holds its row until
/// the end of the transaction, so neither overlooks the other.
[[nodiscard]] bool pass_gate(kit::sql::Transaction& transaction, const contracts::OrderId& order_id);

/// What close_gate() of the contract does.
[[nodiscard]] contracts::GateClosed close_gate(kit::sql::Transaction& transaction, const contracts::OrderId& order_id,
                                               bool unless_open);
[[nodiscard]] bool is_gate_closed(kit::sql::Session& session, const contracts::OrderId& order_id);

/// False when a unique index forbids it: the order has a payment that is open or succeeded, or it was started before.
[[nodiscard]] bool insert_payment(kit::sql::Transaction& transaction, const Payment& payment,
                                  const kit::runtime::Context& context,
                                  std::optional<kit::base::Timestamp> next_look_at);

[[nodiscard]] std::optional<Payment> select_payment(kit::sql::Session& session, const contracts::PaymentId& id);

/// Takes the payment from one status to the next and adds the message about it. A refund that is wanted comes due with
/// the success. nullopt when the payment does not have the status `from` (any more).
std::optional<Payment> change_status(kit::sql::Transaction& transaction, const kit::messaging::Outbox& outbox,
                                     const kit::runtime::Context& context, const contracts::PaymentId& id,
                                     PaymentStatus from, const Outcome& outcome, kit::base::Timestamp now,
                                     const PaymentGuards& guards = {});

}  // namespace boxoffice::services::payments
