#include "kit/http/middleware/request_metrics.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace boxoffice::kit::http {
namespace {

TEST(request_metrics, given_concurrent_first_requests_then_none_is_lost) {
  constexpr int threads = 4;
  constexpr int requests = 250;
  telemetry::Metrics metrics;
  RequestMetrics counted(metrics);

  {
    std::vector<std::jthread> running;
    for (int number = 0; number < threads; ++number) {
      running.emplace_back([&counted] {
        for (int i = 0; i < requests; ++i) {
          counted.count(Method::get, "/api/" + std::to_string(i % 5), 200, std::chrono::milliseconds{3});
        }
      });
    }
  }

  const std::string text = metrics.prometheus_text();
  for (int route = 0; route < 5; ++route) {
    SCOPED_TRACE(route);
    const std::string labels = R"({method="GET",route="/api/)" + std::to_string(route) + "\"";
    EXPECT_NE(text.find("http_requests_total" + labels + R"(,status="200"} 200)"), std::string::npos);
    EXPECT_NE(text.find("http_request_duration_seconds_count" + labels + "} 200"), std::string::npos);
  }
}

}  // namespace
}  // namespace boxoffice::kit::http
