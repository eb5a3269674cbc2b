#include "services/events/core/editing.hpp"

#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::services::events {
namespace {

class editing_events : public EventsFixture {};

std::string first_pointer(const kit::base::Error& error) {
  return error.fields.empty() ? "" : error.fields.front().pointer;
}

/// What a later hour changes.
EventContent renamed(EventContent content, std::string name) {
  content.name = std::move(name);
  return content;
}

TEST_F(editing_events, given_valid_content_then_a_draft_with_ids_of_its_own) {
  EventContent content = night_train();
  content.ticket_types[0].id = contracts::TicketTypeId{"0197a000-0000-7000-8000-00000000bbbb"};

  const Event event = create(content, R"({"agenda":[]})");

  EXPECT_EQ(event.status, EventStatus::draft);
  EXPECT_EQ(event.version, 0);
  EXPECT_NE(event.content.ticket_types[0].id, content.ticket_types[0].id);
  const auto shown = show(event.id);
  EXPECT_EQ(shown->event.content, event.content);
  EXPECT_EQ(shown->event.created_by, organiser().id);
  EXPECT_EQ(shown->details, R"({"agenda":[]})");
  EXPECT_EQ(published(), std::vector<std::string>{"EVENT_CREATED"});
  ASSERT_EQ(log_of(event.id).size(), 1U);
  EXPECT_EQ(log_of(event.id)[0].action, Action::created);
  EXPECT_EQ(log_of(event.id)[0].actor.name, "olga");
}

TEST_F(editing_events, given_broken_rules_then_nothing_is_stored) {
  EventContent content = night_train();
  content.ends_at = content.starts_at;
  content.venue.time_zone = "Mars/Base";

  const auto refused = kit::testing::run(editing.create({}, organiser(), content, "{}", {}));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, kit::base::codes::validation_failed);
  ASSERT_EQ(refused.error().fields.size(), 2U);
  EXPECT_EQ(refused.error().fields[0].pointer, "/endsAt");
  EXPECT_EQ(refused.error().fields[1].pointer, "/venue/timeZone");
  EXPECT_TRUE(published().empty());
}

TEST_F(editing_events, given_a_draft_then_published_once) {
  const Event draft = create();

  const auto active = publish(draft.id);
  const auto again = publish(draft.id);

  ASSERT_TRUE(active);
  EXPECT_EQ(active->status, EventStatus::active);
  EXPECT_EQ(active->version, 1);
  EXPECT_EQ(again.error().code, kit::base::codes::invalid_state);
  EXPECT_EQ(published(), (std::vector<std::string>{"EVENT_CREATED", "EVENT_PUBLISHED"}));
}

TEST_F(editing_events, given_a_draft_that_buyers_cannot_use_then_not_published) {
  EventContent empty = night_train();
  empty.ticket_types.clear();
  const Event without_tickets = create(empty);
  const Event over = create();
  EXPECT_EQ(first_pointer(publish(without_tickets.id).error()), "/ticketTypes");

  clock.set(over.content.ends_at);

  EXPECT_EQ(first_pointer(publish(over.id).error()), "/endsAt");
  EXPECT_EQ(publish(contracts::EventId{"none"}).error().code, kit::base::codes::not_found);
}

TEST_F(editing_events, given_an_active_event_then_cancelled_with_its_reason) {
  const Event active = create_active();

  const auto cancelled = cancel(active.id, "The hall burnt down");

  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->status, EventStatus::cancelled);
  EXPECT_EQ(published().back(), "EVENT_CANCELLED");
  EXPECT_NE(last_message().find(R"("reason":"The hall burnt down")"), std::string::npos);
  EXPECT_EQ(log_of(active.id)[0].reason, "The hall burnt down");
  EXPECT_EQ(cancel(active.id).error().code, kit::base::codes::invalid_state);
}

