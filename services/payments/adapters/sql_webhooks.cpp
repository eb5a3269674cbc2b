#include "services/payments/adapters/sql_webhooks.hpp"

#include "services/payments/adapters/sql_rows.hpp"

namespace boxoffice::services::payments {

using kit::sql::Transaction;

Task<bool> SqlWebhooks::receive(std::string webhook_id, contracts::PaymentId payment_id, Timestamp now) {
  co_return co_await database_.write([=](Transaction& transaction) {
    const bool is_new =
        transaction.execute("INSERT INTO received_webhooks (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                            webhook_id, now) == 1;
    if (!is_new) return false;
    // No looks yet: so a look that is under way, which may have asked too early, does not put off the next one.
    transaction.execute("UPDATE payments SET next_look_at = $2, looks = 0 WHERE id = $1 AND status = 'PENDING'",
                        payment_id, now);
    transaction.notify(due_channel);
    return true;
  });
}

Task<> SqlWebhooks::prune(Timestamp before) {
  co_await database_.write([before](Transaction& transaction) {
    transaction.execute(
        "DELETE FROM received_webhooks WHERE id IN "
        "(SELECT id FROM received_webhooks WHERE received_at < $1 LIMIT 1000)",
        before);
  });
}

}  // namespace boxoffice::services::payments
