// The routes as callers see them: pages and refusals.

#include "services/users/adapters/http_routes.hpp"

#include "kit/json/json.hpp"
#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace boxoffice::services::users {
namespace {

using kit::http::Method;

class http_routes : public UsersFixture {
 protected:
  void SetUp() override { routes.mount(router); }

  kit::http::Response send(Method method, const std::string& target, const contracts::UserId& as,
                           std::string body = "") {
    const auto mark = std::min(target.find('?'), target.size());
    kit::http::Request request{.method = method,
                               .target = target,
                               .path = target.substr(0, mark),
                               .query = target.substr(std::min(mark + 1, target.size())),
                               .headers = {{"Authorization", as.str()}},
                               .peer_address = browser.ip};
    if (!body.empty()) request.headers.set("Content-Type", "application/json");
    TextBody reader(std::move(body));
    return kit::testing::run(router.serve(std::move(request), reader));
  }
  kit::json::Page<SessionView> sessions_page(const std::string& query, const contracts::UserId& as) {
    const auto response = send(Method::get, "/api/users/sessions" + query, as);
    EXPECT_EQ(response.status, 200) << response.body;
    return kit::json::from_json_lenient<kit::json::Page<SessionView>>(response.body).value();
  }

  FakeAuthenticator authenticator{};
  kit::http::Router router{authenticator, nullptr};
  HttpRoutes routes{UsersFixture::signing_in, accounts, "{}"};
};

TEST_F(http_routes, given_more_sessions_than_a_page_then_the_cursor_leads_through_all_of_them_once) {
  const User ada = register_named("ada")->user;
  for (int more = 0; more < 22; ++more) ASSERT_TRUE(login("ada", "correct horse").has_value());

  const auto by_default = sessions_page("", ada.id);
  ASSERT_TRUE(by_default.next_cursor.has_value());
  const auto rest = sessions_page("?limit=3&cursor=" + *by_default.next_cursor, ada.id);

  EXPECT_EQ(by_default.items.size(), 20U);
  EXPECT_EQ(rest.items.size(), 3U);
  EXPECT_EQ(rest.next_cursor, std::nullopt);
  std::set<std::string> ids;
  for (const auto& session : by_default.items) ids.insert(session.id.str());
  for (const auto& session : rest.items) ids.insert(session.id.str());
  EXPECT_EQ(ids.size(), 23U);
}

TEST_F(http_routes, given_wrong_parameters_of_a_page_then_422) {
  const User ada = register_named("ada")->user;

  for (const std::string query : {"limit=0", "limit=101", "limit=many", "cursor=!", "page=2"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(send(Method::get, "/api/users/sessions?" + query, ada.id).status, 422);
  }
}

TEST_F(http_routes, given_guesses_of_the_current_password_then_422_and_from_the_eleventh_on_429_with_retry_after) {
  const User ada = register_named("ada")->user;
  const auto guess = [&] {
    return send(Method::post, "/api/users/password", ada.id,
                R"({"currentPassword":"wrong","newPassword":"new password"})");
  };
  for (int attempt = 0; attempt < failed_logins_allowed; ++attempt) EXPECT_EQ(guess().status, 422);

  const auto limited = guess();

  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.headers.get("Retry-After"), "900");
  EXPECT_FALSE(login("ada", "correct horse").has_value()) << "from the same address";
}

}  // namespace
}  // namespace boxoffice::services::users
