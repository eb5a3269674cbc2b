#include "kit/messaging/sqlite/group_positions.hpp"

#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::chrono::milliseconds lease{3000};
const GroupPositions::Member first{.group = "tickets", .id = "first"};
const GroupPositions::Member second{.group = "tickets", .id = "second"};
const std::vector<std::string> topics{"order-events"};

struct GroupPositionsTest : ::testing::Test {
  testing::TemporaryDirectory directory;
  testing::FakeClock clock;
  GroupPositions positions{directory.path(), clock};
};

TEST_F(GroupPositionsTest, given_a_live_owner_then_another_member_gets_nothing) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);

  clock.advance(lease - std::chrono::milliseconds{1});

  EXPECT_TRUE(positions.claim(second, topics, lease).empty());
}

TEST_F(GroupPositionsTest, given_the_lease_ended_then_another_member_goes_on_from_the_commit) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);
  positions.commit(first, {{"order-events", 7}});

  clock.advance(lease);

  EXPECT_EQ(positions.claim(second, topics, lease), (GroupPositions::Positions{{"order-events", 7}}));
  EXPECT_TRUE(positions.claim(first, topics, lease).empty());
}

TEST_F(GroupPositionsTest, given_a_renewed_lease_then_it_counts_from_the_renewal) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);
  clock.advance(std::chrono::milliseconds{2000});
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);

  clock.advance(std::chrono::milliseconds{2000});

  EXPECT_TRUE(positions.claim(second, topics, lease).empty());
}

TEST_F(GroupPositionsTest, given_another_took_over_then_the_former_owner_moves_nothing) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);
  clock.advance(lease);
  ASSERT_EQ(positions.claim(second, topics, lease).size(), 1U);
  positions.commit(second, {{"order-events", 5}});

  positions.commit(first, {{"order-events", 9}});

  EXPECT_EQ(positions.position("tickets", "order-events"), 5);
}

TEST_F(GroupPositionsTest, given_an_older_position_then_a_commit_does_not_move_backwards) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);
  positions.commit(first, {{"order-events", 5}});

  positions.commit(first, {{"order-events", 3}});

  EXPECT_EQ(positions.position("tickets", "order-events"), 5);
}

TEST_F(GroupPositionsTest, given_the_wall_clock_was_set_back_then_a_leftover_lease_blocks_nobody) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);

  clock.set(clock.now() - std::chrono::hours{1});

  EXPECT_EQ(positions.claim(second, topics, lease).size(), 1U);
}

TEST_F(GroupPositionsTest, given_two_members_want_two_topics_then_each_topic_has_one_owner) {
  ASSERT_EQ(positions.claim(first, {"order-events"}, lease).size(), 1U);

  const auto rest = positions.claim(second, {"order-events", "user-events"}, lease);

  EXPECT_EQ(rest, (GroupPositions::Positions{{"user-events", 0}}));
}

TEST_F(GroupPositionsTest, given_another_group_then_leases_and_positions_are_its_own) {
  ASSERT_EQ(positions.claim(first, topics, lease).size(), 1U);
  positions.commit(first, {{"order-events", 7}});

  const auto other = positions.claim({.group = "notifications", .id = "first"}, topics, lease);

  EXPECT_EQ(other, (GroupPositions::Positions{{"order-events", 0}}));
}

}  // namespace
}  // namespace boxoffice::kit::messaging
