#include "services/chat/adapters/http_routes.hpp"

#include "kit/json/json.hpp"
#include "kit/testing/http/asking.hpp"
#include "services/chat/adapters/memory_presence.hpp"
#include "services/chat/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace boxoffice::services::chat {
namespace {

using kit::http::Method;

class http_routes : public ChatFixture {
 protected:
  void SetUp() override { routes.mount(router); }

  kit::http::Response send_request(Method method, const std::string& target, const std::string& credentials) {
    auto request = kit::testing::request_for(method, target);
    if (!credentials.empty()) request.headers.set("Authorization", credentials);
    return kit::testing::ask(router, std::move(request));
  }
  template <class View>
  kit::json::Page<View> page(const std::string& target, const std::string& credentials) {
    const auto response = send_request(Method::get, target, credentials);
    EXPECT_EQ(response.status, 200) << response.body;
    return kit::json::from_json_lenient<kit::json::Page<View>>(response.body).value();
  }

  const std::string ada = "Bearer " + user(1).str();
  const std::string support = "Admin " + agent(1).id.str();
  const std::string history_of_ada = "/api/chat/history/" + user(1).str();
  FakeAuthenticator authenticator{};
  kit::http::Router router{authenticator, nullptr};
  MemoryPresence presence{};
  HttpRoutes routes{conversations, presence, clock};
};

TEST_F(http_routes, given_callers_then_only_those_who_may) {
  struct Case {
    Method method;
    std::string target;
    int nobody;
    int person;
  };
  for (const auto& [method, target, nobody, person] : {
           Case{Method::get, history_of_ada, 401, 200},
           Case{Method::get, "/api/chat/history/" + user(2).str(), 401, 404},
           Case{Method::get, "/api/chat/agents/online", 401, 200},
           Case{Method::get, "/api/chat/conversations", 401, 403},
           Case{Method::post, "/api/chat/conversations/" + user(1).str() + "/close", 401, 403},
       }) {
    SCOPED_TRACE(target);
    EXPECT_EQ(send_request(method, target, "").status, nobody);
    EXPECT_EQ(send_request(method, target, ada).status, person);
  }
}

TEST_F(http_routes, given_a_message_when_history_is_read_then_as_the_contract_says) {
  auto wanted = command(person(1), "Hello?");
  wanted.client_id = ClientId::parse("c1").value();
  const auto stored = send(std::move(wanted)).value().message;

  const auto response = send_request(Method::get, history_of_ada, ada);

  EXPECT_EQ(response.body, R"({"items":[{"id":")" + stored.id.str() + R"(","conversationId":")" +
                               stored.conversation_id.str() + R"(","senderId":")" + user(1).str() +
                               R"(","senderName":"user1","senderRole":"USER","message":"Hello?","clientId":"c1",)"
                               R"("createdAt":"2026-01-01T00:00:00.000Z"}],"nextCursor":null})");
  EXPECT_EQ(send_request(Method::get, history_of_ada, support).body, response.body) << "agents see it too";
}

TEST_F(http_routes, given_somebody_elses_messages_then_404_with_any_cursor_and_nothing_of_them_is_told) {
  for (const std::string text : {"secret 1", "secret 2", "secret 3"}) write(person(2), text);
  const std::string theirs = "/api/chat/history/" + user(2).str();
  const auto cursor = page<ChatMessageView>(theirs + "?limit=1", "Bearer " + user(2).str()).next_cursor.value();

  for (const std::string query : {"", "?limit=100", "?limit=2&cursor="}) {
    SCOPED_TRACE(query);
    const auto refused = send_request(Method::get, theirs + query + (query.ends_with('=') ? cursor : ""), ada);
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(refused.body.find("secret"), std::string::npos);
  }
  EXPECT_TRUE(page<ChatMessageView>(history_of_ada + "?cursor=" + cursor, ada).items.empty())
      << "a cursor of somebody else's list leads nowhere but into one's own";
}

