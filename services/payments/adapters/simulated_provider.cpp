#include "services/payments/adapters/simulated_provider.hpp"

#include "kit/base/ensure.hpp"
#include "services/payments/adapters/simulated_tokens.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::services::payments {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

constexpr std::string_view create_tables = R"sql(
CREATE TABLE charges (
  payment_id TEXT   PRIMARY KEY,
  amount     BIGINT NOT NULL,
  currency   TEXT   NOT NULL,
  token      TEXT   NOT NULL,
  ends_as    TEXT   NOT NULL CHECK (ends_as IN ('SUCCEEDED', 'DECLINED', 'INSUFFICIENT_FUNDS', 'VOIDED', 'REFUNDED')),
  settles_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE webhooks (
  id         TEXT   NOT NULL,
  copy       BIGINT NOT NULL,
  payment_id TEXT   NOT NULL,
  due_at     BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  PRIMARY KEY (id, copy)
);
CREATE INDEX webhooks_by_time ON webhooks (due_at);
)sql";

constexpr std::chrono::seconds late_after_hold{2};

struct Name {
  ChargeStatus status;
  std::string_view text;
};

// How a charge ends. Until it settles it is processing, whatever the row says.
constexpr std::array ends{
    Name{ChargeStatus::succeeded, "SUCCEEDED"},
    Name{ChargeStatus::declined, "DECLINED"},
    Name{ChargeStatus::insufficient_funds, "INSUFFICIENT_FUNDS"},
    Name{ChargeStatus::voided, "VOIDED"},
    Name{ChargeStatus::refunded, "REFUNDED"},
};

std::string_view to_text(ChargeStatus status) {
  const auto found = std::ranges::find(ends, status, &Name::status);
  kit::base::ensure(found != ends.end(), "only an end of a charge is stored");
  return found->text;
}

std::optional<ChargeStatus> status_of(Session& session, const contracts::PaymentId& id, Timestamp now) {
  const auto row = session.query_one("SELECT ends_as, settles_at FROM charges WHERE payment_id = $1", id);
  if (!row) return std::nullopt;
  if (row->get<Timestamp>(1) > now) return ChargeStatus::processing;
  const auto found = std::ranges::find(ends, row->get<std::string>(0), &Name::text);
  kit::base::ensure(found != ends.end(), "the table's CHECK allows no other text");
  return found->status;
}

/// False when the provider knows the payment already.
bool insert_charge(Transaction& transaction, const Payment& payment, ChargeStatus ends_as, Timestamp settles_at,
                   Timestamp now) {
  return transaction.execute(
             "INSERT INTO charges (payment_id, amount, currency, token, ends_as, settles_at, created_at) "
             "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
             payment.id, payment.amount, payment.currency, payment.token.value_or(""), to_text(ends_as), settles_at,
             now) == 1;
}

/// How long after a charge tok_late_webhook settles. The hold of a payment that is charged late may be over already.
std::chrono::milliseconds lateness(const Payment& payment, Timestamp now, std::chrono::milliseconds assumed_hold) {
  const Timestamp late = payment.hold_expires_at.value_or(now + assumed_hold) + late_after_hold;
  return std::max(late - now, std::chrono::milliseconds{0});
}

void insert_webhooks(Transaction& transaction, const std::string& id, const contracts::PaymentId& payment_id,
                     int copies, Timestamp due_at) {
  for (int copy = 1; copy <= copies; ++copy) {
    transaction.execute("INSERT INTO webhooks (id, copy, payment_id, due_at, attempts) VALUES ($1, $2, $3, $4, 0)", id,
                        copy, payment_id, due_at);
  }
  if (copies > 0) transaction.notify(webhooks_channel);
}

}  // namespace

std::vector<kit::sql::Migration> simulator_migrations() {
  return {{.name = "simulator_0001_create_charges.sql", .sql = create_tables}};
}

bool SimulatedProvider::accepts(const std::string& token) const {
  return is_simulated_token(token);
}

Task<ChargeStatus> SimulatedProvider::charge(Context /*context*/, Payment payment) {
  const Timestamp now = clock_.now();
  // Drawn outside the transaction, which may run twice.
  const auto late = lateness(payment, now, options_.assumed_hold);
  const ChargePlan plan =
      plan_for(payment.token.value_or(""), random_, late).value_or(ChargePlan{.ends_as = ChargeStatus::declined});
  const std::string webhook_id = ids_.next();
  co_return co_await database_.write([=](Transaction& transaction) {
    const Timestamp settles_at = now + plan.settles_after;
    if (insert_charge(transaction, payment, plan.ends_as, settles_at, now)) {
      insert_webhooks(transaction, webhook_id, payment.id, plan.webhooks, settles_at);
    }
    return status_of(transaction, payment.id, now).value();
  });
}

Task<std::optional<ChargeStatus>> SimulatedProvider::query(Context /*context*/, contracts::PaymentId id) {
  const Timestamp now = clock_.now();
  co_return co_await database_.read([id, now](Session& session) { return status_of(session, id, now); });
}

Task<ChargeStatus> SimulatedProvider::refund(Context /*context*/, contracts::PaymentId id) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([id, now](Transaction& transaction) {
    transaction.execute(
        "UPDATE charges SET ends_as = 'REFUNDED' WHERE payment_id = $1 AND ends_as = 'SUCCEEDED' AND settles_at <= $2",
        id, now);
    // What was never charged needs nothing back, and must not be charged any more.
    return status_of(transaction, id, now).value_or(ChargeStatus::voided);
  });
}

Task<ChargeStatus> SimulatedProvider::void_charge(Context /*context*/, contracts::PaymentId id) {
  const Timestamp now = clock_.now();
  co_return co_await database_.write([id, now](Transaction& transaction) {
    // One that was never heard of leaves a mark, so that it is not charged if it comes after all.
    if (!insert_charge(transaction, Payment{.id = id}, ChargeStatus::voided, now, now)) {
      transaction.execute(
          "UPDATE charges SET ends_as = 'VOIDED', settles_at = $2 WHERE payment_id = $1 AND settles_at > $2", id, now);
    }
    return status_of(transaction, id, now).value();
  });
}

}  // namespace boxoffice::services::payments
