#include "services/tickets/core/inventory.hpp"

#include "kit/json/json.hpp"
#include "services/tickets/adapters/message_handlers.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using contracts::messages::EventState;

TypeStock taken_type(int number, std::int64_t capacity, std::int64_t held, std::int64_t sold) {
  return {.id = type(number),
          .name = "Old name",
          .price = 1,
          .capacity = capacity,
          .available = capacity - held - sold,
          .held = held,
          .sold = sold,
          .max_per_order = 1};
}

std::vector<std::int64_t> numbers(const TypeStock& stock) {
  return {stock.capacity, stock.available, stock.held, stock.sold};
}
using Numbers = std::vector<std::int64_t>;

TEST(inventory, given_changed_event_then_types_follow_it) {
  EventState changed = published_event(20);
  changed.version = 2;
  changed.ticket_types.push_back(ticket_type(3, 5));

  const auto types = follow({taken_type(2, 10, 2, 3), taken_type(1, 10, 2, 3)}, changed);

  ASSERT_EQ(types.size(), 3U);
  EXPECT_EQ(types[0].name, "Type 1");
  EXPECT_EQ(types[0].price, 1000);
  EXPECT_EQ(types[0].max_per_order, 10);
  EXPECT_EQ(numbers(types[0]), (Numbers{20, 15, 2, 3})) << "raised";
  EXPECT_EQ(numbers(types[1]), (Numbers{5, 5, 0, 0})) << "new";
  EXPECT_EQ(numbers(types[2]), (Numbers{5, 0, 2, 3})) << "removed: keeps what is held and sold";
  EXPECT_FALSE(types[2].on_sale);
}

TEST(inventory, given_removed_type_comes_back_then_it_is_on_sale_again) {
  TypeStock removed = taken_type(1, 5, 2, 3);
  removed.on_sale = false;

  const auto types = follow({removed}, published_event(9));

  EXPECT_TRUE(types.front().on_sale);
  EXPECT_EQ(numbers(types.front()), (Numbers{9, 4, 2, 3}));
}

TEST(inventory, given_capacity_below_what_is_taken_then_nobody_loses_a_ticket) {
  const auto types = follow({taken_type(1, 10, 2, 3)}, published_event(1));

  EXPECT_EQ(numbers(types.front()), (Numbers{5, 0, 2, 3}));
}

TEST(inventory, given_agreed_decrease_when_an_older_message_comes_late_then_capacity_stays) {
  auto decreased = decrease({taken_type(1, 10, 2, 3)}, {.version = 5, .ticket_types = {{type(1), 7}}});
  ASSERT_TRUE(decreased);
  EXPECT_EQ(numbers(decreased->front()), (Numbers{7, 2, 2, 3}));
  EventState late = published_event(10);
  late.version = 4;
  EventState committed = published_event(7);
  committed.version = 5;

  EXPECT_EQ(numbers(follow(*decreased, late).front()), (Numbers{7, 2, 2, 3}));
  EXPECT_EQ(numbers(follow(*decreased, committed).front()), (Numbers{7, 2, 2, 3}));
}

TEST(inventory, given_decrease_below_what_is_taken_then_capacity_in_use) {
  const auto refused = decrease({taken_type(1, 10, 2, 3)}, {.version = 5, .ticket_types = {{type(1), 4}}});

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, codes::capacity_in_use);
}

TEST(inventory, given_increase_or_unknown_type_in_a_decrease_then_ignored) {
  const auto same = decrease({taken_type(1, 10, 2, 3)}, {.version = 5, .ticket_types = {{type(1), 40}, {type(9), 1}}});

  ASSERT_TRUE(same);
  EXPECT_EQ(numbers(same->front()), (Numbers{10, 5, 2, 3}));
}

class following_events : public TicketsFixture {
 protected:
  template <class Message>
  Result<void> deliver(Message message) {
    const kit::messaging::Message envelope{.id = ids.next(),
                                           .topic = "event-notifications",
                                           .type = std::string(Message::type),
                                           .data = kit::json::to_json(message)};
    return deliver_envelope(envelope);
  }
  Result<void> deliver_envelope(kit::messaging::Message envelope) {
    const auto subscription = subscriptions(telemetry).front();
    return kit::testing::run(database->write([subscription, envelope](kit::sql::Transaction& transaction) {
      return subscription.apply(transaction, envelope);
    }));
  }
  std::vector<EventStock> availability() { return kit::testing::run(inventory.availability({event().str()})); }

