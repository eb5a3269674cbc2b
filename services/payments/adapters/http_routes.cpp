#include "services/payments/adapters/http_routes.hpp"

#include "kit/base/ensure.hpp"
#include "kit/http/cursor.hpp"
#include "kit/http/problem.hpp"
#include "services/payments/adapters/payment_download.hpp"
#include "services/payments/adapters/sql_rows.hpp"
#include "services/payments/adapters/webhook_signature.hpp"
#include "services/payments/core/errors.hpp"

#include <utility>

namespace boxoffice::services::payments {

using kit::http::Call;
using kit::http::Reply;

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  using kit::base::codes::invalid_state;
  using kit::base::codes::not_found;
  using kit::http::Idempotency;
  const std::string base = "/api/payments";
  router.post(base + "/process", user, *this, &HttpRoutes::process,
              {.summary = "Pay an order",
               .idempotency = Idempotency::in_use_case,
               .errors = {not_found, codes::order_not_payable, codes::payment_in_progress, codes::payment_declined}});
  router.get(base + "/status/{orderId}", user, *this, &HttpRoutes::latest,
             {.summary = "Show the latest payment of an order", .errors = {not_found}});
  router.get(base + "/{id}", user, *this, &HttpRoutes::find, {.summary = "Show a payment", .errors = {not_found}});
  router.get(base, admin, *this, &HttpRoutes::list, {.summary = "List payments"});
  router.post(base + "/{id}/refund", admin, *this, &HttpRoutes::request_refund,
              {.summary = "Ask for a refund", .status = 202, .errors = {not_found, invalid_state}});
  router.post(base + "/start", service, *this, &HttpRoutes::start,
              {.summary = "Start the payment of an order",
               .status = 202,
               .errors = {codes::order_not_payable, codes::payment_in_progress}});
  router.post(base + "/close/{orderId}", service, *this, &HttpRoutes::close,
              {.summary = "Let no new payment of an order start"});
  router.post(base + "/refund/{orderId}", service, *this, &HttpRoutes::refund,
              {.summary = "Give back what an order's payment took", .status = 202, .errors = {not_found}});
  router.post(base + "/webhooks/{provider}", anyone, *this, &HttpRoutes::receive_webhook,
              {.summary = "Receive a webhook",
               .body_limit = 16 * 1024,
               .errors = {not_found, kit::base::codes::unauthenticated}});
}

namespace {

Caller caller(const Call& call) {
  return {.id = contracts::UserId{call.principal.subject}, .admin = call.principal.is_admin()};
}

ProcessKey key_of(const Call& call) {
  kit::base::ensure(call.key.has_value(), "the router asks for the key of this route");
  return {.caller = call.key->caller,
          .route = call.key->route,
          .key = call.key->key,
          .fingerprint = call.key->fingerprint,
          .attempt = call.key->attempt};
}

/// For the buyer, with the next step.
std::string refusal_of(FailureCode code) {
  switch (code) {
    case FailureCode::insufficient_funds:
      return "There is not enough money on this card. No money was taken; you can try another card.";
    case FailureCode::timeout:
      return "The card's bank did not answer in time. No money was taken; you can try again.";
    default:
      return "The payment was refused. No money was taken; you can try another card.";
  }
}

kit::base::Error declined(const Payment& payment) {
  const auto code = payment.failure_code.value_or(FailureCode::declined);
  return {.code = codes::payment_declined,
          .message = refusal_of(code),
          .details = {{.name = "failureCode", .value = std::string(to_text(code))}}};
}

/// Kept with the payment, so that a repeat gets the same bytes.
KeptAnswer render_answer(const kit::http::Request& request, const Payment& payment) {
  if (payment.status == PaymentStatus::failed) {
    auto problem = kit::http::problem_response(declined(payment), request);
    return {.status = problem.status, .body = std::move(problem.body)};
  }
  return {.status = 200, .body = kit::json::to_json(view_of(payment))};
}

Result<PaymentView> view_of_result(Result<Payment> payment) {
  if (!payment) return std::unexpected(std::move(payment).error());
  return view_of(*payment);
}

}  // namespace

