#include "app/seed/gateway_client.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace boxoffice::app::seed {

namespace {

constexpr int tries = 8;
constexpr std::chrono::milliseconds first_backoff{100};
constexpr std::chrono::seconds call_limit{15};
constexpr int too_many_requests = 429;
constexpr int first_error = 400;
constexpr int first_server_error = 500;

bool is_worth_repeating(const ApiAnswer& answer) {
  return answer.status >= first_server_error || answer.status == too_many_requests;
}

[[noreturn]] void give_up(const ApiCall& call, const ApiAnswer& answer) {
  const auto problem = kit::json::parse(answer.body);
  const auto detail = problem ? problem->string("detail").value_or("") : "";
  throw kit::base::StartupError(fmt::format("{} {} answered {}. {} Look at ./deploy.sh status and run this again.",
                                            kit::http::to_string(call.method), call.target, answer.status, detail));
}

}  // namespace

kit::json::Value ApiAnswer::json() const {
  auto value = kit::json::parse(body);
  if (!value) throw kit::base::StartupError("the gateway answered with something that is not JSON.");
  return *std::move(value);
}

kit::runtime::Task<ApiAnswer> GatewayClient::try_once(ApiCall call) const {
  kit::http::ClientRequest request{
      .method = call.method, .endpoint = gateway_, .target = std::move(call.target), .body = std::move(call.body)};
  request.context.deadline = deadline_.earlier_of(kit::runtime::Deadline::after(call_limit));
  if (!request.body.empty()) request.headers.add("Content-Type", "application/json");
  if (!call.access_token.empty()) request.headers.add("Authorization", "Bearer " + call.access_token);
  if (!call.idempotency_key.empty()) request.headers.add("Idempotency-Key", call.idempotency_key);
  try {
    auto response = co_await client_.send(std::move(request));
    co_return ApiAnswer{.status = response.status, .body = std::move(response.body)};
  } catch (const kit::base::Unavailable&) {
    co_return ApiAnswer{.status = first_server_error, .body = R"({"detail": "Nobody answers."})"};
  }
}

kit::runtime::Task<ApiAnswer> GatewayClient::send(ApiCall call) const {
  auto backoff = first_backoff;
  for (int attempt = 1;; ++attempt) {
    auto answer = co_await try_once(call);
    if (!is_worth_repeating(answer)) co_return answer;
    if (attempt == tries || deadline_.passed()) give_up(call, answer);
    co_await kit::runtime::sleep_for(backoff);
    backoff *= 2;
  }
}

kit::runtime::Task<kit::json::Value> GatewayClient::expect(ApiCall call) const {
  const auto answer = co_await send(call);
  if (answer.status >= first_error) give_up(call, answer);
  co_return answer.json();
}

}  // namespace boxoffice::app::seed
