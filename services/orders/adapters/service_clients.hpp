#pragma once

// Tickets and payments over HTTP.

#include "kit/service/service_client.hpp"
#include "services/orders/core/ports.hpp"

namespace boxoffice::services::orders {

/// Safe from any thread; `client` outlives it.
class HttpTickets final : public Tickets {
 public:
  explicit HttpTickets(kit::service::ServiceClient& client) : client_(client) {}

  Task<Result<contracts::Reservation>> reserve(Context context, contracts::ReserveTickets wanted) override;
  Task<Result<void>> confirm(Context context, contracts::OrderId id) override;
  Task<Result<void>> cancel(Context context, contracts::OrderId id, contracts::CancelTickets how) override;
  Task<Result<contracts::HoldExtended>> extend(Context context, contracts::OrderId id, std::int64_t number) override;

 private:
  kit::service::ServiceClient& client_;
};

/// Safe from any thread; `client` outlives it.
class HttpPayments final : public Payments {
 public:
  explicit HttpPayments(kit::service::ServiceClient& client) : client_(client) {}

  Task<Result<void>> start(Context context, contracts::StartPayment payment) override;
  Task<Result<contracts::GateClosed>> close(Context context, contracts::OrderId id, bool unless_open) override;
  Task<Result<void>> refund(Context context, contracts::OrderId id, std::string reason) override;

 private:
  kit::service::ServiceClient& client_;
};

}  // namespace boxoffice::services::orders
