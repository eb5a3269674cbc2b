#include "services/notifications/adapters/http_routes.hpp"

#include "kit/json/json.hpp"
#include "kit/testing/http/asking.hpp"
#include "services/notifications/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::notifications {
namespace {

using kit::http::Method;

class http_routes : public NotificationsFixture {
 protected:
  void SetUp() override { routes.mount(router); }

  kit::http::Response send(Method method, const std::string& target, const std::string& caller) {
    auto request = kit::testing::request_for(method, target);
    if (!caller.empty()) request.headers.set("Authorization", "Bearer " + caller);
    return kit::testing::ask(router, std::move(request));
  }
  kit::json::Page<NotificationView> page(const std::string& target) {
    const auto response = send(Method::get, target, golden_user.str());
    EXPECT_EQ(response.status, 200) << response.body;
    return kit::json::from_json_lenient<kit::json::Page<NotificationView>>(response.body).value();
  }

  FakeAuthenticator authenticator{};
  kit::http::Router router{authenticator, nullptr};
  HttpRoutes routes{reading};
};

TEST_F(http_routes, given_nobody_then_every_route_is_401) {
  for (const auto& route : router.routes()) {
    SCOPED_TRACE(route.pattern);
    EXPECT_EQ(send(route.method, replaced(route.pattern, "{id}", golden_user.str()), "").status, 401);
  }
}

TEST_F(http_routes, given_a_checked_in_ticket_when_listed_then_as_the_contract_says) {
  apply_golden("TICKET_CHECKED_IN");

  const auto response = send(Method::get, "/api/notifications", golden_user.str());

  EXPECT_EQ(response.status, 200);
  const auto id = list(golden_user).front().id.str();
  EXPECT_EQ(response.body,
            R"({"items":[{"id":")" + id +
                R"(","type":"ticket","title":"Ticket checked in","message":"Your ticket for your event was checked in )"
                R"(on 1 March 2027, 18:02 (UTC) at entrance North. Enjoy!","data":{"kind":"TICKET_CHECKED_IN",)"
                R"("orderId":"0193580a-0004-7000-8000-000000000001","eventId":"0193580a-0002-7000-8000-000000000001",)"
                R"("ticketId":"0193580a-0006-7000-8000-000000000001","params":{"at":"2027-03-01T18:02:03.450Z",)"
                R"("gate":"North"}},"createdAt":"2026-01-01T00:00:00.000Z","read":false}],"nextCursor":null})");
}

TEST_F(http_routes, given_pages_when_followed_then_every_notification_once) {
  store(golden_user, 5);

  const auto first = page("/api/notifications?limit=2");
  ASSERT_TRUE(first.next_cursor.has_value());
  const auto second = page("/api/notifications?limit=3&cursor=" + *first.next_cursor);

  EXPECT_EQ(first.items.size(), 2U);
  ASSERT_EQ(second.items.size(), 3U);
  EXPECT_EQ(second.items.front().title, "3");
  EXPECT_EQ(second.next_cursor, std::nullopt);
}

TEST_F(http_routes, given_somebody_elses_notifications_then_neither_seen_nor_changed_by_any_route) {
  store(golden_user, 3);
  const auto id = list(golden_user).front().id.str();
  const auto cursor = page("/api/notifications?limit=1").next_cursor.value();
  const auto stranger = user(2).str();

  for (const std::string& query : {std::string("limit=100"), std::string("unread=true"), "cursor=" + cursor}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(send(Method::get, "/api/notifications?" + query, stranger).body, R"({"items":[],"nextCursor":null})");
  }
  EXPECT_EQ(send(Method::get, "/api/notifications/unread-count", stranger).body, R"({"unread":0})");
  EXPECT_EQ(send(Method::post, "/api/notifications/" + id + "/read", stranger).status, 404);
  EXPECT_EQ(send(Method::post, "/api/notifications/read-all", stranger).body, R"({"unread":0})");

  EXPECT_EQ(unread(golden_user), 3);
}

TEST_F(http_routes, given_wrong_parameters_then_422) {
  for (const std::string query : {"limit=0", "limit=101", "cursor=!", "cursor=bm9uc2Vuc2U", "unread=maybe", "page=2"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(send(Method::get, "/api/notifications?" + query, golden_user.str()).status, 422);
  }
}

TEST_F(http_routes, given_reading_then_answers_with_what_is_left) {
  store(golden_user, 3);
  const auto id = list(golden_user).front().id.str();

  EXPECT_EQ(send(Method::get, "/api/notifications/unread-count", golden_user.str()).body, R"({"unread":3})");
  EXPECT_EQ(send(Method::post, "/api/notifications/" + id + "/read", golden_user.str()).body, R"({"unread":2})");
  EXPECT_EQ(send(Method::post, "/api/notifications/" + id + "/read", user(2).str()).status, 404);
  EXPECT_EQ(page("/api/notifications?unread=true").items.size(), 2U);
  EXPECT_EQ(send(Method::post, "/api/notifications/read-all", golden_user.str()).body, R"({"unread":0})");
}

}  // namespace
}  // namespace boxoffice::services::notifications
