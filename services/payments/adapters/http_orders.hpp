#pragma once

// The orders service over HTTP.

#include "kit/http/client.hpp"
#include "kit/service/service_client.hpp"
#include "services/payments/core/ports.hpp"

#include <vector>

namespace boxoffice::services::payments {

/// Safe from any io thread; `http` and `tokens` outlive it.
class HttpOrders final : public Orders {
 public:
  HttpOrders(std::vector<kit::http::Endpoint> instances, kit::http::Client& http, kit::auth::ServiceTokens& tokens);

  Task<Result<contracts::OrderSnapshot>> snapshot(Context context, contracts::OrderId id) override;
  Task<Result<void>> request_refund(Context context, contracts::OrderId id, contracts::RequestRefund request) override;

 private:
  kit::service::ServiceClient client_;
};

}  // namespace boxoffice::services::payments
