#include "services/payments/core/inquiries.hpp"

#include <utility>

namespace boxoffice::services::payments {

using kit::base::fail;

namespace {

Result<Payment> visible(std::optional<Payment> payment, const Caller& caller) {
  if (!payment || !caller.may_see(*payment)) {
    return fail(kit::base::codes::not_found, "There is no such payment.");
  }
  return *std::move(payment);
}

}  // namespace

Task<Result<Payment>> Inquiries::find(Caller caller, contracts::PaymentId id) const {
  co_return visible(co_await store_.find(std::move(id)), caller);
}

Task<Result<Payment>> Inquiries::find_latest(Caller caller, contracts::OrderId order_id) const {
  co_return visible(co_await store_.find_latest(std::move(order_id)), caller);
}

Task<std::vector<Payment>> Inquiries::list(PaymentFilter filter) const {
  return store_.list(std::move(filter));
}

Task<Result<Payment>> Inquiries::request_refund(Context context, Caller caller, contracts::PaymentId id,
                                                std::string reason) const {
  BOXOFFICE_CO_TRY(auto payment, visible(co_await store_.find(std::move(id)), caller));
  if (payment.status != PaymentStatus::succeeded) {
    co_return fail(kit::base::codes::invalid_state, "Only a payment that has succeeded can be refunded.");
  }
  contracts::RequestRefund request{.reason = std::move(reason), .requested_by = std::move(caller.id)};
  BOXOFFICE_CO_TRY_VOID(co_await orders_.request_refund(std::move(context), payment.order_id, std::move(request)));
  co_return payment;
}

}  // namespace boxoffice::services::payments
