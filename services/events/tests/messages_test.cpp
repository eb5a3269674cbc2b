#include "services/events/adapters/messages.hpp"

#include "contracts/messages/event_messages.hpp"
#include "kit/json/json.hpp"
#include "services/events/tests/fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::services::events {
namespace {

using contracts::messages::EventCancelled;
using contracts::messages::EventState;

class messages_of_events : public EventsFixture {};

TEST_F(messages_of_events, given_a_change_then_the_message_carries_the_full_state) {
  EventContent content = night_train();
  content.sales_start_at = day(10);
  content.sales_end_at = day(30);
  content.ticket_types.push_back(ticket_type("VIP", 9900, 5));
  content.ticket_types[1].max_per_user = 8;

  const Event event = create_active(content);

  const auto state = kit::json::from_json<contracts::messages::EventPublished>(last_message());
  ASSERT_TRUE(state) << "strict reading: nothing unknown, nothing missing, all rules hold";
  EXPECT_EQ(state->event_id, event.id);
  EXPECT_EQ(state->version, 1);
  EXPECT_EQ(state->status, "ACTIVE");
  EXPECT_EQ(state->name, "Night Train");
  EXPECT_EQ(state->category, "Music");
  EXPECT_EQ(state->venue, (contracts::messages::Venue{
                              .name = "Grand Hall", .city = "Berlin", .country = "DE", .time_zone = "Europe/Berlin"}));
  EXPECT_EQ(state->starts_at, content.starts_at);
  EXPECT_EQ(state->ends_at, content.ends_at);
  EXPECT_EQ(state->sales_start_at, content.sales_start_at);
  EXPECT_EQ(state->sales_end_at, content.sales_end_at);
  EXPECT_EQ(state->currency, "EUR");
  EXPECT_EQ(state->created_by, organiser().id);
  ASSERT_EQ(state->ticket_types.size(), 2U);
  EXPECT_EQ(state->ticket_types[1].id, event.content.ticket_types[1].id);
  EXPECT_EQ(state->ticket_types[1].price.amount, 9900);
  EXPECT_EQ(state->ticket_types[1].capacity, 5);
  EXPECT_EQ(state->ticket_types[1].max_per_order, 8);
  EXPECT_EQ(state->ticket_types[1].max_per_user, 8);
}

TEST_F(messages_of_events, given_a_life_then_versions_grow_and_all_go_to_one_topic_and_subject) {
  const Event draft = create();
  const auto changed = update(draft, draft.content);
  ASSERT_TRUE(publish(draft.id));
  ASSERT_TRUE(cancel(draft.id, "Rain"));

  EXPECT_EQ(published(),
            (std::vector<std::string>{"EVENT_CREATED", "EVENT_UPDATED", "EVENT_PUBLISHED", "EVENT_CANCELLED"}));
  EXPECT_EQ(texts("SELECT DISTINCT topic FROM outbox"), std::vector<std::string>{"event-notifications"});
  EXPECT_EQ(texts("SELECT DISTINCT subject FROM outbox"), std::vector<std::string>{draft.id.str()});
  std::vector<std::int64_t> versions;
  for (const auto& data : texts("SELECT data FROM outbox ORDER BY position")) {
    versions.push_back(kit::json::from_json_lenient<EventState>(data)->version);
  }
  EXPECT_EQ(versions, (std::vector<std::int64_t>{0, 1, 2, 3}));
  EXPECT_EQ(kit::json::from_json<EventCancelled>(last_message())->reason, "Rain");
}

TEST_F(messages_of_events, given_a_refused_change_then_nothing_is_told) {
  const Event draft = create();
  ASSERT_TRUE(update(draft, draft.content));

  ASSERT_FALSE(update(draft, draft.content));

  EXPECT_EQ(published().size(), 2U);
  EXPECT_EQ(log_of(draft.id).size(), 2U);
}

}  // namespace
}  // namespace boxoffice::services::events
