#pragma once

// The service behind its router, as clients see it.

#include "kit/http/router.hpp"
#include "kit/testing/http/asking.hpp"
#include "services/payments/adapters/http_routes.hpp"
#include "services/payments/adapters/simulated_webhooks.hpp"
#include "services/payments/adapters/sql_webhooks.hpp"
#include "services/payments/core/inquiries.hpp"
#include "services/payments/tests/fixture.hpp"

#include <string>
#include <utility>

namespace boxoffice::services::payments {

/// "Bearer admin" and "Bearer orders" are what they say, any other text is a user's id, and none is nobody.
class ByName final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request& request) override {
    using kit::http::Principal;
    const std::string token(request.headers.get("Authorization").value_or(""));
    if (token.empty()) co_return Principal{};
    const std::string name = token.substr(std::string("Bearer ").size());
    if (name == "orders") co_return Principal{.kind = Principal::Kind::service, .subject = name};
    if (name == "admin") {
      co_return Principal{.kind = Principal::Kind::user, .subject = user(99).str(), .role = kit::http::Role::admin};
    }
    co_return Principal{.kind = Principal::Kind::user, .subject = name};
  }
};

class RoutesFixture : public PaymentsFixture {
 protected:
  RoutesFixture() {
    routes.mount(router);
    orders.add(1);
  }

  kit::http::Response send(kit::http::Method method, const std::string& target, const std::string& who,
                           std::string body = "", kit::http::Headers headers = {}) {
    if (!who.empty()) headers.add("Authorization", "Bearer " + who);
    auto request = kit::testing::request_for(method, target, std::move(headers));
    request.context.request_id = fmt::format("request-{}", ++requests);
    request.context.trace.span_id = fmt::format("{:016}", requests);
    return kit::testing::ask(router, std::move(request), std::move(body));
  }
  kit::http::Response get(const std::string& target, const std::string& who) {
    return send(kit::http::Method::get, target, who);
  }
  kit::http::Response post(const std::string& target, const std::string& who, std::string body,
                           kit::http::Headers headers = {}) {
    return send(kit::http::Method::post, target, who, std::move(body), std::move(headers));
  }
  kit::http::Response process(const std::string& token, const std::string& key_name, int number = 1) {
    return post(
        "/api/payments/process", user().str(),
        fmt::format(R"({{"orderId":"{}","paymentMethod":{{"type":"card","token":"{}"}}}})", order(number).str(), token),
        {{"Idempotency-Key", key_name}});
  }

  static PaymentView view(const kit::http::Response& response) {
    return kit::json::from_json_lenient<PaymentView>(response.body).value();
  }
  static bool says(const kit::http::Response& response, const std::string& text) {
    return response.body.find(text) != std::string::npos;
  }

  int requests = 0;
  kit::config::Secret webhook_key{"a key for tests"};
  SqlWebhooks webhooks{*database};
  Inquiries inquiries{store, orders};
  HttpRoutes routes{{.process_payment = process_payment,
                     .order_calls = order_calls,
                     .inquiries = inquiries,
                     .webhooks = webhooks,
                     .clock = clock},
                    webhook_key};
  ByName authenticator{};
  kit::http::Router router{authenticator, nullptr};
  FakeDelivery delivery{};
  WebhookSender sender{*provider_database, clock, delivery, webhook_key};
};

}  // namespace boxoffice::services::payments
