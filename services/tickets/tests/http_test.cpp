// The routes as callers see them: guards, shapes, headers.

#include "services/tickets/adapters/http_routes.hpp"

#include "kit/testing/http/asking.hpp"
#include "services/tickets/core/door.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using kit::http::Method;
using kit::http::Principal;
using kit::http::Response;

/// "Bearer ..." is "admin", "orders" (a service) or a user's id.
class FakeAuthenticator final : public kit::http::Authenticator {
 public:
  Task<Result<Principal>> authenticate(const kit::http::Request& request) override {
    const std::string name(request.headers.get("authorization").value_or(""));
    if (name.empty()) co_return Principal{};
    if (name == "admin") {
      co_return Principal{.kind = Principal::Kind::user, .subject = user(99).str(), .role = kit::http::Role::admin};
    }
    if (name == "orders") co_return Principal{.kind = Principal::Kind::service, .subject = name};
    co_return Principal{.kind = Principal::Kind::user, .subject = name};
  }
};

class http_routes : public TicketsFixture {
 protected:
  void SetUp() override {
    mount(router, {.stock = http_stock, .tickets = http_tickets, .door = http_door});
    publish(published_event(10));
  }

  Response send(Method method, std::string path, std::string as = "", std::string body = "", std::string key = "") {
    auto request = kit::testing::request_for(method, std::move(path));
    if (!as.empty()) request.headers.set("Authorization", as);
    if (!key.empty()) request.headers.set("Idempotency-Key", key);
    request.context.trace.span_id = ids.next();
    return kit::testing::ask(router, std::move(request), std::move(body));
  }

  /// Order 1 of user 1, sold.
  std::vector<contracts::TicketId> sell(std::int64_t quantity) {
    EXPECT_TRUE(reserve(reserve_request(1, quantity)));
    return confirm(1)->ticket_ids;
  }

  static bool says(const Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }

  kit::telemetry::Telemetry telemetry{
      .service = "ticket-service", .log = kit::telemetry::Log::capturing("ticket-service"), .metrics = {}};
  SqlTickets tickets{*database};
  SqlCheckIns check_ins{*database, outbox, clock};
  TicketCodes codes{kit::config::Secret{"a key of at least thirty-two byte"}};
  kit::runtime::BlockingPool pool{{.name = "documents", .threads = 1}};
  TicketDocuments documents{pool, codes};
  HttpStock http_stock{instance.reservations, inventory};
  HttpTickets http_tickets{tickets, documents, codes};
  HttpDoor http_door{{.check_ins = check_ins, .tickets = tickets, .codes = codes, .telemetry = telemetry}};
  FakeAuthenticator authenticator{};
  kit::http::Router router{authenticator, nullptr};
  const std::string owner = user(1).str();
};

TEST_F(http_routes, given_event_then_availability_is_public_and_may_be_kept_for_two_seconds) {
  const Response one = send(Method::get, "/api/tickets/availability/" + event().str());
  const Response many =
      send(Method::get, "/api/tickets/availability?eventIds=" + event().str() + "," + event(99).str());

  EXPECT_EQ(one.status, 200);
  EXPECT_EQ(one.headers.get("Cache-Control"), "max-age=2");
  EXPECT_EQ(one.body, "{\"eventId\":\"" + event().str() + "\",\"ticketTypes\":[{\"ticketTypeId\":\"" + type().str() +
                          "\",\"capacity\":10,\"available\":10,\"held\":0,\"sold\":0}]}");
  EXPECT_EQ(many.body, "{\"items\":[" + one.body + "]}");
  EXPECT_EQ(send(Method::get, "/api/tickets/availability/" + event(99).str()).status, 404);
  EXPECT_EQ(send(Method::get, "/api/tickets/availability").status, 422);
}

