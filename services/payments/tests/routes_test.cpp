// What clients see: statuses, problems, replays, who sees what, and lists.

#include "services/payments/tests/routes_fixture.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace boxoffice::services::payments {
namespace {

using namespace std::chrono_literals;
using kit::http::Response;

class payment_routes : public RoutesFixture {};

TEST_F(payment_routes, given_success_then_200_with_the_payment) {
  const auto response = process("tok_visa", "k");

  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  const auto payment = view(response);
  EXPECT_EQ(payment.status, PaymentStatus::succeeded);
  EXPECT_EQ(payment.order_id, order());
  EXPECT_EQ(payment.amount, 4500);
  EXPECT_EQ(payment.method, "card");
  EXPECT_FALSE(says(response, "tok_visa"));
  EXPECT_FALSE(says(response, "failureCode"));
}

TEST_F(payment_routes, given_refusal_then_402_that_names_why_and_is_replayed_byte_for_byte) {
  const auto first = process("tok_insufficient_funds", "k");
  const auto repeat = process("tok_insufficient_funds", "k");

  EXPECT_EQ(first.status, 402);
  EXPECT_EQ(first.headers.get("Content-Type"), "application/problem+json");
  EXPECT_TRUE(says(first, R"("code":"PAYMENT_DECLINED")"));
  EXPECT_TRUE(says(first, R"("failureCode":"INSUFFICIENT_FUNDS")"));
  EXPECT_TRUE(says(first, R"("instance":"/api/payments/process")"));
  EXPECT_EQ(repeat.status, 402);
  EXPECT_EQ(repeat.body, first.body);
  EXPECT_EQ(repeat.headers.get("Idempotency-Replayed"), "true");
  EXPECT_FALSE(first.headers.has("Idempotency-Replayed"));
  EXPECT_EQ(provider.charges, 1);
}

TEST_F(payment_routes, given_same_key_with_another_body_then_422) {
  process("tok_visa", "k");

  const auto other = process("tok_declined", "k");

  EXPECT_EQ(other.status, 422);
  EXPECT_TRUE(says(other, "IDEMPOTENCY_KEY_REUSED"));
}

TEST_F(payment_routes, given_wrong_requests_then_refused_before_anything_is_done) {
  struct Case {
    const char* name;
    std::string who;
    std::string body;
    kit::http::Headers headers;
    int status;
    std::string said;
  };
  const std::string good =
      fmt::format(R"({{"orderId":"{}","paymentMethod":{{"type":"card","token":"tok_visa"}}}})", order().str());
  const auto method = [](const std::string& text) {
    return fmt::format(R"({{"orderId":"{}","paymentMethod":{}}})", order().str(), text);
  };
  const kit::http::Headers keyed{{"Idempotency-Key", "k"}};
  const std::array cases{
      Case{"nobody", "", good, keyed, 401, "UNAUTHENTICATED"},
      Case{"a service", "orders", good, keyed, 403, "FORBIDDEN"},
      Case{"no key", user().str(), good, {}, 400, "MALFORMED_REQUEST"},
      Case{"nothing in it", user().str(), "{}", keyed, 422, "/paymentMethod"},
      Case{"cash", user().str(), method(R"({"type":"cash","token":"x"})"), keyed, 422, "/paymentMethod/type"},
      Case{"no token", user().str(), method(R"({"type":"card"})"), keyed, 422, "/paymentMethod/token"},
      Case{"unknown token", user().str(), method(R"({"type":"card","token":"x"})"), keyed, 422, "/paymentMethod/token"},
      Case{"an amount", user().str(), R"({"amount":1})", keyed, 422, "/amount"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const auto response = post("/api/payments/process", each.who, each.body, each.headers);
    EXPECT_EQ(response.status, each.status);
    EXPECT_TRUE(says(response, each.said)) << response.body;
  }
  EXPECT_EQ(provider.charges, 0);
}

TEST_F(payment_routes, given_payment_then_its_buyer_and_admins_see_it_and_nobody_else) {
  const auto id = view(process("tok_visa", "k")).id.str();
  for (const std::string& target : {"/api/payments/" + id, "/api/payments/status/" + order().str()}) {
    SCOPED_TRACE(target);
    EXPECT_EQ(get(target, user().str()).status, 200);
    EXPECT_EQ(view(get(target, "admin")).id.str(), id);
    EXPECT_EQ(get(target, user(2).str()).status, 404);
    EXPECT_EQ(get(target, "").status, 401);
  }
  EXPECT_EQ(get("/api/payments/status/" + order(9).str(), user().str()).status, 404);
}

TEST_F(payment_routes, given_several_payments_of_an_order_then_status_is_the_latest) {
  process("tok_declined", "first");
  clock.advance(1s);
  process("tok_visa", "second");

  EXPECT_EQ(view(get("/api/payments/status/" + order().str(), user().str())).status, PaymentStatus::succeeded);
}

TEST_F(payment_routes, given_admin_refund_then_orders_is_asked_and_no_money_moves) {
  const auto id = view(process("tok_visa", "k")).id.str();

  const auto response = post("/api/payments/" + id + "/refund", "admin", R"({"reason":"Bad seats"})");
  settle();

  EXPECT_EQ(response.status, 202);
  ASSERT_EQ(orders.requested.size(), 1U);
  EXPECT_EQ(orders.requested.front().first, order());
  EXPECT_EQ(orders.requested.front().second.reason, "Bad seats");
  EXPECT_EQ(orders.requested.front().second.requested_by, user(99));
  EXPECT_EQ(state(), "SUCCEEDED");
  EXPECT_EQ(provider.refunds, 0);
}

TEST_F(payment_routes, given_refunds_that_cannot_be_then_refused) {
  process("tok_declined", "k");
  const std::string failed = "/api/payments/" + latest().id.str() + "/refund";

  EXPECT_EQ(post(failed, "admin", "{}").status, 409);
  EXPECT_EQ(post("/api/payments/" + order(9).str() + "/refund", "admin", "{}").status, 404);
  EXPECT_EQ(post(failed, user().str(), "{}").status, 403);
  EXPECT_TRUE(orders.requested.empty());
}

TEST_F(payment_routes, given_calls_of_orders_then_only_services_may) {
  const std::string start = fmt::format(
      R"({{"orderId":"{}","userId":"{}","amount":4500,"currency":"EUR","paymentMethod":{{"type":"card","token":"tok_visa"}}}})",
      order().str(), user().str());
  struct Case {
    std::string target;
    std::string body;
    int status;
  };
  const std::array cases{
      Case{"/api/payments/start", start, 202},
      Case{"/api/payments/refund/" + order().str(), R"({"reason":"r"})", 202},
      Case{"/api/payments/close/" + order().str(), R"({"unlessOpen":false})", 200},
      Case{"/api/payments/close/" + order().str(), "{}", 200},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.target);
    EXPECT_EQ(post(each.target, "orders", each.body).status, each.status);
    EXPECT_EQ(post(each.target, "admin", each.body).status, 403);
  }
  EXPECT_EQ(post("/api/payments/close/" + order().str(), "orders", "{}").body, R"({"closed":true,"paymentOpen":true})");
}

class payment_list : public RoutesFixture {
 protected:
  /// Five payments a minute apart, of orders 1 to 5; 2 and 4 are declined.
  payment_list() {
    for (int number_of_order = 1; number_of_order <= 5; ++number_of_order) {
      orders.add(number_of_order);
      process(number_of_order % 2 == 0 ? "tok_declined" : "tok_visa", std::to_string(number_of_order), number_of_order);
      clock.advance(1min);
    }
  }

