#include "services/orders/adapters/service_clients.hpp"

#include "kit/json/json.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::orders {

using kit::http::Method;

namespace {

/// For answers whose body says nothing.
Result<void> done(Result<std::string> answer) {
  if (!answer) return std::unexpected(std::move(answer).error());
  return {};
}

}  // namespace

Task<Result<contracts::Reservation>> HttpTickets::reserve(Context context, contracts::ReserveTickets wanted) {
  return client_.send<contracts::Reservation>(std::move(context), Method::post, "/api/tickets/reserve",
                                              std::move(wanted));
}

Task<Result<void>> HttpTickets::confirm(Context context, contracts::OrderId id) {
  co_return done(co_await client_.call(std::move(context), Method::put, "/api/tickets/confirm/" + id.str(), ""));
}

Task<Result<void>> HttpTickets::cancel(Context context, contracts::OrderId id, contracts::CancelTickets how) {
  co_return done(co_await client_.call(std::move(context), Method::put, "/api/tickets/cancel/" + id.str(),
                                       kit::json::to_json(how)));
}

Task<Result<contracts::HoldExtended>> HttpTickets::extend(Context context, contracts::OrderId id, std::int64_t number) {
  return client_.send<contracts::HoldExtended>(std::move(context), Method::put, "/api/tickets/extend/" + id.str(),
                                               contracts::ExtendHold{.number = number});
}

Task<Result<void>> HttpPayments::start(Context context, contracts::StartPayment payment) {
  co_return done(
      co_await client_.call(std::move(context), Method::post, "/api/payments/start", kit::json::to_json(payment)));
}

Task<Result<contracts::GateClosed>> HttpPayments::close(Context context, contracts::OrderId id, bool unless_open) {
  return client_.send<contracts::GateClosed>(std::move(context), Method::post, "/api/payments/close/" + id.str(),
                                             contracts::CloseGate{.unless_open = unless_open});
}

Task<Result<void>> HttpPayments::refund(Context context, contracts::OrderId id, std::string reason) {
  co_return done(co_await client_.call(std::move(context), Method::post, "/api/payments/refund/" + id.str(),
                                       kit::json::to_json(contracts::RefundPayment{.reason = std::move(reason)})));
}

}  // namespace boxoffice::services::orders
