#include "services/notifications/core/reading.hpp"

#include "kit/runtime/concurrently.hpp"
#include "kit/testing/sql/drop_constraints.hpp"
#include "services/notifications/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::services::notifications {
namespace {

using kit::testing::run;

class reading : public NotificationsFixture {
 protected:
  static std::vector<std::string> titles(const std::vector<Notification>& notifications) {
    std::vector<std::string> all;
    for (const auto& notification : notifications) all.push_back(notification.letter.title);
    return all;
  }

  /// Two instances look for the next free position at the same moment, then both store there.
  void store_twice_after_looking() {
    const auto second = database.open_again();
    std::vector<std::int64_t> free;
    for (auto* at : {&*database, second.get()}) free.push_back(position_behind_the_last(*at));
    store_at(*database, free[0]);
    store_at(*second, free[1]);
  }
  static std::int64_t position_behind_the_last(kit::sql::Database& at) {
    return run(at.read([](kit::sql::Session& session) {
      return session.query_one("SELECT COALESCE(MAX(position), 0) + 1 FROM notifications WHERE user_id = $1", user(1))
          ->get<std::int64_t>(0);
    }));
  }
  void store_at(kit::sql::Database& at, std::int64_t position) {
    run(at.write([this, position](kit::sql::Transaction& transaction) {
      store_letter(transaction, ids.next_as<contracts::NotificationId>(), user(1),
                   {.type = "order", .about = {.kind = "ORDER_CREATED"}}, clock.now(), position);
    }));
  }
};

TEST_F(reading, given_notifications_when_read_then_unread_counts_down_once) {
  store(user(1), 3);
  store(user(2), 1);
  const auto first = list(user(1)).back();
  clock.advance(std::chrono::seconds{5});

  EXPECT_EQ(unread(user(1)), 3);
  EXPECT_EQ(run(NotificationsFixture::reading.mark_read(user(1), first.id)), 2);
  EXPECT_EQ(run(NotificationsFixture::reading.mark_read(user(1), first.id)), 2) << "reading twice changes nothing";

  EXPECT_EQ(list(user(1)).back().read_at, clock.now());
  EXPECT_EQ(unread(user(2)), 1);
}

TEST_F(reading, given_somebody_elses_notification_when_read_then_not_found_and_unread) {
  store(user(1), 1);

  const auto refused = run(NotificationsFixture::reading.mark_read(user(2), list(user(1)).front().id));

  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, kit::base::codes::not_found);
  EXPECT_EQ(unread(user(1)), 1);
}

TEST_F(reading, given_read_all_then_only_ones_own_and_only_the_past) {
  store(user(1), 3);
  store(user(2), 2);

  EXPECT_EQ(run(NotificationsFixture::reading.mark_all_read(user(1))), 0);
  store(user(1), 1);

  EXPECT_EQ(unread(user(1)), 1);
  EXPECT_EQ(unread(user(2)), 2);
}

TEST_F(reading, given_many_when_listed_then_newest_first_page_by_page_even_within_one_millisecond) {
  store(user(1), 5);

  const auto first = list(user(1), {.limit = 2});
  const auto second = list(user(1), {.before = first.back().position, .limit = 10});

  EXPECT_EQ(titles(first), (std::vector<std::string>{"5", "4"}));
  EXPECT_EQ(titles(second), (std::vector<std::string>{"3", "2", "1"}));
}

TEST_F(reading, given_filter_when_listed_then_only_unread_or_only_read) {
  store(user(1), 3);
  ASSERT_TRUE(run(NotificationsFixture::reading.mark_read(user(1), list(user(1))[1].id)).has_value());

  EXPECT_EQ(titles(list(user(1), {.unread = true, .limit = 9})), (std::vector<std::string>{"3", "1"}));
  EXPECT_EQ(titles(list(user(1), {.unread = false, .limit = 9})), std::vector<std::string>{"2"});
}

TEST_F(reading, given_notifications_older_than_kept_when_pruned_then_they_and_dead_orders_go) {
  apply_golden("ORDER_CREATED");
  apply_golden("ORDER_EXPIRED");
  clock.advance(std::chrono::hours{1});
  store(golden_user, 1);
  clock.advance(notifications_kept - std::chrono::minutes{30});

  EXPECT_FALSE(run(NotificationsFixture::reading.prune()));

  EXPECT_EQ(list(golden_user).size(), 1U);
  EXPECT_EQ(run(database->read([](kit::sql::Session& session) {
              return session.query_one("SELECT COUNT(*) FROM orders")->get<std::int64_t>(0);
            })),
            0);
  store(golden_user, 1);
  EXPECT_EQ(list(golden_user).front().position, 4) << "positions are not given twice";
}

TEST_F(reading, given_more_old_ones_than_one_tick_deletes_when_pruned_then_says_so) {
  store(user(1), 1001);
  clock.advance(notifications_kept + std::chrono::hours{1});

  EXPECT_TRUE(run(NotificationsFixture::reading.prune()));
  EXPECT_FALSE(run(NotificationsFixture::reading.prune()));

  EXPECT_TRUE(list(user(1)).empty());
}

TEST_F(reading, given_two_instances_store_for_one_person_at_once_then_positions_are_distinct) {
  constexpr int letters = 40;
  const auto second = database.open_again();
  const auto store_one = [](kit::sql::Database& target, contracts::NotificationId id) -> Task<> {
    co_await target.write([id](kit::sql::Transaction& transaction) {
      store_letter(transaction, id, user(1), {.type = "order", .about = {.kind = "ORDER_CREATED"}}, Timestamp{});
    });
  };
  std::vector<Task<>> all;
  for (int number = 0; number < letters; ++number) {
    auto& target = number % 2 == 0 ? *database : *second;
    all.push_back(store_one(target, ids.next_as<contracts::NotificationId>()));
  }

  run(kit::runtime::run_all(std::move(all)), std::chrono::minutes{1});

  std::set<std::int64_t> positions;
  for (const auto& notification : list(user(1))) positions.insert(notification.position);
  EXPECT_EQ(positions.size(), static_cast<std::size_t>(letters));
  EXPECT_EQ(*positions.rbegin(), letters);
}

TEST_F(reading, given_positions_looked_for_before_storing_then_the_unique_key_refuses_the_second) {
  EXPECT_THROW(store_twice_after_looking(), kit::sql::ConstraintViolation);

  EXPECT_EQ(list(user(1)).size(), 1U);
}

TEST_F(reading, without_guards_then_a_position_is_given_twice_and_a_page_leaves_one_out) {
  kit::testing::drop_constraints(*database, {"notifications"});

  store_twice_after_looking();

  const auto first = list(user(1), {.limit = 1});
  EXPECT_TRUE(list(user(1), {.before = first.front().position, .limit = 1}).empty());
  EXPECT_EQ(unread(user(1)), 2);
}

}  // namespace
}  // namespace boxoffice::services::notifications
