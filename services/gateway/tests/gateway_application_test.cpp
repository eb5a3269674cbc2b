#include "services/gateway/adapters/gateway_application.hpp"

#include "kit/auth/token.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/server.hpp"
#include "kit/testing/http/asking.hpp"
#include "kit/testing/io_fixture.hpp"
#include "services/gateway/adapters/http_routes.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::gateway {
namespace {

using kit::http::BodyReader;
using kit::http::Request;
using kit::http::Response;
using kit::runtime::Task;

/// A service that remembers what reached it.
class Recorder final : public kit::http::Application {
 public:
  Task<Response> serve(Request request, BodyReader& body) override {
    auto text = co_await kit::http::read_all(body, 1024);
    const std::scoped_lock lock(mutex_);
    requests_.push_back(std::move(request));
    bodies_.push_back(text.value_or(""));
    co_return Response{.status = 207,
                       .headers = {{"Content-Type", "text/plain"}, {"Keep-Alive", "timeout=5"}},
                       .body = "from the service"};
  }
  [[nodiscard]] std::size_t count() const {
    const std::scoped_lock lock(mutex_);
    return requests_.size();
  }
  [[nodiscard]] Request last() const {
    const std::scoped_lock lock(mutex_);
    return requests_.back();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Request> requests_{};
  std::vector<std::string> bodies_{};
};

class Nobody final : public kit::http::Authenticator {
 public:
  Task<kit::base::Result<kit::http::Principal>> authenticate(const Request&) override {
    co_return kit::http::Principal{};
  }
};

class gateway_application : public testing::Test {
 protected:
  gateway_application() {
    upstream.start();
    upstreams.add("orders", "127.0.0.1", upstream.port());
    routes.mount(own);
  }
  ~gateway_application() override { upstream.stop(std::chrono::milliseconds{500}); }

  Response ask(std::string path, kit::http::Headers headers = {}) {
    if (!headers.has("host")) headers.add("Host", "localhost:8080");
    Request request{.target = path, .path = path, .headers = std::move(headers), .peer_address = "192.0.2.7"};
    return io.run(application.serve(std::move(request), no_body));
  }

