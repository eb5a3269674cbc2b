#include "app/audit/consumers.hpp"
#include "app/audit/report_text.hpp"
#include "app/tests/audit_fixture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace boxoffice::app::audit {

namespace {

using Names = std::vector<std::string>;

/// What a bug might leave behind, and which invariants speak of it.
struct Damage {
  std::string name;
  std::string store;
  std::vector<std::string> statements;
  Names broken;
};

const std::string copy_order =
    "INSERT INTO orders (id, user_id, event_id, status, ticket_quantity, total_amount, currency, created_at, "
    "updated_at, place_key, place_fingerprint, items, history) SELECT '01900000-0000-7000-8000-00000000000b', user_id, "
    "event_id, 'CANCELLED', ticket_quantity, total_amount, currency, created_at, updated_at, place_key, "
    "place_fingerprint, items, replace(history, 'CONFIRMED', 'CANCELLED') FROM orders";

std::vector<Damage> damages() {  // NOLINT(readability-function-size): a table
  const std::string order = fmt::format("'{}'", bought_order);
  return {
      {"stock that does not add up", "tickets", {"UPDATE inventory SET available = 9"}, {"I1"}},
      {"negative stock", "tickets", {"UPDATE inventory SET available = -1, capacity = 1"}, {"I1"}},
      {"sold beyond what holds say", "tickets", {"UPDATE inventory SET sold = 3, available = 7"}, {"I2"}},
      {"held by nobody", "tickets", {"UPDATE inventory SET held = 1, available = 7"}, {"I2"}},
      {"one seat twice", "tickets", {"DROP INDEX tickets_by_seat", "UPDATE tickets SET seat_number = 'A 12'"}, {"I2"}},
      {"an answered order that is gone", "orders", {"UPDATE orders SET status = 'REJECTED'"}, {"I3", "I4", "I5"}},
      {"an answered order of somebody else", "orders", {"UPDATE orders SET user_id = 'x'"}, {"I3", "I5"}},
      {"money for an order that expired",
       "orders",
       {"UPDATE orders SET status = 'EXPIRED', history = replace(history, 'CONFIRMED', 'EXPIRED')"},
       {"I4", "I5", "I9"}},
      {"money without all its tickets",
       "tickets",
       {"UPDATE tickets SET status = 'CANCELLED' WHERE number = 2", "UPDATE inventory SET sold = 1, available = 9",
        "UPDATE hold_items SET quantity = 1"},
       {"I4", "I5"}},
      {"an order that was paid twice",
       "payments",
       {"DROP INDEX payments_open_by_order", "DROP INDEX payments_started_by_order",
        "INSERT INTO payments SELECT 'p2', order_id, user_id, amount, currency, 'CASH', token, is_started, status, "
        "failure_code, refund_reason, next_look_at, looks, traceparent, created_at, updated_at, hold_expires_at "
        "FROM payments"},
       {"I4", "I9"}},
      {"money given back for a confirmed order", "payments", {"UPDATE payments SET status = 'REFUNDED'"}, {"I4", "I9"}},
      {"a payment of no order", "payments", {"UPDATE payments SET order_id = 'nobody'"}, {"I4", "I9"}},
      {"a ticket of no order", "tickets", {"UPDATE tickets SET order_id = 'nobody' WHERE number = 2"}, {"I4", "I5"}},
      {"a ticket for another event", "tickets", {"UPDATE tickets SET event_id = 'x' WHERE number = 1"}, {"I2", "I5"}},
      {"a ticket at another price", "tickets", {"UPDATE tickets SET price = 1 WHERE number = 1"}, {"I5"}},
      {"two orders of one key", "orders", {copy_order}, {"I6"}},
      {"a key whose answer names another order",
       "orders",
       {R"(UPDATE idempotency_keys SET body = '{"id": "another"}')"},
       {"I6"}},
      {"a message that was not published",
       "orders",
       {"UPDATE outbox SET published_at = NULL WHERE id = 'message-2'"},
       {"I7"}},
      {"a message that was not applied", "notifications", {"DELETE FROM inbox WHERE message_id = 'message-2'"}, {"I7"}},
      {"a message that was given up",
       "notifications",
       {"UPDATE inbox SET died = 1 WHERE message_id = 'message-2'"},
       {"I7"}},
      {"a hold that outlives its time",
       "tickets",
       {"INSERT INTO holds (order_id, user_id, event_id, status, expires_at, extensions, currency) "
        "VALUES ('old', 'u', '', 'HELD', $now - 1500, 0, 'EUR')"},
       {"I8"}},
      {"less captured than ordered", "provider", {"UPDATE charges SET amount = 999"}, {"I9"}},
      {"a confirmed order without money", "payments", {"DELETE FROM payments"}, {"I9"}},
      {"a charge in another currency", "provider", {"UPDATE charges SET currency = 'USD'"}, {"I9"}},
      {"a payment that was forgotten",
       "payments",
       {"UPDATE payments SET status = 'PENDING', updated_at = $now - 200000"},
       {"I9"}},
      {"an order that went backwards",
       "orders",
       {R"(UPDATE orders SET history = replace(history, '"PENDING"', '"EXPIRED"'))"},
       {"I10"}},
      {"a status that its history does not know",
       "orders",
       {fmt::format("UPDATE orders SET history = '{{\"entries\": [{{\"status\": \"PENDING\", "
                    "\"at\": \"2026-01-01T00:00:00.000Z\"}}]}}' WHERE id = {}",
                    order)},
       {"I10"}},
  };
}

}  // namespace

