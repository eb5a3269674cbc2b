#pragma once

// What people see of payments, and how an administrator asks for money to go back.

#include "services/payments/core/ports.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::payments {

/// Who asks. Other people's payments do not exist for a buyer.
struct Caller {
  contracts::UserId id{};
  bool admin = false;

  [[nodiscard]] bool may_see(const Payment& payment) const { return admin || payment.user_id == id; }
};

/// Stateless; safe from any thread. The references outlive it.
class Inquiries {
 public:
  Inquiries(PaymentStore& store, Orders& orders) : store_(store), orders_(orders) {}

  /// NOT_FOUND.
  Task<Result<Payment>> find(Caller caller, contracts::PaymentId id) const;
  Task<Result<Payment>> find_latest(Caller caller, contracts::OrderId order_id) const;
  /// Administrators only.
  Task<std::vector<Payment>> list(PaymentFilter filter) const;
  /// Administrators only: hands the wish to orders, which takes the tickets back too. The payment as it is now.
  /// NOT_FOUND, INVALID_STATE.
  Task<Result<Payment>> request_refund(Context context, Caller caller, contracts::PaymentId id,
                                       std::string reason) const;

 private:
  PaymentStore& store_;
  Orders& orders_;
};

}  // namespace boxoffice::services::payments