  kit::testing::IoFixture io{};
  kit::telemetry::Telemetry telemetry{
      .service = "api-gateway", .log = kit::telemetry::Log::capturing("api-gateway"), .metrics = {}};
  Recorder recorder{};
  kit::http::Server upstream{io.threads(), {}, recorder, telemetry};
  kit::http::Client http{io.threads(), {}};
  Upstreams upstreams{};
  ServiceOnlyPaths service_only{{"/api/orders/snapshot/{id}"}};
  HttpRoutes routes{http, upstreams, {.api_document = "{}", .docs_files = load_docs_files("no-such-folder")}};
  Nobody nobody{};
  kit::http::Router own{nobody, nullptr};
  GatewayApplication application{
      {.own_routes = own, .http = http, .upstreams = upstreams, .service_only = service_only, .telemetry = telemetry},
      {"localhost", "[::1]"}};
  kit::testing::WholeBody no_body{};
};

TEST_F(gateway_application, given_service_path_then_passed_on_and_its_answer_given) {
  const auto response = ask("/api/orders");

  EXPECT_EQ(response.status, 207);
  EXPECT_EQ(response.body, "from the service");
  EXPECT_FALSE(response.headers.has("keep-alive"));
  EXPECT_EQ(recorder.last().target, "/api/orders");
}

TEST_F(gateway_application, given_headers_of_a_forger_then_the_service_sees_none_of_them) {
  ask("/api/orders", {{"Host", "localhost"},
                      {"X-User-Id", "admin"},
                      {"x-user-role", "ADMIN"},
                      {"Forwarded", "for=10.0.0.1"},
                      {"X-Forwarded-For", "10.0.0.1"},
                      {"X-Secret-Hop", "1"},
                      {"Connection", "close, x-secret-hop"},
                      {"Accept-Language", "de"}});

  const auto seen = recorder.last().headers;
  for (const auto* name : {"x-user-id", "x-user-role", "forwarded", "x-secret-hop"}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(seen.has(name));
  }
  EXPECT_EQ(seen.get("x-forwarded-for"), "192.0.2.7");
  EXPECT_EQ(seen.get("accept-language"), "de");
}

TEST_F(gateway_application, given_service_token_from_outside_then_dropped_and_user_token_kept) {
  const auto key = kit::auth::PrivateKey::generate();
  const std::string service_token = "Bearer " + key.sign({.type = "svc+jwt", .issuer = "orders", .audience = "orders"});
  const std::string user_token = "Bearer " + key.sign({.type = "at+jwt", .issuer = "x", .audience = "y"});

  ask("/api/orders", {{"Authorization", service_token}});
  EXPECT_FALSE(recorder.last().headers.has("authorization"));
  ask("/api/orders", {{"Authorization", "bEARER" + service_token.substr(6)}});
  EXPECT_FALSE(recorder.last().headers.has("authorization")) << "schemes compare without case";
  ask("/api/orders", {{"Authorization", user_token}});
  EXPECT_EQ(recorder.last().headers.get("authorization"), user_token);
}

TEST_F(gateway_application, given_service_only_or_ambiguous_path_then_404_and_nothing_passed_on) {
  for (const std::string path : {"/api/orders/snapshot/1", "/api/orders/%73napshot/1", "/api/orders/x/../snapshot/1",
                                 "/api/nothing/here", "/no-such-page"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(ask(path).status, 404);
  }
  EXPECT_EQ(recorder.count(), 0U);
}

TEST_F(gateway_application, given_root_then_a_person_is_led_to_the_documentation) {
  const auto response = ask("/");

  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.headers.get("location"), "/docs");
  EXPECT_EQ(ask("/", {{"Host", "evil.example"}}).status, 421);
}

TEST_F(gateway_application, given_address_where_nothing_is_then_the_problem_says_what_to_do_next) {
  const std::string no_service = "There is no service 'nothing' here; /docs lists the routes.";
  const std::string nothing = "There is nothing at this address; /docs lists the routes.";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"/api/nothing", no_service},
      {"/api/nothing/1/2", no_service},
      {"/api/", nothing},
      {"/api/" + std::string(33, 'x'), nothing},
      {"/api/no%3Cthing%3E", nothing},
      {"/api/orders/snapshot/1", nothing},
      {"/api/orders//1", nothing},
      {"/docs/nothing", nothing},
      {"/nothing", nothing},
      {"/api", nothing},
  };
  for (const auto& [path, detail] : cases) {
    SCOPED_TRACE(path);
    const auto response = ask(path);
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
    EXPECT_NE(response.body.find("\"detail\":\"" + detail + "\""), std::string::npos) << response.body;
  }
}

TEST_F(gateway_application, given_foreign_host_then_421) {
  EXPECT_EQ(ask("/api/orders", {{"Host", "evil.example"}}).status, 421);
  EXPECT_EQ(ask("/api/orders", {{"Host", "[::1]:8080"}}).status, 207);
  EXPECT_EQ(recorder.count(), 1U);
}

TEST_F(gateway_application, given_dead_service_then_unavailable_and_marked_down) {
  upstream.stop(std::chrono::milliseconds{500});

  EXPECT_THROW(ask("/api/orders"), kit::base::Unavailable);
  EXPECT_FALSE(upstreams.pools().at("orders").instances.front()->up);
  EXPECT_EQ(upstreams.pools().at("orders").instances.front()->outstanding, 0);
}

TEST_F(gateway_application, given_own_route_then_answered_here) {
  const auto health = ask("/api/services/health");

  EXPECT_EQ(health.status, 200);
  EXPECT_NE(health.body.find(R"("order-service")"), std::string::npos);
  EXPECT_EQ(health.body.find("127.0.0.1"), std::string::npos) << "addresses are only for administrators";
}

}  // namespace
}  // namespace boxoffice::services::gateway
