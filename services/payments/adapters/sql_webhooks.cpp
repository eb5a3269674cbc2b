#include "services/payments/adapters/sql_webhooks.hpp"

#include "services/payments/adapters/sql_rows.hpp"

namespace boxoffice::services::payments {

using kit::sql::Transaction;

namespace {

constexpr std::int64_t pruned_at_once = 1000;  // bounds how long the write lock is held

}  // namespace

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

Task<bool> SqlWebhooks::prune(Timestamp before) {
  co_return co_await database_.write([before](Transaction& transaction) {
    return transaction.execute(
               "DELETE FROM received_webhooks WHERE id IN "
               "(SELECT id FROM received_webhooks WHERE received_at < $1 LIMIT $2)",
               before, pruned_at_once) == pruned_at_once;
  });
}

}  // namespace boxoffice::services::payments
