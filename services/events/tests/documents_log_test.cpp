#include "services/events/adapters/documents_log.hpp"

#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::services::events {
namespace {

class documents_log : public EventsFixture {
 protected:
  std::size_t pending() { return texts("SELECT id FROM event_log_pending").size(); }
  bool flush() { return kit::testing::run(log.flush()); }

  std::vector<Action> actions(contracts::EventId id) {
    std::vector<Action> all;
    for (const auto& entry : log_of(std::move(id))) all.push_back(entry.action);
    return all;
  }
};

using enum Action;

TEST_F(documents_log, given_changes_then_entries_are_in_the_document_store) {
  const Event event = create_active();

  EXPECT_EQ(pending(), 0U);
  EXPECT_EQ(documents.collections["event_log"].size(), 2U);
  EXPECT_EQ(actions(event.id).size(), 2U);
  EXPECT_EQ(log_of(event.id)[0].event_id, event.id);
}

TEST_F(documents_log, given_the_documents_are_away_then_entries_wait_and_none_is_lost) {
  documents.away = true;
  const Event event = create();
  ASSERT_TRUE(publish(event.id));
  EXPECT_EQ(pending(), 2U);
  EXPECT_FALSE(flush());
  EXPECT_NE(lines.captured().back().find("event_log_delayed"), std::string::npos);

  documents.away = false;
  EXPECT_EQ(actions(event.id), (std::vector<Action>{Action::published, created})) << "also while they wait";
  EXPECT_FALSE(flush()) << "nothing more is waiting";

  EXPECT_EQ(pending(), 0U);
  EXPECT_EQ(actions(event.id), (std::vector<Action>{Action::published, created}));
}

TEST_F(documents_log, given_an_entry_moved_twice_then_it_is_there_once) {
  documents.away = true;
  const Event event = create();
  documents.away = false;
  // A process that died between putting and deleting.
  const auto rows = kit::testing::run(database->read(
      [](kit::sql::Session& session) { return session.query("SELECT id, json FROM event_log_pending"); }));
  kit::testing::run(documents.ensure_collection("event_log", {}));
  kit::testing::run(
      documents.put("event_log", {.id = rows[0].get<std::string>(0), .json = rows[0].get<std::string>(1)}));
  EXPECT_EQ(actions(event.id), std::vector<Action>{created}) << "not twice while it is in both places";

  flush();

  EXPECT_EQ(documents.collections["event_log"].size(), 1U);
  EXPECT_EQ(actions(event.id), std::vector<Action>{created});
}

TEST_F(documents_log, given_a_long_log_then_read_page_by_page_across_both_places) {
  Event event = create();
  for (int number = 0; number < 6; ++number) {
    documents.away = number >= 3;
    event = *update(event, event.content);
  }
  documents.away = false;
  ASSERT_EQ(pending(), 3U);

  std::vector<std::string> walked;
  std::optional<std::string> after;
  for (int page = 0; page < 10; ++page) {
    const auto entries = kit::testing::run(log.read(event.id, 2, after));
    for (const auto& entry : entries) walked.push_back(entry.id);
    if (entries.empty()) break;
    after = entries.back().id;
  }

  EXPECT_EQ(walked.size(), 7U);
  EXPECT_TRUE(std::ranges::is_sorted(walked, std::ranges::greater{}));
}

TEST_F(documents_log, given_nothing_ever_happened_then_not_found) {
  const auto nothing = kit::testing::run(browsing.log(contracts::EventId{"none"}, 10, std::nullopt));

  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, kit::base::codes::not_found);
}

}  // namespace
}  // namespace boxoffice::services::events
