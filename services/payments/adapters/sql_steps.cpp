#include "services/payments/adapters/sql_steps.hpp"

#include "kit/base/ensure.hpp"
#include "services/payments/adapters/messages.hpp"
#include "services/payments/adapters/sql_rows.hpp"

#include <fmt/format.h>

#include <string>

namespace boxoffice::services::payments {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

const std::string update_status = fmt::format(
    "UPDATE payments SET status = $3, failure_code = $4, updated_at = $5, looks = 0, "
    "next_look_at = CASE WHEN $3 = 'SUCCEEDED' AND refund_reason IS NOT NULL THEN $5 ELSE NULL END "
    "WHERE id = $1 AND ($6 = 0 OR status = $2) RETURNING {}",
    payment_columns);

const std::string select_by_id = fmt::format("SELECT {} FROM payments WHERE id = $1", payment_columns);

bool has_open_payment(Session& session, const contracts::OrderId& order_id) {
  return session
      .query_one("SELECT 1 FROM payments WHERE order_id = $1 AND status IN ('PENDING', 'SUCCEEDED')", order_id)
      .has_value();
}

}  // namespace

bool pass_gate(Transaction& transaction, const contracts::OrderId& order_id) {
  return transaction.execute(
             "INSERT INTO gates (order_id, state, passages) VALUES ($1, 'OPEN', 1) "
             "ON CONFLICT (order_id) DO UPDATE SET passages = gates.passages + 1 WHERE gates.state = 'OPEN'",
             order_id) == 1;
}

contracts::GateClosed close_gate(Transaction& transaction, const contracts::OrderId& order_id, bool unless_open) {
  transaction.execute(
      "INSERT INTO gates (order_id, state, passages) VALUES ($1, 'OPEN', 0) "
      "ON CONFLICT (order_id) DO UPDATE SET passages = gates.passages",
      order_id);
  const bool payment_open = has_open_payment(transaction, order_id);
  if (unless_open && payment_open) return {.closed = false, .payment_open = true};
  transaction.execute("UPDATE gates SET state = 'CLOSED' WHERE order_id = $1", order_id);
  return {.closed = true, .payment_open = payment_open};
}

bool is_gate_closed(Session& session, const contracts::OrderId& order_id) {
  return session.query_one("SELECT 1 FROM gates WHERE order_id = $1 AND state = 'CLOSED'", order_id).has_value();
}

bool insert_payment(Transaction& transaction, const Payment& payment, const kit::runtime::Context& context,
                    std::optional<kit::base::Timestamp> next_look_at) {
  return transaction.execute(
             "INSERT INTO payments (id, order_id, user_id, amount, currency, method, token, is_started, status, "
             "next_look_at, looks, traceparent, created_at, updated_at, hold_expires_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
             payment.id, payment.order_id, payment.user_id, payment.amount, payment.currency, to_text(payment.method),
             payment.token, payment.is_started, to_text(payment.status), next_look_at, context.trace.traceparent(),
             payment.created_at, payment.updated_at, payment.hold_expires_at) == 1;
}

std::optional<Payment> select_payment(Session& session, const contracts::PaymentId& id) {
  const auto row = session.query_one(select_by_id, id);
  if (!row) return std::nullopt;
  return read_payment(*row);
}

std::optional<Payment> change_status(Transaction& transaction, const kit::messaging::Outbox& outbox,
                                     const kit::runtime::Context& context, const contracts::PaymentId& id,
                                     PaymentStatus from, const Outcome& outcome, kit::base::Timestamp now,
                                     const PaymentGuards& guards) {
  kit::base::ensure(may_become(from, outcome.status), "a payment's status only changes as its table says");
  std::optional<std::string> failure_code;
  if (outcome.failure_code) failure_code = to_text(*outcome.failure_code);
  const auto row = transaction.query_one(update_status, id, to_text(from), to_text(outcome.status), failure_code, now,
                                         guards.status ? 1 : 0);
  if (!row) return std::nullopt;
  auto payment = read_payment(*row);
  outbox.add(transaction, context, message_of(payment));
  return payment;
}

}  // namespace boxoffice::services::payments
