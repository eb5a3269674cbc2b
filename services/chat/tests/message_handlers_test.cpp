#include "services/chat/adapters/message_handlers.hpp"

#include "kit/messaging/inbox.hpp"
#include "kit/testing/golden.hpp"
#include "services/chat/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace boxoffice::services::chat {
namespace {

using Outcome = kit::messaging::Attempt::Outcome;
const contracts::UserId golden_user{"0193580a-0001-7000-8000-000000000001"};

class message_handlers : public ChatFixture {
 protected:
  kit::messaging::Message message(std::string type, std::string data) {
    return {.id = ids.next(), .topic = "user-events", .type = std::move(type), .time = clock.now(), .data = data};
  }
  static std::string golden() {
    return kit::testing::read_source_file("contracts/messages/golden/USER_REGISTERED.json");
  }
  static std::string without_full_name() {
    return R"({"userId": "0193580a-0001-7000-8000-000000000001", "username": "ada", "role": "USER", "status": "ACTIVE",)"
           R"("language": "de"})";
  }

  Outcome apply(kit::messaging::Message message) {
    kit::messaging::Routes routes;
    for (auto& subscription : subscriptions()) routes.emplace(subscription.topic, subscription.apply);
    auto entry = std::make_shared<kit::messaging::DeliveryWindow::Entry>();
    entry->received = {.message = std::move(message), .position = "1"};
    return kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
             return kit::messaging::apply_batch(transaction, {entry}, routes, "chat",
                                                kit::messaging::InboxPolicy::deduplicate, clock.now());
           }))
        .front()
        .outcome;
  }
  std::optional<std::string> name() {
    return kit::testing::run(
        database->read([](kit::sql::Session& session) { return name_of_user(session, golden_user); }));
  }
};

TEST_F(message_handlers, given_users_then_known_by_full_name_or_user_name) {
  EXPECT_EQ(name(), std::nullopt);
  EXPECT_EQ(apply(message("USER_REGISTERED", golden())), Outcome::applied);
  EXPECT_EQ(name(), "Ada Lovelace");
  EXPECT_EQ(apply(message("USER_UPDATED", without_full_name())), Outcome::applied);
  EXPECT_EQ(name(), "ada");
}

TEST_F(message_handlers, given_the_same_message_twice_then_applied_once) {
  const auto first = message("USER_REGISTERED", golden());
  EXPECT_EQ(apply(first), Outcome::applied);
  EXPECT_EQ(apply(message("USER_UPDATED", without_full_name())), Outcome::applied);

  EXPECT_EQ(apply(first), Outcome::duplicate);

  EXPECT_EQ(name(), "ada");
}

TEST_F(message_handlers, given_an_older_message_after_a_newer_then_the_newer_name_stays) {
  const auto older = message("USER_REGISTERED", golden());
  clock.advance(std::chrono::seconds{1});
  apply(message("USER_UPDATED", without_full_name()));

  EXPECT_EQ(apply(older), Outcome::applied);

  EXPECT_EQ(name(), "ada");
}

TEST_F(message_handlers, given_a_type_of_a_newer_version_then_ignored) {
  EXPECT_EQ(apply(message("SOMETHING_NEWER", "{}")), Outcome::applied);
}

TEST_F(message_handlers, given_data_that_cannot_be_read_then_rejected) {
  EXPECT_EQ(apply(message("USER_UPDATED", R"({"userId": 7})")), Outcome::rejected);
}

}  // namespace
}  // namespace boxoffice::services::chat
