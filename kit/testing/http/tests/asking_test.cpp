#include "kit/testing/http/asking.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::testing {
namespace {

/// Answers with what it was asked.
class Echo final : public http::Application {
 public:
  runtime::Task<http::Response> serve(http::Request request, http::BodyReader& body) override {
    size = body.declared_size();
    text = (co_await http::read_all(body, 100)).value_or("");
    last = std::move(request);
    co_return http::Response{.status = 207};
  }

  http::Request last{};
  std::optional<std::uint64_t> size{};
  std::string text{};
};

TEST(request_for, given_a_target_then_path_and_query_apart) {
  const auto plain = request_for(http::Method::get, "/api/orders");
  const auto searching = request_for(http::Method::get, "/api/orders?q=a?b", {{"Host", "h"}});

  EXPECT_EQ(plain.path, "/api/orders");
  EXPECT_EQ(plain.query, "");
  EXPECT_EQ(searching.target, "/api/orders?q=a?b");
  EXPECT_EQ(searching.path, "/api/orders");
  EXPECT_EQ(searching.query, "q=a?b");
  EXPECT_TRUE(searching.headers.has("host"));
}

TEST(ask, given_a_body_then_it_comes_with_size_and_type) {
  Echo echo;

  EXPECT_EQ(ask(echo, request_for(http::Method::post, "/"), "{}").status, 207);

  EXPECT_EQ(echo.size, 2U);
  EXPECT_EQ(echo.text, "{}");
  EXPECT_EQ(echo.last.headers.get("content-type"), "application/json");
}

TEST(ask, given_another_type_then_it_stays) {
  Echo echo;

  ask(echo, request_for(http::Method::post, "/", {{"Content-Type", "text/plain"}}), "text");

  EXPECT_EQ(echo.last.headers.get("content-type"), "text/plain");
}

TEST(ask, given_no_body_then_neither_size_nor_type) {
  Echo echo;

  ask(echo, request_for(http::Method::get, "/"));

  EXPECT_EQ(echo.size, 0U);
  EXPECT_EQ(echo.text, "");
  EXPECT_FALSE(echo.last.headers.has("content-type"));
}

}  // namespace
}  // namespace boxoffice::kit::testing
