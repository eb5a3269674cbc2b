#pragma once

// The notifications service over a real, temporary database, fed with messages through the real inbox.

#include "kit/messaging/inbox.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/golden.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/sql/temporary_database.hpp"
#include "services/notifications/adapters/announcements.hpp"
#include "services/notifications/adapters/message_handlers.hpp"
#include "services/notifications/adapters/sql_notifications.hpp"
#include "services/notifications/core/composer.hpp"
#include "services/notifications/core/reading.hpp"
#include "services/notifications/migrations.hpp"
#include "services/notifications/tests/fakes.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::notifications {

/// The people, event and order of the golden messages.
inline const contracts::UserId golden_user{"0193580a-0001-7000-8000-000000000001"};
inline const contracts::EventId golden_event{"0193580a-0002-7000-8000-000000000001"};
inline const contracts::OrderId golden_order{"0193580a-0004-7000-8000-000000000001"};

inline contracts::UserId user(int number) {
  return contracts::UserId{fmt::format("01960000-0000-7000-8000-{:012}", number)};
}

/// `text` with every occurrence of `from` replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

inline std::string topic_of(std::string_view type) {
  namespace topics = contracts::topics;
  if (type.starts_with("USER_") || type == "PASSWORD_CHANGED") return std::string(topics::user_events);
  if (type.starts_with("EVENT_")) return std::string(topics::event_notifications);
  if (type.starts_with("ORDER_")) return std::string(topics::order_events);
  if (type.starts_with("PAYMENT_")) return std::string(topics::payment_events);
  return std::string(topics::ticket_events);
}

class NotificationsFixture : public testing::Test {
 protected:
  using InboxPolicy = kit::messaging::InboxPolicy;
  using Outcome = kit::messaging::Attempt::Outcome;

  static std::vector<kit::sql::Migration> all_migrations() {
    auto all = kit::messaging::messaging_migrations();
    std::ranges::copy(migrations(), std::back_inserter(all));
    return all;
  }

  static std::string golden(std::string_view type) {
    return kit::testing::read_source_file(fmt::format("contracts/messages/golden/{}.json", type));
  }

  kit::messaging::Message message(std::string type, std::string data) {
    return {.id = ids.next(), .topic = topic_of(type), .type = type, .time = clock.now(), .data = std::move(data)};
  }

  /// Applies one message in a transaction with its inbox row, as the consumer does.
  Outcome apply(kit::messaging::Message message, InboxPolicy policy = InboxPolicy::deduplicate) {
    kit::messaging::Routes routes;
    for (auto& subscription : handlers.subscriptions()) routes.emplace(subscription.topic, subscription.apply);
    auto entry = std::make_shared<kit::messaging::DeliveryWindow::Entry>();
    entry->received = {.message = std::move(message), .position = "1"};
    return kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
             return kit::messaging::apply_batch(transaction, {entry}, routes, "notifications", policy, clock.now());
           }))
        .front()
        .outcome;
  }
  Outcome apply(std::string type, std::string data) { return apply(message(std::move(type), std::move(data))); }
  Outcome apply_golden(const std::string& type) { return apply(type, golden(type)); }

  /// That message about an order for the golden event, with the data of a golden message.
  void order(const contracts::UserId& buyer, int number, const std::string& type, const std::string& golden_type) {
    auto data = replaced(golden(golden_type), golden_user.str(), buyer.str());
    data = replaced(std::move(data), golden_order.str(), fmt::format("01960000-0000-7000-8001-{:012}", number));
    EXPECT_EQ(apply(type, std::move(data)), Outcome::applied);
  }
  void order(const contracts::UserId& buyer, int number, const std::string& type) { order(buyer, number, type, type); }

  /// The golden EVENT_UPDATED (version 3) with other values.
  void change_event(int version, const std::string& name) {
    auto data = replaced(golden("EVENT_UPDATED"), R"("version": 3)", fmt::format(R"("version": {})", version));
    EXPECT_EQ(apply("EVENT_UPDATED", replaced(std::move(data), "Die Zauberflöte", name)), Outcome::applied);
  }

  /// What the worker does until nobody is left to be told.
  void tell_buyers() {
    while (kit::testing::run(announcer.tell())) {
    }
  }

  std::vector<Notification> list(const contracts::UserId& user_id, NotificationFilter filter = {.limit = 100}) {
    return kit::testing::run(reading.list(user_id, filter));
  }
  std::int64_t unread(const contracts::UserId& user_id) { return kit::testing::run(reading.unread(user_id)); }
  /// Newest first.
  std::vector<std::string> kinds(const contracts::UserId& user_id) {
    std::vector<std::string> all;
    for (const auto& notification : list(user_id)) all.push_back(notification.letter.about.kind);
    return all;
  }

  /// Stores that many letters "1", "2", ... for somebody.
  void store(const contracts::UserId& user_id, int count) {
    kit::testing::run(database->write([&](kit::sql::Transaction& transaction) {
      for (int number = 1; number <= count; ++number) {
        store_letter(transaction, ids.next_as<contracts::NotificationId>(), user_id,
                     {.type = "order", .title = fmt::to_string(number), .about = {.kind = "ORDER_CREATED"}},
                     clock.now());
      }
    }));
  }

  kit::testing::FakeClock clock{};
  kit::testing::SeededRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::telemetry::Telemetry telemetry{
      .service = "notification-service", .log = kit::telemetry::Log::capturing("notification-service"), .metrics = {}};
  kit::testing::TemporaryDatabase database{all_migrations()};
  FakeLocalTimes local_times{};
  Composer composer{local_times};
  MessageHandlers handlers{{.composer = composer, .clock = clock, .ids = ids, .telemetry = telemetry}};
  Announcer::Parts announcer_parts{.database = *database, .clock = clock, .ids = ids, .telemetry = telemetry};
  Announcer announcer{announcer_parts, {}};
  SqlNotifications notifications{*database};
  Reading reading{notifications, clock};
};

}  // namespace boxoffice::services::notifications