TEST_F(editing_events, given_a_draft_or_an_event_that_is_over_then_not_cancelled) {
  EXPECT_EQ(cancel(create().id).error().code, kit::base::codes::invalid_state);
  const Event active = create_active();

  clock.set(active.content.ends_at);

  EXPECT_EQ(cancel(active.id).error().code, kit::base::codes::invalid_state);
}

TEST_F(editing_events, given_a_change_then_the_next_version_says_what_changed) {
  const Event draft = create();

  const auto changed = update(draft, renamed(draft.content, "Day Train"));

  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->version, 1);
  EXPECT_EQ(show(draft.id)->event.content.name, "Day Train");
  EXPECT_EQ(published().back(), "EVENT_UPDATED");
  const auto entry = log_of(draft.id)[0];
  EXPECT_EQ(entry.action, Action::updated);
  EXPECT_EQ(entry.changes, (std::vector<Change>{{"name", "Night Train", "Day Train"}}));
}

TEST_F(editing_events, given_an_old_version_then_refused_and_nothing_is_lost) {
  const Event draft = create();
  ASSERT_TRUE(update(draft, renamed(draft.content, "Day Train"), R"({"by":"first"})"));

  const auto late = update(draft, renamed(draft.content, "Ghost Train"), R"({"by":"second"})");

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, codes::version_conflict);
  EXPECT_EQ(show(draft.id)->event.content.name, "Day Train");
  EXPECT_EQ(show(draft.id)->details, R"({"by":"first"})");
}

TEST_F(editing_events, given_a_cancelled_event_an_unknown_one_or_one_that_is_over_then_not_changed) {
  const Event active = create_active();
  const auto cancelled = cancel(active.id);
  EXPECT_EQ(update(*cancelled, active.content).error().code, kit::base::codes::invalid_state);

  Event unknown = active;
  unknown.id = contracts::EventId{"none"};
  unknown.content.ticket_types[0].id = {};
  EXPECT_EQ(update(unknown, unknown.content).error().code, kit::base::codes::not_found);

  const Event other = create_active();
  clock.set(other.content.ends_at);
  EXPECT_EQ(update(other, other.content).error().code, kit::base::codes::invalid_state);
}

TEST_F(editing_events, given_less_capacity_of_an_active_event_then_the_inventory_is_asked_first) {
  const Event active = create_active();
  EventContent fewer = active.content;
  fewer.ticket_types[0].capacity = 50;

  inventory.in_use = 60;
  const auto refused = update(active, fewer, R"({"new":true})");
  inventory.in_use = 50;
  const auto agreed = update(active, fewer);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, codes::capacity_in_use);
  ASSERT_TRUE(agreed);
  EXPECT_EQ(inventory.versions, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(inventory.lowered[1].capacity, 50);
  EXPECT_EQ(show(active.id)->event.content.ticket_types[0].capacity, 50);
  EXPECT_TRUE(documents.collections["event_details"].empty()) << "the refused change leaves no document behind";
}

TEST_F(editing_events, given_somebody_faster_while_the_inventory_is_asked_then_version_conflict) {
  const Event active = create_active();
  EventContent fewer = active.content;
  fewer.ticket_types[0].capacity = 50;
  inventory.meanwhile = [&] { ASSERT_TRUE(update(active, renamed(active.content, "Day Train"))); };

  const auto late = update(active, fewer);

  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, codes::version_conflict);
  EXPECT_EQ(show(active.id)->event.content, renamed(active.content, "Day Train"));
}

TEST_F(editing_events, given_less_capacity_of_a_draft_or_more_of_an_active_event_then_nobody_is_asked) {
  const Event draft = create();
  EventContent fewer = draft.content;
  fewer.ticket_types[0].capacity = 1;
  ASSERT_TRUE(update(draft, fewer));
  const Event active = create_active();
  EventContent more = active.content;
  more.ticket_types[0].capacity = 1000;

  ASSERT_TRUE(update(active, more));

  EXPECT_TRUE(inventory.versions.empty());
}