TEST_F(http_routes, given_service_calls_then_a_purchase_goes_through) {
  const std::string wish = R"({"orderId":")" + order(1).str() + R"(","userId":")" + owner + R"(","eventId":")" +
                           event().str() + R"(","items":[{"ticketTypeId":")" + type().str() + R"(","quantity":2}]})";

  const Response reserved = send(Method::post, "/api/tickets/reserve", "orders", wish);
  const Response extended = send(Method::put, "/api/tickets/extend/" + order(1).str(), "orders", R"({"number":1})");
  const Response confirmed = send(Method::put, "/api/tickets/confirm/" + order(1).str(), "orders");
  const Response refused = send(Method::put, "/api/tickets/cancel/" + order(1).str(), "orders");
  const Response cancelled =
      send(Method::put, "/api/tickets/cancel/" + order(1).str(), "orders", R"({"sold":true,"reason":"REFUND"})");

  EXPECT_EQ(reserved.status, 201);
  EXPECT_TRUE(says(reserved, R"("totalAmount":2000,"currency":"EUR")")) << reserved.body;
  EXPECT_EQ(extended.status, 200);
  EXPECT_EQ(confirmed.status, 200);
  EXPECT_TRUE(says(confirmed, R"("ticketIds":[")"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(cancelled.status, 204);
}

TEST_F(http_routes, given_limit_exceeded_then_the_problem_says_which) {
  const std::string wish = R"({"orderId":")" + order(1).str() + R"(","userId":")" + owner + R"(","eventId":")" +
                           event().str() + R"(","items":[{"ticketTypeId":")" + type().str() + R"(","quantity":11}]})";

  const Response refused = send(Method::post, "/api/tickets/reserve", "orders", wish);

  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(says(refused, R"("code":"LIMIT_EXCEEDED")"));
  EXPECT_TRUE(says(refused, R"("limit":"maxPerOrder")") && says(refused, R"("maximum":10)")) << refused.body;
}

TEST_F(http_routes, given_decrease_by_events_then_answered) {
  const std::string path = "/api/tickets/inventory/" + event().str();
  const auto to = [](int capacity) {
    return R"({"version":2,"ticketTypes":[{"id":")" + type().str() + R"(","capacity":)" + std::to_string(capacity) +
           "}]}";
  };
  sell(4);

  EXPECT_EQ(send(Method::put, path, "orders", to(3)).status, 409);
  EXPECT_EQ(send(Method::put, path, "orders", to(4)).status, 204);
  EXPECT_EQ(stock_of().capacity, 4);
}

TEST_F(http_routes, given_ticket_then_its_owner_and_administrators_see_it_and_nobody_else) {
  const auto id = sell(1).front().str();
  const std::vector<std::string> paths{"/api/tickets/" + id,
                                       "/api/tickets/" + id + "/qr.svg",
                                       "/api/tickets/" + id + "/pdf",
                                       "/api/tickets/user/" + owner,
                                       "/api/tickets/order/" + order(1).str(),
                                       "/api/tickets/order/" + order(1).str() + "/pdf"};

  for (const auto& path : paths) {
    SCOPED_TRACE(path);
    EXPECT_EQ(send(Method::get, path, owner).status, 200);
    EXPECT_EQ(send(Method::get, path, "admin").status, 200);
    EXPECT_EQ(send(Method::get, path, user(2).str()).status, 404);
    EXPECT_EQ(send(Method::get, path).status, 401);
    EXPECT_EQ(send(Method::get, path, "orders").status, 403);
  }
}

