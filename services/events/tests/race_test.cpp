// Nobody's change is lost: two people edit the same event at once. Each race is also run without the guard, and must
// then be seen.

#include "kit/runtime/concurrently.hpp"
#include "kit/testing/sql/crossed_database.hpp"
#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

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

Task<> publish_once(const Editing& writing, contracts::EventId id, Told& told) {
  const auto outcome = co_await writing.publish({}, organiser(), id, {}, {});
  ++(outcome ? told.saved : told.conflicts);
}

Task<> rename_once(const Editing& writing, EventContent content, contracts::EventId id, std::string name, Told& told) {
  content.name = std::move(name);
  const auto outcome = co_await writing.update({}, organiser(), id, 0, std::move(content), std::nullopt, {});
  ++(outcome ? told.saved : told.conflicts);
}

class race : public EventsFixture {
 protected:
  /// Two writers at two instances, each with its own connection, as two processes would be. Returns how many of their
  /// letters are there in the end.
  std::size_t append_at_two_instances() {
    EventContent blank = night_train();
    blank.description = "";
    const Event event = create(blank);
    const auto second_database = database.open_again();
    SqlEvents first(*database, outbox);
    SqlEvents second(*second_database, outbox);
    const Editing first_editing(parts(first));
    const Editing second_editing(parts(second));
    std::vector<Task<>> writers;
    writers.push_back(append_letters(first_editing, first, event.id, told_first));
    writers.push_back(append_letters(second_editing, second, event.id, told_second));

    kit::testing::run(kit::runtime::run_all(std::move(writers)), std::chrono::minutes{1});

    return show(event.id)->event.content.description.size();
  }

  /// One person renames a draft; before that is stored, and after the draft was read, another one does.
  void rename_crossed(ReplacePolicy policy) {
    const Event draft = create();
    crossed.meanwhile = [this, draft] { return rename_once(editing, draft.content, draft.id, "First", told_first); };
    SqlEvents store(crossed, outbox, policy);
    kit::testing::run(rename_once(Editing(parts(store)), draft.content, draft.id, "Second", told_second));
  }
  /// The same with its publication.
  void publish_crossed(ReplacePolicy policy) {
    const Event draft = create();
    crossed.meanwhile = [this, draft] { return publish_once(editing, draft.id, told_first); };
    SqlEvents store(crossed, outbox, policy);
    kit::testing::run(publish_once(Editing(parts(store)), draft.id, told_second));
  }

  Told told_first{};
  Told told_second{};
  kit::testing::CrossedDatabase crossed{*database};
};

TEST_F(race, given_two_writers_then_every_saved_change_is_there) {
  const auto there = append_at_two_instances();

  EXPECT_EQ(there, 2U * letters);
}

TEST_F(race, given_change_between_look_and_write_then_the_second_is_told_of_it) {
  rename_crossed(ReplacePolicy::guarded_by_version);

  EXPECT_EQ(told_first.saved, 1);
  EXPECT_EQ(told_second.conflicts, 1);
}

TEST_F(race, without_guard_then_a_saved_change_is_lost) {
  rename_crossed(ReplacePolicy::last_one_wins);

  EXPECT_EQ(told_first.saved, 1);
  EXPECT_EQ(told_second.saved, 1) << "the first change is gone, and nobody was told";
}

TEST_F(race, given_many_publish_at_once_then_one_does) {
  const Event draft = create();
  std::vector<Task<>> everybody;
  everybody.reserve(10);
  for (int number = 0; number < 10; ++number) everybody.push_back(publish_once(editing, draft.id, told_first));

  kit::testing::run(kit::runtime::run_all(std::move(everybody)));

  EXPECT_EQ(told_first.saved, 1);
  EXPECT_EQ(published(), (std::vector<std::string>{"EVENT_CREATED", "EVENT_PUBLISHED"}));
}

TEST_F(race, given_published_between_look_and_write_then_not_again) {
  publish_crossed(ReplacePolicy::guarded_by_version);

  EXPECT_EQ(told_second.conflicts, 1);
  EXPECT_EQ(published(), (std::vector<std::string>{"EVENT_CREATED", "EVENT_PUBLISHED"}));
}

TEST_F(race, without_guard_then_published_twice) {
  publish_crossed(ReplacePolicy::last_one_wins);

  EXPECT_EQ(told_second.saved, 1);
  EXPECT_EQ(published(), (std::vector<std::string>{"EVENT_CREATED", "EVENT_PUBLISHED", "EVENT_PUBLISHED"}));
}

}  // namespace
}  // namespace boxoffice::services::events