  static kit::json::Page<PaymentView> page(const Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    return kit::json::from_json_lenient<kit::json::Page<PaymentView>>(response.body).value();
  }
  /// "54321": the numbers of the orders, in the order of the list.
  static std::string numbers(const kit::json::Page<PaymentView>& page) {
    std::string text;
    for (const auto& payment : page.items) text += payment.order_id.str().back();
    return text;
  }
};

TEST_F(payment_list, given_filters_then_those_payments) {
  struct Case {
    std::string query;
    std::string numbers;
  };
  const std::array cases{
      Case{"", "54321"},
      Case{"?sort=-createdAt", "54321"},
      Case{"?sort=createdAt", "12345"},
      Case{"?status=FAILED", "42"},
      Case{"?orderId=" + order(3).str(), "3"},
      Case{"?userId=" + user(2).str(), ""},
      Case{"?userId=" + user().str() + "&status=SUCCEEDED", "531"},
      Case{"?from=2026-01-01T00:01:00Z&to=2026-01-01T00:03:00Z", "32"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.query);
    EXPECT_EQ(numbers(page(get("/api/payments" + each.query, "admin"))), each.numbers);
  }
}

TEST_F(payment_list, given_pages_then_all_once_in_either_order) {
  for (const std::string sort : {"createdAt", "-createdAt"}) {
    SCOPED_TRACE(sort);
    std::string all;
    std::string cursor;
    do {
      const auto next = page(get("/api/payments?limit=2&sort=" + sort + cursor, "admin"));
      all += numbers(next) + " ";
      cursor = next.next_cursor ? "&cursor=" + *next.next_cursor : "";
    } while (!cursor.empty());
    EXPECT_EQ(all, sort == "createdAt" ? "12 34 5 " : "54 32 1 ");
  }
}

TEST_F(payment_list, given_wrong_queries_or_callers_then_refused) {
  for (const char* query : {"?limit=0", "?limit=101", "?status=LOST", "?sort=amount", "?cursor=!", "?orderId=1"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(get(std::string("/api/payments") + query, "admin").status, 422);
  }
  EXPECT_EQ(get("/api/payments", user().str()).status, 403);
}

TEST_F(payment_list, given_csv_then_every_row_with_decimal_amounts) {
  auto response = get("/api/payments?format=csv&sort=createdAt&limit=1", "admin");
  std::string text;
  while (auto piece = kit::testing::run(response.stream())) text += *piece;

  EXPECT_TRUE(text.find("id,orderId,userId,amount,currency,method,status,failureCode,createdAt,updatedAt\r\n") !=
              std::string::npos);
  EXPECT_EQ(std::ranges::count(text, '\n'), 6);
  EXPECT_NE(text.find(",45.00,EUR,CARD,FAILED,DECLINED,2026-01-01T00:01:00.000Z,"), std::string::npos) << text;
}

}  // namespace
}  // namespace boxoffice::services::payments
