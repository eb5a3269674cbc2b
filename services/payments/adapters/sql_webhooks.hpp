#pragma once

// Webhooks that were received, so that a repeated one is known.

#include "kit/sql/database.hpp"
#include "services/payments/core/ports.hpp"

#include <chrono>
#include <string>

namespace boxoffice::services::payments {

/// Safe from any thread; `database` outlives it.
class SqlWebhooks {
 public:
  explicit SqlWebhooks(kit::sql::Database& database) : database_(database) {}

  /// Remembers the webhook and, if the payment is PENDING, has a worker look at it now. False when it was received
  /// before.
  Task<bool> receive(std::string webhook_id, contracts::PaymentId payment_id, Timestamp now);

  /// Forgets those received before `before`, a bounded number at once: by then their signature is too old to be
  /// accepted again. True when there may be more.
  Task<bool> prune(Timestamp before);

 private:
  kit::sql::Database& database_;
};

}  // namespace boxoffice::services::payments
