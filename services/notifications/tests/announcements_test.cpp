// Telling all buyers of an event: in batches, each person once, whatever dies in between.

#include "services/notifications/adapters/announcements.hpp"

#include "services/notifications/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace boxoffice::services::notifications {
namespace {

using kit::testing::run;

constexpr int buyers = 5;

/// Gives random bytes so many times, then the process dies.
class FailingRandom final : public kit::base::Random {
 public:
  explicit FailingRandom(int times) : left_(times) {}
  void fill(std::span<std::byte> bytes) override {
    if (left_-- == 0) throw std::runtime_error("the process dies here");
    std::ranges::fill(bytes, static_cast<std::byte>(left_));
  }

 private:
  int left_;
};

class announcements : public NotificationsFixture {
 protected:
  announcements() {
    apply_golden("EVENT_PUBLISHED");
    for (int number = 1; number <= buyers; ++number) order(user(number), number, "ORDER_CONFIRMED");
  }

  /// What the event was called in each change that the person was told of, newest first.
  std::vector<std::string> names_told(const contracts::UserId& user_id) {
    std::vector<std::string> names;
    for (const auto& told : list(user_id)) {
      if (told.letter.about.kind == "EVENT_UPDATED") names.push_back(told.letter.about.params.at("eventName"));
    }
    return names;
  }
  /// How often all buyers together were told of a change.
  std::size_t told() {
    std::size_t sum = 0;
    for (int number = 1; number <= buyers; ++number) sum += names_told(user(number)).size();
    return sum;
  }
  bool told_each_once() {
    for (int number = 1; number <= buyers; ++number) {
      if (names_told(user(number)).size() != 1) return false;
    }
    return true;
  }
  Announcement next() { return run(database->read(next_announcement)).value(); }

  /// What all have been told after two workers went on from the same mark.
  std::size_t told_by_two_workers(CursorGuard guard) {
    const Announcer worker(announcer_parts, {.batch = 2, .guard = guard});
    change_event(4, "Carmen");
    const Announcement seen = next();
    run(worker.tell_batch(seen));
    run(worker.tell_batch(seen));
    tell_buyers();
    return told();
  }

  Announcer in_twos{announcer_parts, {.batch = 2}};
};

TEST_F(announcements, given_changed_event_then_its_buyers_are_told_in_batches_by_the_worker) {
  auto data = replaced(golden("EVENT_UPDATED"), R"("version": 3)", R"("version": 4)");
  auto changed = message("EVENT_UPDATED", replaced(std::move(data), "Die Zauberflöte", "Carmen"));
  changed.traceparent = "00-" + std::string(32, 'a') + "-00f067aa0ba902b7-01";
  apply(std::move(changed));

  std::vector<std::size_t> after_each{told()};
  while (run(in_twos.tell())) after_each.push_back(told());

  EXPECT_EQ(after_each, (std::vector<std::size_t>{0, 2, 4, 5, 5}));
  EXPECT_TRUE(told_each_once());
  const auto line = telemetry.log.captured().back();
  EXPECT_NE(line.find("buyers_notified"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("people":5)"), std::string::npos) << line;
  EXPECT_NE(line.find(std::string(32, 'a')), std::string::npos) << line;
}

TEST_F(announcements, given_crash_in_the_middle_of_a_batch_then_each_is_told_once_in_the_end) {
  change_event(4, "Carmen");
  ASSERT_TRUE(run(in_twos.tell()));
  FailingRandom dying(1);
  const kit::base::IdGenerator dying_ids(clock, dying);
  const Announcer dies({.database = *database, .clock = clock, .ids = dying_ids, .telemetry = telemetry}, {.batch = 2});

  EXPECT_THROW(run(dies.tell()), std::runtime_error);
  EXPECT_EQ(told(), 2U) << "half a batch is none";
  tell_buyers();

  EXPECT_TRUE(told_each_once());
}

TEST_F(announcements, given_two_workers_at_the_same_mark_then_each_buyer_is_told_once) {
  EXPECT_EQ(told_by_two_workers(CursorGuard::on), 5U);
}

TEST_F(announcements, without_guard_then_two_workers_tell_the_same_people) {
  EXPECT_EQ(told_by_two_workers(CursorGuard::off), 7U);
}

TEST_F(announcements, given_two_changes_then_everybody_hears_of_them_in_their_order) {
  change_event(4, "Carmen");
  run(in_twos.tell());
  change_event(5, "Tosca");
  while (run(in_twos.tell())) {
  }

  for (int number = 1; number <= buyers; ++number) {
    SCOPED_TRACE(number);
    EXPECT_EQ(names_told(user(number)), (std::vector<std::string>{"Tosca", "Carmen"})) << "newest first";
  }
}

TEST_F(announcements, given_order_after_the_change_then_its_buyer_is_not_told) {
  change_event(4, "Carmen");
  auto before = message("ORDER_CREATED", golden("ORDER_CREATED"));  // on its way while the announcement is told
  clock.advance(std::chrono::seconds{1});
  order(user(9), 9, "ORDER_CREATED");
  apply(std::move(before));

  tell_buyers();

  EXPECT_TRUE(names_told(user(9)).empty());
  EXPECT_EQ(names_told(golden_user).size(), 1U);
}

TEST_F(announcements, given_order_that_ended_before_its_buyer_had_a_turn_then_not_told) {
  change_event(4, "Carmen");
  order(user(5), 5, "ORDER_EXPIRED");

  tell_buyers();

  EXPECT_EQ(told(), 4U);
}

}  // namespace
}  // namespace boxoffice::services::notifications
