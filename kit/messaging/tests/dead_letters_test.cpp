#include "kit/messaging/tests/messaging_bench.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>

namespace boxoffice::kit::messaging {
namespace {

std::set<std::string> groups_with_letters(MessagingBench& bench) {
  std::set<std::string> groups;
  for (const auto& letter : testing::run(dead_letters(*bench.log, "order-events", std::nullopt, 100))) {
    EXPECT_EQ(letter.message.id, "a1");
    groups.insert(letter.group);
  }
  return groups;
}

TEST(dead_letters, given_one_message_that_died_in_two_groups_then_each_has_its_letter_and_its_replay) {
  MessagingBench bench;
  bench.effects.rejected = {"a1"};
  bench.publish({{"a", "a1"}});
  for (const std::string group : {"tickets", "orders"}) MessagingBench::rounds(*bench.consumption({.group = group}));
  EXPECT_EQ(groups_with_letters(bench), (std::set<std::string>{"tickets", "orders"}));

  auto of_tickets = testing::run(dead_letters(*bench.log, "order-events", "tickets", 100));
  ASSERT_EQ(of_tickets.size(), 1U);
  testing::run(replay(*bench.log, of_tickets.front()));

  EXPECT_EQ(groups_with_letters(bench), std::set<std::string>{"orders"});
}

}  // namespace
}  // namespace boxoffice::kit::messaging