HttpRoutes::PaymentReply HttpRoutes::process(Call call, ProcessBody body) {
  auto key = key_of(call);
  CardPayment wanted{
      .user_id = caller(call).id, .order_id = std::move(body.order_id), .token = std::move(body.payment_method.token)};
  const kit::http::Request request{.path = "/api/payments/process", .context = call.context};
  RenderAnswer render = [request](const Payment& payment) { return render_answer(request, payment); };
  BOXOFFICE_CO_TRY(auto answer, co_await parts_.process_payment.run(std::move(call.context), std::move(key),
                                                                    std::move(wanted), std::move(render)));
  co_return Reply<PaymentView>{
      .content =
          kit::http::Rendered{.status = answer.status, .body = std::move(answer.body), .replayed = answer.replayed}};
}

Task<Result<PaymentView>> HttpRoutes::latest(Call call) {
  co_return view_of_result(co_await parts_.inquiries.find_latest(caller(call), call.id<contracts::OrderId>("orderId")));
}

Task<Result<PaymentView>> HttpRoutes::find(Call call) {
  co_return view_of_result(co_await parts_.inquiries.find(caller(call), call.id<contracts::PaymentId>("id")));
}

Task<Result<Reply<kit::json::Page<PaymentView>>>> HttpRoutes::list(Call, kit::http::Query<PaymentQuery> query) {
  BOXOFFICE_CO_TRY(auto after, kit::http::decode_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  PaymentFilter filter{.order_id = std::move(query.value.order_id),
                       .user_id = std::move(query.value.user_id),
                       .status = query.value.status,
                       .from = query.value.from,
                       .to = query.value.to,
                       .oldest_first = query.value.sort == "createdAt",
                       .after = std::move(after),
                       .limit = limit + 1};
  Reply<kit::json::Page<PaymentView>> reply;
  if (query.value.format == "csv") {
    reply.content = payments_as_csv(parts_.inquiries, std::move(filter));
    co_return reply;
  }
  const auto payments = co_await parts_.inquiries.list(std::move(filter));
  reply.content = kit::http::page_of(payments, limit, view_of, [](const Payment& payment) { return payment.id.str(); });
  co_return reply;
}

Task<Result<PaymentView>> HttpRoutes::request_refund(Call call, PaymentRefundBody body) {
  auto reason = std::move(body.reason).value_or("Refunded by an administrator.");
  co_return view_of_result(co_await parts_.inquiries.request_refund(
      call.context, caller(call), call.id<contracts::PaymentId>("id"), std::move(reason)));
}

Task<Result<PaymentView>> HttpRoutes::start(Call call, contracts::StartPayment body) {
  co_return view_of_result(co_await parts_.order_calls.start(std::move(call.context), std::move(body)));
}

Task<Result<contracts::GateClosed>> HttpRoutes::close(Call call, contracts::CloseGate body) {
  co_return co_await parts_.order_calls.close(call.id<contracts::OrderId>("orderId"), body.unless_open);
}

Task<Result<PaymentView>> HttpRoutes::refund(Call call, contracts::RefundPayment body) {
  co_return view_of_result(
      co_await parts_.order_calls.refund(call.id<contracts::OrderId>("orderId"), std::move(body.reason)));
}

Task<Result<WebhookReceipt>> HttpRoutes::receive_webhook(Call call, kit::http::RawBody<kit::json::Document> body) {
  if (call.path("provider") != "simulator") {
    co_return kit::base::fail(kit::base::codes::not_found, "There is no such payment provider.");
  }
  const auto now = parts_.clock.now();
  // Over the bytes as sent, and before anybody looks at what they say.
  BOXOFFICE_CO_TRY(auto id, verify_webhook(webhook_key_, call.headers, body.text, now));
  BOXOFFICE_CO_TRY(auto webhook, kit::json::from_json_lenient<WebhookBody>(body.text));
  const bool is_new = co_await parts_.webhooks.receive(std::move(id), std::move(webhook.payment_id), now);
  co_return WebhookReceipt{.duplicate = !is_new};
}

}  // namespace boxoffice::services::payments