TEST_F(editing_events, given_ticket_types_then_known_ones_keep_their_id_and_foreign_ones_are_refused) {
  const Event draft = create();
  EventContent two = draft.content;
  two.ticket_types.insert(two.ticket_types.begin(), ticket_type("VIP", 9900, 10));

  const auto changed = update(draft, two);
  EventContent foreign = two;
  foreign.ticket_types[0].id = contracts::TicketTypeId{"0197a000-0000-7000-8000-00000000cccc"};
  const auto refused = update(*changed, foreign);

  ASSERT_TRUE(changed);
  EXPECT_FALSE(changed->content.ticket_types[0].id.empty());
  EXPECT_EQ(changed->content.ticket_types[1].id, draft.content.ticket_types[0].id);
  EXPECT_EQ(show(draft.id)->event.content, changed->content) << "in the order in which they were given";
  ASSERT_FALSE(refused);
  EXPECT_EQ(first_pointer(refused.error()), "/ticketTypes/0/id");
}

TEST_F(editing_events, given_details_then_replaced_kept_or_taken_away) {
  const Event draft = create(night_train(), R"({"a":1})");

  const auto kept = update(draft, draft.content);
  EXPECT_EQ(show(draft.id)->details, R"({"a":1})");
  const auto same = update(*kept, draft.content, R"({"a":1})");
  EXPECT_EQ(same->details_id, draft.details_id);
  const auto replaced = update(*same, draft.content, R"({"a":2})");
  EXPECT_EQ(show(draft.id)->details, R"({"a":2})");
  EXPECT_EQ(log_of(draft.id)[0].changes, (std::vector<Change>{{"details", "7 bytes", "7 bytes"}}));
  EXPECT_EQ(documents.collections["event_details"].size(), 1U) << "the old document is gone";
  const auto emptied = update(*replaced, draft.content, "{}");
  EXPECT_EQ(show(draft.id)->details, "{}");

  EXPECT_EQ(emptied->details_id, "");
  EXPECT_TRUE(documents.collections["event_details"].empty());
}

TEST_F(editing_events, given_the_documents_are_away_then_details_are_not_thrown_away_and_the_rest_goes_on) {
  const Event draft = create(night_train(), R"({"a":1})");
  documents.away = true;

  EXPECT_THROW(std::ignore = update(draft, draft.content, "{}"), kit::base::Unavailable);
  EXPECT_THROW(std::ignore = create(night_train(), R"({"b":1})"), kit::base::Unavailable);
  const auto renamed_meanwhile = update(draft, renamed(draft.content, "Day Train"));
  const auto published_meanwhile = publish(draft.id);
  const Event plain = create();

  EXPECT_TRUE(renamed_meanwhile);
  EXPECT_TRUE(published_meanwhile);
  documents.away = false;
  EXPECT_EQ(show(draft.id)->details, R"({"a":1})");
  EXPECT_EQ(show(plain.id)->details, "{}");
}

TEST_F(editing_events, given_drafts_only_then_deleted) {
  const Event draft = create(night_train(), R"({"a":1})");
  const Event active = create_active();

  EXPECT_TRUE(remove(draft.id));
  EXPECT_EQ(remove(draft.id).error().code, kit::base::codes::not_found);
  EXPECT_EQ(remove(active.id).error().code, kit::base::codes::invalid_state);

  EXPECT_FALSE(show(draft.id));
  EXPECT_TRUE(show(active.id));
  EXPECT_EQ(texts("SELECT event_id FROM ticket_types"), std::vector<std::string>{active.id.str()});
  EXPECT_EQ(texts("SELECT event_id FROM event_search"), std::vector<std::string>{active.id.str()});
  EXPECT_TRUE(documents.collections["event_details"].empty());
  EXPECT_EQ(log_of(draft.id)[0].action, Action::deleted) << "the log outlives the draft";
}

}  // namespace
}  // namespace boxoffice::services::events
