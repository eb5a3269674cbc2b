#include "services/payments/adapters/http_json.hpp"

namespace boxoffice::services::payments {

PaymentView view_of(const Payment& payment) {
  return {.id = payment.id,
          .order_id = payment.order_id,
          .user_id = payment.user_id,
          .amount = payment.amount,
          .currency = payment.currency,
          .method = payment.method == Method::cash ? "cash" : "card",
          .status = payment.status,
          .failure_code = payment.failure_code,
          .created_at = payment.created_at,
          .updated_at = payment.updated_at};
}

}  // namespace boxoffice::services::payments
