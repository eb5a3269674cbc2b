#include "services/gateway/core/public_paths.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::gateway {
namespace {

TEST(service_of, given_path_then_the_service_it_names) {
  struct Case {
    std::string_view path;
    std::optional<std::string_view> service;
  };
  const std::vector<Case> cases{{"/api/orders", "orders"},
                                {"/api/orders/1/cancel", "orders"},
                                {"/api/", ""},
                                {"/api", std::nullopt},
                                {"/", std::nullopt},
                                {"/health", std::nullopt},
                                {"/apix/orders", std::nullopt}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.path);
    EXPECT_EQ(service_of(one.path), one.service);
  }
}

TEST(is_plain, given_paths_that_a_service_could_read_differently_then_false) {
  for (const std::string_view path : {"/api/orders/%2e%2e/users", "/api/orders/../users", "/api/orders//x",
                                      "/api/./orders", "/api/tickets%2Freserve", "/api/orders/", "", "api/orders"}) {
    SCOPED_TRACE(path);
    EXPECT_FALSE(is_plain(path));
  }
  for (const std::string_view path : {"/", "/api/orders", "/api/orders/a..b", "/api/users/.well-known/jwks.json"}) {
    SCOPED_TRACE(path);
    EXPECT_TRUE(is_plain(path));
  }
}

TEST(service_only_paths, given_patterns_then_their_paths_and_no_others) {
  const ServiceOnlyPaths paths({"/api/tickets/reserve", "/api/tickets/confirm/{orderId}"});

  EXPECT_TRUE(paths.contains("/api/tickets/reserve"));
  EXPECT_TRUE(paths.contains("/api/tickets/confirm/0190"));
  EXPECT_FALSE(paths.contains("/api/tickets/confirm"));
  EXPECT_FALSE(paths.contains("/api/tickets/confirm/0190/more"));
  EXPECT_FALSE(paths.contains("/api/tickets/availability/0190"));
}

}  // namespace
}  // namespace boxoffice::services::gateway
