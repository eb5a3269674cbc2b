#include "services/payments/adapters/sql_payments.hpp"

#include "kit/base/failure.hpp"
#include "kit/idempotency/idempotency.hpp"
#include "kit/idempotency/lease.hpp"
#include "kit/telemetry/trace.hpp"
#include "services/payments/adapters/messages.hpp"
#include "services/payments/adapters/sql_rows.hpp"
#include "services/payments/adapters/sql_steps.hpp"
#include "services/payments/core/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::payments {

using kit::base::fail;
using kit::sql::Session;
using kit::sql::Transaction;

namespace {

const std::string select_latest =
    fmt::format("SELECT {} FROM payments WHERE order_id = $1 ORDER BY id DESC LIMIT 1", payment_columns);

const std::string select_started = fmt::format(
    "SELECT {} FROM payments WHERE order_id = $1 AND "
    "(status IN ('PENDING', 'SUCCEEDED') OR (is_started = 1 AND method = $2)) ORDER BY id DESC LIMIT 1",
    payment_columns);

const std::string select_refunding = fmt::format(
    "SELECT {} FROM payments WHERE order_id = $1 AND status IN ('PENDING', 'SUCCEEDED', 'REFUNDED') "
    "ORDER BY id DESC LIMIT 1",
    payment_columns);

const std::string update_wanted_refund = fmt::format(
    "UPDATE payments SET refund_reason = $2, next_look_at = $3, looks = 0 "
    "WHERE order_id = $1 AND status IN ('PENDING', 'SUCCEEDED') AND refund_reason IS NULL RETURNING {}",
    payment_columns);

const std::string claim_due = fmt::format(
    "UPDATE payments SET next_look_at = $2, looks = looks + 1 WHERE next_look_at <= $1 AND id IN "
    "(SELECT id FROM payments WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $3) RETURNING {}",
    payment_columns);

std::string select_page(bool oldest_first) {
  return fmt::format(
      "SELECT {} FROM payments WHERE ($1 IS NULL OR order_id = $1) AND ($2 IS NULL OR user_id = $2) "
      "AND ($3 IS NULL OR status = $3) AND ($4 IS NULL OR created_at >= $4) AND ($5 IS NULL OR created_at < $5) "
      "AND ($6 IS NULL OR id {} $6) ORDER BY id {} LIMIT $7",
      payment_columns, oldest_first ? '>' : '<', oldest_first ? "ASC" : "DESC");
}

// Ids begin with their time, so the order of ids is the order of creation.
const std::string select_newest_first = select_page(false);
const std::string select_oldest_first = select_page(true);

kit::http::KeyedRequest keyed(const ProcessKey& key) {
  return {
      .caller = key.caller, .route = key.route, .key = key.key, .fingerprint = key.fingerprint, .attempt = key.attempt};
}

std::unexpected<kit::base::Error> gate_closed() {
  return fail(codes::order_not_payable, "This order can no longer be paid. No payment was made.");
}

std::unexpected<kit::base::Error> in_progress() {
  return fail(codes::payment_in_progress, "A payment of this order is under way or done. No new payment was made.");
}

std::optional<Payment> read_one(Session& session, const std::string& statement, const contracts::OrderId& order_id) {
  const auto row = session.query_one(statement, order_id);
  if (!row) return std::nullopt;
  return read_payment(*row);
}

}  // namespace

Task<Result<KnownKey>> SqlPayments::look(ProcessKey key) {
  co_return co_await database_.read([key](Session& session) -> Result<KnownKey> {
    const auto stored = kit::idempotency::look(session, keyed(key));
    if (!stored) return KnownKey{};
    if (stored->fingerprint != key.fingerprint) {
      return fail(kit::base::codes::idempotency_key_reused,
                  "This Idempotency-Key was used for another request. Send a new one.");
    }
    if (!stored->status) return KnownKey{.begun = true};
    return KnownKey{.answer = KeptAnswer{.status = *stored->status, .body = stored->body, .replayed = true}};
  });
}

