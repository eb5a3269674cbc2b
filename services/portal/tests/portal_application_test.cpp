#include "services/portal/adapters/portal_application.hpp"

#include "kit/http/server.hpp"
#include "kit/json/json.hpp"
#include "kit/json/reader.hpp"
#include "kit/testing/http/asking.hpp"
#include "kit/testing/io_fixture.hpp"
#include "services/portal/adapters/pages.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

namespace boxoffice::services::portal {
namespace {

using kit::http::BodyReader;
using kit::http::Method;
using kit::http::Request;
using kit::http::Response;
using kit::runtime::Task;

/// Says what reached it.
class Echo final : public kit::http::Application {
 public:
  explicit Echo(std::string name) : name_(std::move(name)) {}
  Task<Response> serve(Request request, BodyReader& body) override {
    auto text = co_await kit::http::read_all(body, 1024);
    std::string answer = name_ + " " + std::string(kit::http::to_string(request.method)) + " " + request.target + " ";
    co_return Response{.body = answer + text.value_or("")};
  }

 private:
  std::string name_;
};

class portal_application : public testing::Test {
 protected:
  portal_application() { gateway.start(); }
  ~portal_application() override { gateway.stop(std::chrono::milliseconds{500}); }

  Response ask(Method method, const std::string& path, std::string text = {}, std::string host = "localhost:3000") {
    kit::testing::WholeBody body(std::move(text));
    return io.run(application.serve(
        {.method = method, .target = path, .path = path, .headers = {{"Host", std::move(host)}}}, body));
  }

  kit::testing::IoFixture io{};
  kit::telemetry::Telemetry telemetry{
      .service = "portal", .log = kit::telemetry::Log::capturing("portal"), .metrics = {}};
  Echo echo{"gateway"};
  kit::http::Server gateway{io.threads(), {}, echo, telemetry};
  kit::http::Client http{io.threads(), {}};
  Echo probes{"probes"};
  PortalConfiguration configuration{.version = "1.2.3", .lab = true, .gateway_origin = "http://localhost:8080"};
  PortalApplication application{http,
                                probes,
                                {.page = page_of(Kind::user, configuration),
                                 .configuration = kit::json::to_json(configuration),
                                 .hosts = {"localhost"},
                                 .gateway = {.host = "127.0.0.1", .port = gateway.port()}}};
};

TEST_F(portal_application, given_root_then_a_page_under_a_strict_policy) {
  const auto page = ask(Method::get, "/");

  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("<title>Boxoffice</title>"), std::string::npos);
  EXPECT_NE(page.body.find("http://localhost:8080/docs"), std::string::npos);
  EXPECT_EQ(page.headers.get("x-content-type-options"), "nosniff");
  EXPECT_NE(page.headers.get("content-security-policy")->find("default-src 'none'"), std::string_view::npos);
}

TEST_F(portal_application, given_config_json_then_what_the_app_needs_to_know) {
  const auto document = kit::json::parse(ask(Method::get, "/config.json").body);

  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->string("version"), "1.2.3");
  EXPECT_EQ(document->get("lab")->as_boolean(), true);
  for (const auto* name :
       {"gatewayOrigin", "userPortalOrigin", "adminPortalOrigin", "defaultCurrency", "defaultTimeZone"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(document->string(name).has_value());
  }
}

TEST_F(portal_application, given_api_path_then_passed_on_to_the_gateway_with_its_body) {
  EXPECT_EQ(ask(Method::post, "/api/orders", "a body").body, "gateway POST /api/orders a body");
}

TEST_F(portal_application, given_other_path_then_the_probes) {
  EXPECT_EQ(ask(Method::get, "/health").body, "probes GET /health ");
  EXPECT_EQ(ask(Method::post, "/").body, "probes POST / ");
}

TEST_F(portal_application, given_foreign_host_then_421) {
  EXPECT_EQ(ask(Method::get, "/", {}, "evil.example").status, 421);
}

}  // namespace
}  // namespace boxoffice::services::portal
