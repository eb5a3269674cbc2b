#pragma once

// The routes of the payments service: parse, call, render.

#include "contracts/calls/payments_calls.hpp"
#include "kit/config/settings.hpp"
#include "kit/http/router.hpp"
#include "services/payments/adapters/http_json.hpp"
#include "services/payments/adapters/sql_webhooks.hpp"
#include "services/payments/core/inquiries.hpp"
#include "services/payments/core/order_calls.hpp"
#include "services/payments/core/process_payment.hpp"

namespace boxoffice::services::payments {

/// What the handlers call; all of it outlives the routes.
struct HttpParts {
  const ProcessPayment& process_payment;
  const OrderCalls& order_calls;
  const Inquiries& inquiries;
  SqlWebhooks& webhooks;
  const kit::base::Clock& clock;
};

/// Handlers; safe from any thread.
class HttpRoutes {
 public:
  HttpRoutes(HttpParts parts, kit::config::Secret webhook_key) : parts_(parts), webhook_key_(std::move(webhook_key)) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;
  using PaymentReply = Task<Result<kit::http::Reply<PaymentView>>>;

  PaymentReply process(Call call, ProcessBody body);
  Task<Result<PaymentView>> latest(Call call);
  Task<Result<PaymentView>> find(Call call);
  Task<Result<kit::http::Reply<kit::json::Page<PaymentView>>>> list(Call call, kit::http::Query<PaymentQuery> query);
  Task<Result<PaymentView>> request_refund(Call call, PaymentRefundBody body);
  Task<Result<PaymentView>> start(Call call, contracts::StartPayment body);
  Task<Result<contracts::GateClosed>> close(Call call, contracts::CloseGate body);
  Task<Result<PaymentView>> refund(Call call, contracts::RefundPayment body);
  Task<Result<WebhookReceipt>> receive_webhook(Call call, kit::http::RawBody<kit::json::Document> body);

 private:
  HttpParts parts_;
  kit::config::Secret webhook_key_;
};

}  // namespace boxoffice::services::payments