  kit::telemetry::Telemetry telemetry{
      .service = "ticket-service", .log = kit::telemetry::Log::capturing("ticket-service"), .metrics = {}};
};

template <class Message>
Message message_of(EventState state) {
  Message message;
  static_cast<EventState&>(message) = std::move(state);
  return message;
}

TEST_F(following_events, given_draft_then_no_inventory_until_it_is_published) {
  EventState draft = published_event(10);
  draft.status = "DRAFT";
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventCreated>(draft)));
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventUpdated>(draft)));
  EXPECT_TRUE(availability().empty());

  EventState published = published_event(10);
  published.version = 2;
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventPublished>(published)));

  ASSERT_EQ(availability().size(), 1U);
  EXPECT_EQ(availability().front().types.front().available, 10);
  EXPECT_EQ(telemetry.log.captured().size(), 1U);
}

TEST_F(following_events, given_older_version_then_ignored) {
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventPublished>(published_event(10))));
  EventState newer = published_event(30);
  newer.version = 5;
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventUpdated>(newer)));
  EventState older = published_event(20);
  older.version = 4;

  ASSERT_TRUE(deliver(message_of<contracts::messages::EventUpdated>(older)));

  EXPECT_EQ(stock_of().capacity, 30);
}

TEST_F(following_events, given_removed_type_then_it_is_no_longer_shown) {
  EventState two = published_event(10);
  two.ticket_types.push_back(ticket_type(2, 5));
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventPublished>(two)));
  ASSERT_TRUE(reserve(reserve_request(1, 2)));
  EventState one = two;
  one.version = 2;
  one.ticket_types.erase(one.ticket_types.begin());

  ASSERT_TRUE(deliver(message_of<contracts::messages::EventUpdated>(one)));

  ASSERT_EQ(availability().front().types.size(), 1U);
  EXPECT_EQ(availability().front().types.front().id, type(2));
  EXPECT_TRUE(confirm(1)) << "who holds of the removed type keeps it";
}

TEST_F(following_events, given_cancelled_event_when_anything_comes_later_then_it_stays_cancelled) {
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventPublished>(published_event(10))));
  EventState gone = published_event(10);
  gone.version = 2;
  gone.status = "CANCELLED";
  ASSERT_TRUE(deliver(message_of<contracts::messages::EventCancelled>(gone)));
  EventState late = published_event(10);
  late.version = 3;

  ASSERT_TRUE(deliver(message_of<contracts::messages::EventUpdated>(late)));

  EXPECT_EQ(reserve(reserve_request(1, 1)).error().code, codes::sales_closed);
}

TEST_F(following_events, given_unreadable_data_then_final_error) {
  EXPECT_FALSE(deliver_envelope({.id = ids.next(), .type = "EVENT_PUBLISHED", .data = "[]"}));
}

TEST_F(following_events, given_decrease_then_checked_against_what_is_taken) {
  const auto decrease_to = [this](std::int64_t capacity, std::int64_t version, contracts::EventId id) {
    return kit::testing::run(
        inventory.decrease_capacity(std::move(id), {.version = version, .ticket_types = {{type(), capacity}}}));
  };
  EXPECT_EQ(decrease_to(5, 2, event()).error().code, kit::base::codes::not_found);
  publish(published_event(10));
  ASSERT_TRUE(reserve(reserve_request(1, 4)));

  EXPECT_TRUE(decrease_to(1, 0, event())) << "an older version is ignored";
  EXPECT_TRUE(decrease_to(5, 1, event())) << "so is the version that is there already";
  EXPECT_EQ(stock_of().capacity, 10);
  EXPECT_EQ(decrease_to(3, 2, event()).error().code, codes::capacity_in_use);
  EXPECT_EQ(stock_of().capacity, 10);
  EXPECT_TRUE(decrease_to(4, 2, event()));
  EXPECT_EQ(stock_of().capacity, 4);
  EXPECT_EQ(stock_of().available, 0);
}

}  // namespace
}  // namespace boxoffice::services::tickets
