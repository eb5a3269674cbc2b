#include "kit/service/status.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/http/asking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace boxoffice::kit::service {
namespace {

class Nobody final : public http::Authenticator {
 public:
  runtime::Task<base::Result<http::Principal>> authenticate(const http::Request&) override {
    co_return http::Principal{};
  }
};

/// A dependency that is there or not, or fails when it is looked at.
struct Dependency {
  HealthCheck check(std::string name, Importance importance = Importance::vital) {
    return {.name = std::move(name), .healthy = [this] { return look(); }, .importance = importance};
  }
  runtime::Task<bool> look() {
    if (fails) throw base::Unavailable("no answer");
    co_return is_up;
  }

  bool is_up = true;
  bool fails = false;
};

class StatusRoutes : public ::testing::Test {
 protected:
  StatusRoutes() { status_.mount(router_, "orders", http::Guard::anyone); }

  http::Response get(const std::string& path) {
    return testing::ask(router_, testing::request_for(http::Method::get, path));
  }
  json::Value json_of(const std::string& path) {
    const auto response = get(path);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
    return json::parse(response.body).value();
  }

  testing::FakeClock clock_;
  telemetry::Telemetry telemetry_{
      .service = "order-service", .log = telemetry::Log::capturing("order-service"), .metrics = telemetry::Metrics{}};
  Dependency database_;
  Dependency messages_;
  Dependency documents_;
  Dependency tokens_;
  Status status_{{database_.check("database"), messages_.check("messages", Importance::needed),
                  documents_.check("documents", Importance::helpful)},
                 {tokens_.check("tokens")},
                 "1.2.3",
                 telemetry_,
                 clock_};
  Nobody nobody_;
  http::Router router_{nobody_, nullptr};
};

TEST_F(StatusRoutes, given_all_is_well_then_up_with_what_the_contract_names) {
  clock_.advance(std::chrono::seconds{7});

  for (const char* path : {"/health", "/api/orders/health"}) {
    SCOPED_TRACE(path);
    const auto response = get(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"status":"UP","service":"order-service","version":"1.2.3","uptimeSeconds":7,)"
                             R"("checks":{"database":"UP","documents":"UP","messages":"UP"}})");
  }
}

TEST_F(StatusRoutes, given_a_check_that_fails_or_throws_then_down) {
  for (const bool throws : {false, true}) {
    SCOPED_TRACE(throws);
    clock_.advance(std::chrono::seconds{1});
    database_.is_up = false;
    database_.fails = throws;

    const auto health = get("/health");

    EXPECT_EQ(health.status, 503);
    EXPECT_NE(health.body.find(R"("status":"DOWN")"), std::string::npos);
    EXPECT_NE(health.body.find(R"("checks":{"database":"DOWN",)"), std::string::npos);
    EXPECT_EQ(get("/livez").status, 200) << "a restart would not help";
  }
}

TEST_F(StatusRoutes, given_dependencies_away_then_their_importance_decides) {
  struct Case {
    Dependency& away;
    int health;
    int readiness;
  };
  const Case cases[] = {{database_, 503, 503}, {messages_, 503, 200}, {documents_, 200, 200}};
  status_.set_ready(true);
  for (const Case& each : cases) {
    clock_.advance(std::chrono::seconds{1});
    each.away.is_up = false;

    const auto health = get("/health");
    EXPECT_EQ(health.status, each.health);
    EXPECT_EQ(get("/actuator/health").status, each.health);
    EXPECT_EQ(get("/readyz").status, each.readiness);
    EXPECT_NE(health.body.find("DOWN"), std::string::npos) << "shown in any case";
    each.away.is_up = true;
  }
}

TEST_F(StatusRoutes, given_start_and_stop_then_ready_between_them_while_all_that_it_needs_is_there) {
  EXPECT_EQ(get("/readyz").status, 503) << "not started";

  status_.set_ready(true);
  EXPECT_EQ(get("/readyz").status, 200);
  tokens_.is_up = false;
  EXPECT_EQ(get("/readyz").status, 503) << "only readiness asks for that";
  EXPECT_EQ(get("/health").status, 200);
  tokens_.is_up = true;

  status_.set_ready(false);
  EXPECT_EQ(get("/readyz").status, 503) << "stopping";
}

TEST_F(StatusRoutes, given_this_process_then_its_metrics_are_plausible) {
  telemetry_.metrics.counter("http_requests_total", "Requests", {{"status", "200"}}).add(3);

  const auto process = json_of("/api/orders/metrics");

  EXPECT_EQ(process.string("service"), "order-service");
  EXPECT_EQ(process.integer("requestsTotal"), 3);
  EXPECT_GE(process.integer("availableProcessors").value(), 1);
  EXPECT_GE(process.integer("residentMemoryMb").value(), 1);
}

TEST_F(StatusRoutes, given_a_scrape_then_prometheus_text_under_both_addresses) {
  telemetry_.metrics.counter("orders_placed_total", "Orders placed").add(2);

  for (const char* path : {"/metrics", "/actuator/prometheus"}) {
    SCOPED_TRACE(path);
    const auto response = get(path);
    EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(response.body.find("orders_placed_total 2\n"), std::string::npos);
  }
}

TEST_F(StatusRoutes, given_an_actuator_client_then_health_with_components_and_info_with_the_build) {
  EXPECT_EQ(get("/actuator/health").body,
            R"({"status":"UP","components":{"database":{"status":"UP"},"documents":{"status":"UP"},)"
            R"("messages":{"status":"UP"}}})");
  EXPECT_EQ(get("/actuator/info").body, R"({"build":{"name":"order-service","version":"1.2.3"}})");

  clock_.advance(std::chrono::seconds{1});
  database_.is_up = false;

  const auto down = get("/actuator/health");
  EXPECT_EQ(down.status, 503);
  EXPECT_EQ(down.headers.get("Content-Type"), "application/json");
  EXPECT_TRUE(down.body.starts_with(R"({"status":"DOWN","components":{"database":{"status":"DOWN"},)")) << down.body;
}

TEST_F(StatusRoutes, given_names_of_metrics_then_each_can_be_asked_for) {
  telemetry_.metrics.counter("orders_placed_total", "Orders placed").add(2);

  const auto names = json_of("/actuator/metrics").get("names")->items();

  EXPECT_GE(names.size(), 8U);
  for (const auto& name : names) {
    SCOPED_TRACE(name.text());
    const auto metric = json_of("/actuator/metrics/" + std::string(name.as_string().value()));
    EXPECT_EQ(metric.string("name"), name.as_string());
    EXPECT_FALSE(metric.string("description").value().empty());
    ASSERT_FALSE(metric.get("measurements")->items().empty());
    EXPECT_TRUE(metric.get("measurements")->items().front().string("statistic").has_value());
    EXPECT_TRUE(metric.get("availableTags")->is_array());
  }
}

TEST_F(StatusRoutes, given_a_metric_then_in_the_form_of_spring_boot) {
  clock_.advance(std::chrono::seconds{7});

  EXPECT_EQ(get("/actuator/metrics/process.uptime").body,
            R"({"name":"process.uptime","description":"How long the process has been serving","baseUnit":"seconds",)"
            R"("measurements":[{"statistic":"VALUE","value":7}],"availableTags":[]})");
  EXPECT_EQ(get("/actuator/metrics/unknown").status, 404);
}

}  // namespace
}  // namespace boxoffice::kit::service