Task<Result<Begun>> SqlPayments::begin(Context context, ProcessKey key, Payment draft) {
  const Timestamp now = clock_.now();
  auto begun = co_await database_.write([=, this](Transaction& transaction) -> Result<Begun> {
    BOXOFFICE_TRY(const auto taken, kit::idempotency::begin(transaction, keyed(key), now, draft.id.str()));
    if (taken.replay) {
      return Begun{.answer = KeptAnswer{.status = taken.replay->status, .body = taken.replay->body, .replayed = true}};
    }
    if (taken.resource_id) {
      auto payment = select_payment(transaction, contracts::PaymentId{*taken.resource_id});
      if (payment) return Begun{.payment = *std::move(payment)};
    }
    if (draft.id.empty()) throw kit::base::Unavailable("the key's first attempt was undone in this moment");
    if (!may_pass(transaction, draft.order_id)) return gate_closed();
    // If this request dies, a worker goes on when its lease would have ended.
    if (!insert_payment(transaction, draft, context, now + due_lease)) {
      return in_progress();
    }
    return Begun{.payment = draft};
  });
  if (begun && !begun->answer) {
    log_.info("payment_begun", {{"payment_id", begun->payment.id.str()}, {"order_id", begun->payment.order_id.str()}},
              context);
  }
  co_return begun;
}

Task<KeptAnswer> SqlPayments::record_answer(Context context, ProcessKey key, contracts::PaymentId id, Outcome outcome,
                                            RenderAnswer render) {
  struct Recorded {
    KeptAnswer answer;
    std::optional<Payment> changed{};
  };
  const Timestamp now = clock_.now();
  auto recorded = co_await database_.write([=, this](Transaction& transaction) {
    Recorded result;
    if (outcome.status == PaymentStatus::pending) {
      transaction.execute("UPDATE payments SET next_look_at = $2 WHERE id = $1 AND status = 'PENDING'", id, now);
      transaction.notify(due_channel);
    } else {
      result.changed = change_status(transaction, outbox_, context, id, PaymentStatus::pending, outcome, now, guards_);
    }
    const auto current = result.changed ? result.changed : select_payment(transaction, id);
    result.answer = render(current.value());
    kit::idempotency::finish(transaction, keyed(key), result.answer.status, result.answer.body);
    return result;
  });
  if (recorded.changed) log_change(*recorded.changed, context);
  co_return std::move(recorded.answer);
}

Task<Result<Payment>> SqlPayments::start(Context context, Payment draft) {
  const bool is_cash = draft.method == Method::cash;
  const auto look_at = is_cash ? std::nullopt : std::optional(draft.created_at);
  auto started = co_await database_.write([=, this](Transaction& transaction) -> Result<Payment> {
    const bool is_open = may_pass(transaction, draft.order_id);
    if (is_open && insert_payment(transaction, draft, context, look_at)) {
      if (is_cash) outbox_.add(transaction, context, message_of(draft));
      transaction.notify(due_channel);
      return draft;
    }
    const auto row = transaction.query_one(select_started, draft.order_id, to_text(draft.method));
    if (!row) return gate_closed();
    auto started_before = read_payment(*row);
    // A card that is being charged, or was: whoever takes cash must not take it beside that.
    if (is_cash && started_before.method != Method::cash) return in_progress();
    return started_before;
  });
  if (started && started->id == draft.id) {
    log_.info("payment_started", {{"payment_id", draft.id.str()}, {"order_id", draft.order_id.str()}}, context);
  }
  co_return started;
}

Task<contracts::GateClosed> SqlPayments::close_gate(contracts::OrderId order_id, bool unless_open) {
  co_return co_await database_.write([order_id, unless_open](Transaction& transaction) {
    return payments::close_gate(transaction, order_id, unless_open);
  });
}

Task<bool> SqlPayments::is_gate_closed(contracts::OrderId order_id) {
  co_return co_await database_.read(
      [order_id](Session& session) { return payments::is_gate_closed(session, order_id); });
}

Task<Result<Payment>> SqlPayments::want_refund(contracts::OrderId order_id, std::string reason) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([=](Transaction& transaction) -> Result<Payment> {
    if (const auto row = transaction.query_one(update_wanted_refund, order_id, reason, now)) {
      transaction.notify(due_channel);
      return read_payment(*row);
    }
    if (auto before = read_one(transaction, select_refunding, order_id)) return *std::move(before);
    return fail(kit::base::codes::not_found, "This order has no payment that took money.");
  });
}

