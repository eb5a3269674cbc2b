#include "services/payments/adapters/http_orders.hpp"

#include <utility>

namespace boxoffice::services::payments {

HttpOrders::HttpOrders(std::vector<kit::http::Endpoint> instances, kit::http::Client& http,
                       kit::auth::ServiceTokens& tokens)
    : client_("orders", std::move(instances), http, tokens,
              {kit::base::codes::not_found, kit::base::codes::invalid_state}) {}

Task<Result<contracts::OrderSnapshot>> HttpOrders::snapshot(Context context, contracts::OrderId id) {
  return client_.get<contracts::OrderSnapshot>(std::move(context), "/api/orders/snapshot/" + id.str());
}

Task<Result<void>> HttpOrders::request_refund(Context context, contracts::OrderId id,
                                              contracts::RequestRefund request) {
  const auto answer = co_await client_.call(std::move(context), kit::http::Method::post,
                                            "/api/orders/refund-request/" + id.str(), kit::json::to_json(request));
  if (!answer) co_return std::unexpected(answer.error());
  co_return Result<void>{};
}

}  // namespace boxoffice::services::payments
