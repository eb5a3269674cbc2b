// Nobody's change is lost: two people edit the same event at once; and what happens without the guard.

#include "kit/runtime/concurrently.hpp"
#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace boxoffice::services::events {
namespace {

constexpr int letters = 30;

/// What a writer was told.
struct Told {
  int saved = 0;
  int conflicts = 0;
};

/// Appends letters to the description, each in one change; whoever is told of a conflict loads again and repeats.
Task<> append_letters(const Editing& writing, EventStore& store, contracts::EventId id, Told& told) {
  while (told.saved < letters) {
    const auto loaded = co_await store.find(id);
    EventContent content = loaded->content;
    content.description += "x";
    const auto outcome = co_await writing.update({}, organiser(), id, loaded->version, content, std::nullopt, {});
    ++(outcome ? told.saved : told.conflicts);
  }
}

class race : public EventsFixture {
 protected:
  /// Two writers at two instances, each with its own connection, as two processes would be. Returns how many of their
  /// letters are there in the end.
  std::size_t append_at_two_instances(ReplacePolicy policy) {
    EventContent blank = night_train();
    blank.description = "";
    const Event event = create(blank);
    const auto second_database = database.open_again();
    SqlEvents first(*database, outbox, policy);
    SqlEvents second(*second_database, outbox, policy);
    const Editing first_editing(parts(first));
    const Editing second_editing(parts(second));
    std::vector<Task<>> writers;
    writers.push_back(append_letters(first_editing, first, event.id, told_first));
    writers.push_back(append_letters(second_editing, second, event.id, told_second));

    kit::testing::run(kit::runtime::run_all(std::move(writers)), std::chrono::minutes{1});

    return show(event.id)->event.content.description.size();
  }

  Told told_first{};
  Told told_second{};
};

TEST_F(race, given_two_writers_then_every_saved_change_is_there) {
  const auto there = append_at_two_instances(ReplacePolicy::guarded_by_version);

  EXPECT_EQ(there, 2U * letters);
  EXPECT_GT(told_first.conflicts + told_second.conflicts, 0) << "the writers never met";
}

TEST_F(race, given_two_writers_without_the_guard_then_saved_changes_are_lost) {
  const auto there = append_at_two_instances(ReplacePolicy::last_one_wins);

  EXPECT_LT(there, 2U * letters) << "this test shows the race that the guard prevents";
}

Task<> publish_once(const Editing& writing, contracts::EventId id, Told& told) {
  const auto outcome = co_await writing.publish({}, organiser(), id, {}, {});
  ++(outcome ? told.saved : told.conflicts);
}

TEST_F(race, given_many_publish_at_once_then_one_does) {
  const Event draft = create();
  std::vector<Task<>> everybody;
  for (int number = 0; number < 10; ++number) everybody.push_back(publish_once(editing, draft.id, told_first));

  kit::testing::run(kit::runtime::run_all(std::move(everybody)));

  EXPECT_EQ(told_first.saved, 1);
  EXPECT_EQ(published(), (std::vector<std::string>{"EVENT_CREATED", "EVENT_PUBLISHED"}));
}

}  // namespace
}  // namespace boxoffice::services::events