Task<> SqlPayments::record(Context context, contracts::PaymentId id, Outcome outcome) {
  const Timestamp now = clock_.now();
  const auto changed = co_await database_.write([=, this](Transaction& transaction) {
    auto payment = change_status(transaction, outbox_, context, id, PaymentStatus::pending, outcome, now, guards_);
    if (payment && payment->refund_reason) transaction.notify(due_channel);
    return payment;
  });
  if (changed) log_change(*changed, context);
}

Task<> SqlPayments::record_refund(Context context, contracts::PaymentId id) {
  const Timestamp now = clock_.now();
  const auto changed = co_await database_.write([=, this](Transaction& transaction) {
    return change_status(transaction, outbox_, context, id, PaymentStatus::succeeded,
                         {.status = PaymentStatus::refunded}, now, guards_);
  });
  if (changed) log_change(*changed, context);
}

Task<std::optional<Payment>> SqlPayments::find(contracts::PaymentId id) {
  co_return co_await database_.read([id](Session& session) { return select_payment(session, id); });
}

Task<std::optional<Payment>> SqlPayments::find_latest(contracts::OrderId order_id) {
  co_return co_await database_.read(
      [order_id](Session& session) { return read_one(session, select_latest, order_id); });
}

Task<std::vector<Payment>> SqlPayments::list(PaymentFilter filter) {
  co_return co_await database_.read([filter](Session& session) {
    const auto status = filter.status ? std::optional(std::string(to_text(*filter.status))) : std::nullopt;
    const auto rows = session.query(filter.oldest_first ? select_oldest_first : select_newest_first, filter.order_id,
                                    filter.user_id, status, filter.from, filter.to, filter.after, filter.limit);
    std::vector<Payment> payments;
    payments.reserve(rows.size());
    for (const auto& row : rows) payments.push_back(read_payment(row));
    return payments;
  });
}

Task<std::vector<DuePayment>> SqlPayments::claim(std::size_t limit) {
  const Timestamp now = clock_.now();
  // Mostly nothing is due: a read, which unlike a write costs no commit.
  const bool any = co_await database_.read([now](Session& session) {
    return session.query_one("SELECT 1 FROM payments WHERE next_look_at <= $1 LIMIT 1", now).has_value();
  });
  if (!any) co_return std::vector<DuePayment>{};
  const Timestamp until = guards_.lease ? now + due_lease : now;
  co_return co_await database_.write([now, until, limit](Transaction& transaction) {
    std::vector<DuePayment> claimed;
    for (const auto& row : transaction.query(claim_due, now, until, limit)) {
      DuePayment due{.payment = read_payment(row)};
      due.context.trace = kit::telemetry::parse_traceparent(read_traceparent(row)).value_or(kit::runtime::Trace{});
      claimed.push_back(std::move(due));
    }
    return claimed;
  });
}

Task<> SqlPayments::postpone(Payment payment, Timestamp due_at) {
  co_await database_.write([payment, due_at, guarded = guards_.looks ? 1 : 0](Transaction& transaction) {
    transaction.execute(
        "UPDATE payments SET next_look_at = $4 WHERE id = $1 AND status = $2 AND ($5 = 0 OR looks = $3) "
        "AND next_look_at IS NOT NULL",
        payment.id, to_text(payment.status), payment.looks, due_at, guarded);
  });
}

bool SqlPayments::may_pass(Transaction& transaction, const contracts::OrderId& order_id) const {
  return !guards_.gate || pass_gate(transaction, order_id);
}

void SqlPayments::log_change(const Payment& payment, const Context& context) const {
  const kit::telemetry::Field id{"payment_id", payment.id.str()};
  const kit::telemetry::Field order{"order_id", payment.order_id.str()};
  switch (payment.status) {
    case PaymentStatus::pending:
      return;
    case PaymentStatus::succeeded:
      return log_.info("payment_succeeded", {id, order}, context);
    case PaymentStatus::failed:
      return log_.info(
          "payment_failed",
          {id, order, {"failure_code", payment.failure_code ? to_text(*payment.failure_code) : std::string_view{}}},
          context);
    case PaymentStatus::refunded:
      return log_.info("payment_refunded", {id, order}, context);
  }
}

}  // namespace boxoffice::services::payments