TEST_F(http_routes, given_documents_then_browsers_show_but_never_run_or_keep_them) {
  const auto id = sell(2).front().str();
  const struct {
    std::string path;
    std::string type;
    std::string disposition;
  } cases[] = {
      {"/api/tickets/" + id + "/qr.svg", "image/svg+xml", "inline; filename=\"ticket.svg\""},
      {"/api/tickets/" + id + "/pdf", "application/pdf", "inline; filename=\"ticket.pdf\""},
      {"/api/tickets/order/" + order(1).str() + "/pdf", "application/pdf", "inline; filename=\"tickets.pdf\""},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(each.path);
    const Response response = send(Method::get, each.path, owner);
    EXPECT_EQ(response.headers.get("Content-Type"), each.type);
    EXPECT_EQ(response.headers.get("Content-Disposition"), each.disposition);
    EXPECT_EQ(response.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  }
}

TEST_F(http_routes, given_cancelled_ticket_then_no_picture_and_no_paper) {
  const auto id = sell(1).front().str();
  ASSERT_TRUE(cancel(1, {.sold = true}));

  EXPECT_EQ(send(Method::get, "/api/tickets/" + id, owner).status, 200);
  EXPECT_EQ(send(Method::get, "/api/tickets/" + id + "/qr.svg", owner).status, 409);
  EXPECT_EQ(send(Method::get, "/api/tickets/" + id + "/pdf", owner).status, 409);
  EXPECT_EQ(send(Method::get, "/api/tickets/order/" + order(1).str() + "/pdf", owner).status, 404);
}

TEST_F(http_routes, given_order_without_tickets_then_an_empty_list_for_its_owner) {
  ASSERT_TRUE(reserve(reserve_request(1, 1)));

  const Response own = send(Method::get, "/api/tickets/order/" + order(1).str(), owner);

  EXPECT_EQ(own.body, R"({"items":[],"nextCursor":null})");
  EXPECT_EQ(send(Method::get, "/api/tickets/order/" + order(2).str(), owner).status, 404);
}

TEST_F(http_routes, given_many_tickets_then_pages_follow_each_other) {
  sell(5);
  const std::string path = "/api/tickets/user/" + owner + "?limit=3";

  const Response first = send(Method::get, path, owner);
  const auto begin = first.body.find(R"("nextCursor":")") + 14;
  const std::string cursor = first.body.substr(begin, first.body.find('"', begin) - begin);
  const Response second = send(Method::get, path + "&cursor=" + cursor, owner);

  EXPECT_TRUE(says(second, R"("nextCursor":null)")) << second.body;
  const auto count = [](const Response& response) {
    std::size_t tickets_in_it = 0;
    for (auto at = response.body.find(R"("code":)"); at != std::string::npos;
         at = response.body.find(R"("code":)", at + 1)) {
      ++tickets_in_it;
    }
    return tickets_in_it;
  };
  EXPECT_EQ(count(first), 3U);
  EXPECT_EQ(count(second), 2U);
}

TEST_F(http_routes, given_administrators_list_then_filtered_by_event_status_and_text) {
  const auto sold = sell(2);
  const struct {
    std::string query;
    bool found;
  } cases[] = {
      {"", true},
      {"?eventId=" + event().str(), true},
      {"?eventId=" + event(2).str(), false},
      {"?status=VALID", true},
      {"?status=CANCELLED", false},
      {"?query=" + order(1).str().substr(24), true},
      {"?query=" + codes.code_of(sold.front()), true},
      {"?query=nobody", false},
      {"?query=%25", false},
      {"?eventId=" + event().str() + "&status=VALID&query=" + owner, true},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(each.query);
    const Response response = send(Method::get, "/api/tickets" + each.query, "admin");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(says(response, sold.front().str()), each.found) << response.body;
  }
  EXPECT_EQ(send(Method::get, "/api/tickets", owner).status, 403);
}

TEST_F(http_routes, given_csv_wanted_then_a_table_with_decimal_prices) {
  sell(2);

  Response response = send(Method::get, "/api/tickets?format=csv", "admin");

  const auto read_stream = [](kit::http::BodyStream stream) -> Task<std::string> {
    std::string text;
    while (auto piece = co_await stream()) text += *piece;
    co_return text;
  };
  const std::string text = kit::testing::run(read_stream(std::move(response.stream)));
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFid,eventId,orderId"));
  EXPECT_NE(text.find(",10.00,EUR,VALID,"), std::string::npos) << text;
  EXPECT_EQ(std::ranges::count(text, '\n'), 3);
}

TEST_F(http_routes, given_codes_at_the_door_then_answers_as_the_contract_says) {
  const auto sold = sell(1);
  const std::string code = codes.code_of(sold.front());
  const auto body = [](const std::string& text, const std::string& more = "") {
    return R"({"code":")" + text + "\"" + more + "}";
  };
  const std::string path = "/api/tickets/check-in";

  EXPECT_EQ(send(Method::post, path, owner, body(code)).status, 403);
  EXPECT_EQ(send(Method::post, path, "admin", body("BX1.forged.forged")).status, 404);
  const Response wrong = send(Method::post, path, "admin", body(code, R"(,"eventId":")" + event(2).str() + "\""));
  EXPECT_EQ(wrong.status, 409);
  EXPECT_TRUE(says(wrong, R"("code":"WRONG_EVENT")") && says(wrong, R"("eventName":"Night Train")"));

  const Response in = send(Method::post, path, "admin", body(code, R"(,"gate":"B")"), "scan-1");
  const Response replayed = send(Method::post, path, "admin", body(code, R"(,"gate":"B")"), "scan-1");
  const Response again = send(Method::post, path, "admin", body(code));
  EXPECT_EQ(in.status, 200);
  EXPECT_TRUE(says(in, R"("ticket":{"id":")") && says(in, R"("event":{"id":")")) << in.body;
  EXPECT_EQ(replayed.body, in.body);
  EXPECT_EQ(replayed.headers.get("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.status, 409);
  EXPECT_TRUE(says(again, R"("gate":"B")") && says(again, R"("checkedInAt":")"));

  const Response stats = send(Method::get, "/api/tickets/check-in/stats/" + event().str(), "admin");
  EXPECT_TRUE(says(stats, R"({"sold":1,"checkedIn":1,"byType":[{)")) << stats.body;
  const std::string undo = "/api/tickets/" + sold.front().str() + "/check-in/undo";
  EXPECT_EQ(send(Method::post, undo, "admin").status, 200);
  EXPECT_EQ(send(Method::post, undo, "admin").status, 409);
}

TEST_F(http_routes, given_a_minute_since_the_check_in_then_undone_and_later_refused) {
  const auto sold = sell(2);
  const auto check_in = [&](const contracts::TicketId& id) {
    const auto in = send(Method::post, "/api/tickets/check-in", "admin", R"({"code":")" + codes.code_of(id) + "\"}");
    EXPECT_EQ(in.status, 200) << in.body;
  };
  const auto undo = [&](const contracts::TicketId& id) {
    return send(Method::post, "/api/tickets/" + id.str() + "/check-in/undo", "admin");
  };
  check_in(sold[0]);
  check_in(sold[1]);

  clock.advance(undo_period);
  const Response in_time = undo(sold[0]);
  clock.advance(std::chrono::milliseconds{1});
  const Response late = undo(sold[1]);

  EXPECT_EQ(in_time.status, 200) << in_time.body;
  EXPECT_EQ(late.status, 409);
  EXPECT_TRUE(says(late, R"("code":"INVALID_STATE")")) << late.body;
  EXPECT_TRUE(says(send(Method::get, "/api/tickets/" + sold[1].str(), owner), R"("status":"CHECKED_IN")"));
}

TEST_F(http_routes, given_service_only_routes_then_no_user_gets_through) {
  for (const auto& route : router.routes()) {
    if (route.guard != kit::http::Guard::service) continue;
    std::string path = route.pattern;
    if (const auto brace = path.find('{'); brace != std::string::npos) path.replace(brace, path.size(), order(1).str());
    SCOPED_TRACE(path);
    EXPECT_EQ(send(route.method, path, "", "{}").status, 401);
    EXPECT_EQ(send(route.method, path, "admin", "{}").status, 403);
  }
}

}  // namespace
}  // namespace boxoffice::services::tickets