TEST_F(AuditFixture, given_a_purchase_that_went_well_then_everything_was_checked_and_nothing_is_wrong) {
  const Report report = audit();

  EXPECT_TRUE(report.is_clean()) << to_table(report);
  ASSERT_EQ(report.invariants.size(), 10U);
  for (const auto& invariant : report.invariants) {
    if (invariant.name == "I8") continue;  // nothing is held
    EXPECT_GT(invariant.checked, 0) << invariant.name;
  }
  EXPECT_EQ(report.under_way.orders + report.under_way.payments + report.under_way.tasks + report.under_way.messages,
            0);
}

class Damages : public AuditFixture, public testing::WithParamInterface<Damage> {};

TEST_P(Damages, given_it_then_its_invariants_are_broken) {
  const Damage& damage = GetParam();
  doctor(damage.store, damage.statements);

  EXPECT_EQ(broken(), damage.broken);
}

INSTANTIATE_TEST_SUITE_P(audit, Damages, testing::ValuesIn(damages()), [](const auto& info) {
  std::string name = info.param.name;
  std::ranges::replace(name, ' ', '_');
  return name;
});

TEST_F(AuditFixture, given_an_order_in_hand_then_it_may_look_wrong_for_a_while_but_not_forever) {
  doctor("orders", {"UPDATE orders SET refund_wanted = 1"});
  doctor("tickets", {"UPDATE tickets SET status = 'CANCELLED'", "UPDATE holds SET status = 'CANCELLED'",
                     "UPDATE inventory SET sold = 0, available = 10"});
  EXPECT_EQ(broken(), Names{});

  clock.advance(std::chrono::minutes{6});

  EXPECT_EQ(broken(), (Names{"I4", "I5"}));
}

TEST_F(AuditFixture, given_a_row_that_is_right_again_in_the_second_pass_then_it_is_not_reported) {
  doctor("tickets", {"UPDATE inventory SET available = 9"});

  const Report report = audit([this] { doctor("tickets", {"UPDATE inventory SET available = 8"}); });

  EXPECT_TRUE(report.is_clean()) << to_table(report);
}

TEST_F(AuditFixture, given_what_is_not_done_yet_then_it_is_counted) {
  doctor("orders",
         {"UPDATE outbox SET published_at = NULL",
          fmt::format("INSERT INTO tasks (order_id, kind, traceparent, due_at) VALUES ('{}', 'REFUND', '', 0)",
                      bought_order)});

  const Report report = audit();

  EXPECT_EQ(report.under_way.messages, 2);
  EXPECT_EQ(report.under_way.tasks, 1);
}

TEST_F(AuditFixture, given_broken_invariants_then_the_report_names_the_rows) {
  doctor("tickets", {"UPDATE inventory SET available = 9"});

  const Report report = audit();

  EXPECT_NE(to_table(report).find("I1: ticket type 01900000-0000-7000-8000-000000000003 of event"), std::string::npos);
  EXPECT_NE(to_json(report).find(R"("name":"I1","statement":)"), std::string::npos);
  EXPECT_NE(to_json(report).find(R"("ok":false)"), std::string::npos);
}

TEST_F(AuditFixture, given_the_services_own_subscriptions_then_the_table_of_consumers_says_the_same) {
  std::map<std::string, std::vector<std::string>> table;
  for (const auto& [consumer, topics] : consumers) table[std::string(consumer)].assign(topics.begin(), topics.end());
  auto own = subscribed();
  for (auto* topics : {&table, &own}) {
    for (auto& [service, names] : *topics) std::ranges::sort(names);
  }

  EXPECT_EQ(table, own);
}

}  // namespace boxoffice::app::audit