TEST_F(http_routes, given_person_who_closes_a_conversation_then_403_also_for_ones_own_and_it_stays_open) {
  const auto own = write(person(1), "Hello?");
  const auto theirs = write(person(2), "Hello?");

  for (const auto& question : {own, theirs}) {
    const std::string close_it = "/api/chat/conversations/" + question.conversation_id.str() + "/close";
    EXPECT_EQ(send_request(Method::post, close_it, ada).status, 403);
  }

  EXPECT_EQ(page<ConversationView>("/api/chat/conversations?status=open", support).items.size(), 2U);
}

TEST_F(http_routes, given_long_history_when_paged_then_every_message_once_newest_first) {
  for (const std::string text : {"1", "2", "3", "4", "5"}) write(person(1), text);

  const auto first = page<ChatMessageView>(history_of_ada + "?limit=2", ada);
  ASSERT_TRUE(first.next_cursor.has_value());
  write(person(1), "6");
  const auto second = page<ChatMessageView>(history_of_ada + "?limit=3&cursor=" + *first.next_cursor, ada);

  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_EQ(first.items.front().message, "5");
  ASSERT_EQ(second.items.size(), 3U);
  EXPECT_EQ(second.items.front().message, "3");
  EXPECT_EQ(second.next_cursor, std::nullopt);
}

TEST_F(http_routes, given_conversations_when_paged_then_by_last_message_even_within_one_millisecond) {
  for (int number = 1; number <= 4; ++number) ASSERT_TRUE(send(command(person(number), "Hello?")).has_value());
  write(person(1), "Still there?");

  const auto first = page<ConversationView>("/api/chat/conversations?limit=2", support);
  ASSERT_TRUE(first.next_cursor.has_value());
  const auto second = page<ConversationView>("/api/chat/conversations?limit=2&cursor=" + *first.next_cursor, support);

  EXPECT_EQ(first.items.front().last_message, "Still there?");
  std::set<std::string> people;
  for (const auto& item : first.items) people.insert(item.user_id.str());
  for (const auto& item : second.items) people.insert(item.user_id.str());
  EXPECT_EQ(people.size(), 4U);
  EXPECT_EQ(second.next_cursor, std::nullopt);
}

TEST_F(http_routes, given_closed_conversation_when_filtered_then_in_its_list_only) {
  const auto question = write(person(1), "Hello?");
  write(person(2), "Hello?");
  const std::string close_it = "/api/chat/conversations/" + question.conversation_id.str() + "/close";

  const auto closed = send_request(Method::post, close_it, support);

  EXPECT_EQ(closed.status, 200);
  EXPECT_EQ(kit::json::from_json_lenient<ConversationView>(closed.body).value().status, "closed");
  EXPECT_EQ(send_request(Method::post, close_it, support).status, 409);
  const auto closed_ones = page<ConversationView>("/api/chat/conversations?status=closed", support);
  ASSERT_EQ(closed_ones.items.size(), 1U);
  EXPECT_EQ(closed_ones.items.front().user_id, user(1));
  EXPECT_EQ(page<ConversationView>("/api/chat/conversations?status=open", support).items.size(), 1U);
}

TEST_F(http_routes, given_wrong_parameters_then_422) {
  for (const std::string target : {"/api/chat/conversations?status=OPEN", "/api/chat/conversations?cursor=bm9uc2Vuc2U",
                                   "/api/chat/conversations?cursor=MS94", "/api/chat/conversations?limit=0"}) {
    SCOPED_TRACE(target);
    EXPECT_EQ(send_request(Method::get, target, support).status, 422);
  }
  EXPECT_EQ(send_request(Method::get, history_of_ada + "?cursor=bm9uc2Vuc2U", ada).status, 422);
}

TEST_F(http_routes, given_agents_seen_then_online_for_a_minute) {
  const auto online = [this] { return send_request(Method::get, "/api/chat/agents/online", ada).body; };
  EXPECT_EQ(online(), R"({"online":false,"count":0})");

  presence.seen(agent(1).id, clock.now());
  clock.advance(std::chrono::seconds{30});
  presence.seen(agent(2).id, clock.now());

  EXPECT_EQ(online(), R"({"online":true,"count":2})");
  clock.advance(presence_window - std::chrono::seconds{29});
  EXPECT_EQ(online(), R"({"online":true,"count":1})");
  clock.advance(presence_window);
  EXPECT_EQ(online(), R"({"online":false,"count":0})");
}

}  // namespace
}  // namespace boxoffice::services::chat
