#include "services/tickets/core/door.hpp"

#include "kit/runtime/concurrently.hpp"
#include "services/tickets/adapters/sql_check_ins.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"
#include "services/tickets/core/errors.hpp"
#include "services/tickets/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Admitted = Result<SqlCheckIns::Admitted>;

TEST(door, given_ticket_then_may_enter_as_the_table_says) {
  const struct {
    std::string_view name;
    TicketStatus status;
    std::optional<contracts::EventId> door;
    std::string_view outcome;
  } cases[] = {
      {"valid", TicketStatus::valid, {}, "OK"},
      {"valid, this event", TicketStatus::valid, event(1), "OK"},
      {"valid, other event", TicketStatus::valid, event(2), "WRONG_EVENT"},
      {"in", TicketStatus::checked_in, event(1), "ALREADY_CHECKED_IN"},
      {"in, other event", TicketStatus::checked_in, event(2), "WRONG_EVENT"},
      {"cancelled", TicketStatus::cancelled, {}, "TICKET_CANCELLED"},
      {"cancelled, other event", TicketStatus::cancelled, event(2), "WRONG_EVENT"},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const TicketForEvent shown{.ticket = {.status = each.status}, .event = {.id = event(1)}};
    const auto allowed = may_enter(shown, each.door);
    EXPECT_EQ(allowed ? "OK" : allowed.error().code.name, each.outcome);
  }
}

TEST(door, given_check_in_then_undone_only_within_a_minute) {
  const struct {
    std::string_view name;
    TicketStatus status;
    milliseconds later;
    bool allowed;
  } cases[] = {
      {"at once", TicketStatus::checked_in, milliseconds{0}, true},
      {"after a minute", TicketStatus::checked_in, seconds{60}, true},
      {"too late", TicketStatus::checked_in, seconds{60} + milliseconds{1}, false},
      {"not in", TicketStatus::valid, milliseconds{0}, false},
      {"cancelled", TicketStatus::cancelled, milliseconds{0}, false},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    const Ticket ticket{.status = each.status, .checked_in_at = start_of_test};
    EXPECT_EQ(may_undo(ticket, start_of_test + each.later).has_value(), each.allowed);
  }
}

class checking_in : public TicketsFixture {
 protected:
  void SetUp() override {
    publish(published_event(10));
    EXPECT_TRUE(reserve(reserve_request(1, 2)));
    tickets_of_order = confirm(1)->ticket_ids;
  }

  Admitted check_in(std::optional<kit::http::KeyedRequest> key = {}, std::optional<std::string> gate = {}) {
    return kit::testing::run(check_ins.check_in(
        {}, {.ticket_id = tickets_of_order.front(), .at_event = event(), .gate = std::move(gate)}, std::move(key),
        [](const TicketForEvent& now) { return R"({"id":")" + now.ticket.id.str() + R"("})"; }));
  }
  Admitted undo() {
    return kit::testing::run(
        check_ins.undo({}, tickets_of_order.front(), {}, [](const TicketForEvent&) { return std::string("{}"); }));
  }
  TicketForEvent as_read() { return *kit::testing::run(tickets.find(tickets_of_order.front())); }

  /// How many of two doors let in a ticket that both have read as valid.
  int let_in_by_two_doors(DoorGuard guard) {
    const TicketForEvent shown = as_read();
    const auto second_database = database.open_again();
    int let_in = 0;
    for (auto* at : {&*database, second_database.get()}) {
      const SqlCheckIns door(*at, outbox, clock, guard);
      const auto marked = kit::testing::run(at->write(
          [&](kit::sql::Transaction& transaction) { return door.mark_in(transaction, {}, shown, std::nullopt); }));
      if (marked) ++let_in;
    }
    return let_in;
  }

  /// Whether a ticket is still in after the undo of an earlier entry than its last one.
  bool stays_in_after_late_undo(DoorGuard guard) {
    EXPECT_TRUE(check_in());
    const TicketForEvent first_entry = as_read();
    EXPECT_TRUE(undo());
    clock.advance(seconds{1});
    EXPECT_TRUE(check_in());
    const SqlCheckIns late(*database, outbox, clock, guard);
    std::ignore = kit::testing::run(database->write(
        [&](kit::sql::Transaction& transaction) { return late.mark_out(transaction, {}, first_entry); }));
    return as_read().ticket.status == TicketStatus::checked_in;
  }

  std::vector<TypeAttendance> attendance() { return *kit::testing::run(tickets.attendance(event())); }

  std::vector<contracts::TicketId> tickets_of_order{};
  SqlTickets tickets{*database};
  SqlCheckIns check_ins{*database, outbox, clock};
};

TEST_F(checking_in, given_valid_ticket_then_in_once_and_told) {
  const auto first = check_in({}, "B");
  clock.advance(seconds{5});
  const auto again = check_in({}, "C");

  ASSERT_TRUE(first);
  EXPECT_EQ(std::get<TicketForEvent>(*first).ticket.status, TicketStatus::checked_in);
  EXPECT_EQ(std::get<TicketForEvent>(*first).event.name, "Night Train");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, codes::already_checked_in);
  EXPECT_EQ(again.error().details,
            (std::vector<kit::base::Detail>{{"ticketId", tickets_of_order.front().str()},
                                            {"checkedInAt", kit::base::to_rfc3339(start_of_test)},
                                            {"gate", "B"}}));
  EXPECT_EQ(published().back(), "TICKET_CHECKED_IN");
  ASSERT_EQ(attendance().size(), 1U);
  EXPECT_EQ(attendance().front().sold, 2);
  EXPECT_EQ(attendance().front().checked_in, 1);
}

TEST_F(checking_in, given_same_key_then_the_first_answer_again) {
  const kit::http::KeyedRequest key{
      .caller = "admin", .route = "POST /api/tickets/check-in", .key = "k", .fingerprint = "f", .attempt = "1"};
  kit::http::KeyedRequest repeated = key;
  repeated.attempt = "2";
  kit::http::KeyedRequest reused = repeated;
  reused.fingerprint = "other";
  ASSERT_TRUE(check_in(key));

  const auto again = check_in(repeated);

  ASSERT_TRUE(again);
  const auto& rendered = std::get<kit::http::Rendered>(*again);
  EXPECT_TRUE(rendered.replayed);
  EXPECT_EQ(rendered.body, "{\"id\":\"" + tickets_of_order.front().str() + "\"}");
  EXPECT_EQ(check_in(reused).error().code, kit::base::codes::idempotency_key_reused);
}

TEST_F(checking_in, given_refused_key_when_repeated_after_undo_then_it_counts) {
  const kit::http::KeyedRequest key{
      .caller = "admin", .route = "POST /api/tickets/check-in", .key = "k", .fingerprint = "f", .attempt = "1"};
  ASSERT_TRUE(check_in());
  ASSERT_FALSE(check_in(key)) << "refused: nothing is kept";
  ASSERT_TRUE(undo());

  EXPECT_TRUE(check_in(key));
}

TEST_F(checking_in, given_check_in_undone_then_valid_again_and_told) {
  ASSERT_TRUE(check_in());

  const auto undone = undo();

  ASSERT_TRUE(undone);
  EXPECT_EQ(std::get<TicketForEvent>(*undone).ticket.status, TicketStatus::valid);
  EXPECT_EQ(std::get<TicketForEvent>(*undone).ticket.checked_in_at, std::nullopt);
  EXPECT_EQ(published().back(), "CHECK_IN_UNDONE");
  EXPECT_EQ(attendance().front().checked_in, 0);
  EXPECT_EQ(undo().error().code, kit::base::codes::invalid_state);
  EXPECT_TRUE(check_in());
}

TEST_F(checking_in, given_refunded_ticket_then_cancelled_even_when_it_was_in) {
  ASSERT_TRUE(check_in());
  ASSERT_TRUE(cancel(1, {.sold = true}));

  EXPECT_EQ(check_in().error().code, codes::ticket_cancelled);
  EXPECT_EQ(undo().error().code, kit::base::codes::invalid_state);
  EXPECT_EQ(attendance().front().sold, 0);
}

TEST_F(checking_in, given_two_doors_at_once_then_one_lets_in) {
  const auto second_database = database.open_again();
  const SqlCheckIns other_door(*second_database, outbox, clock);
  int admitted = 0;
  const auto try_it = [](const SqlCheckIns& door, contracts::TicketId id, int& count) -> Task<> {
    const auto result = co_await door.check_in({}, {.ticket_id = std::move(id)}, {},
                                               [](const TicketForEvent&) { return std::string(); });
    if (result) ++count;
  };
  std::vector<Task<>> doors;
  for (int attempt = 0; attempt < 20; ++attempt) {
    doors.push_back(try_it(check_ins, tickets_of_order.front(), admitted));
    doors.push_back(try_it(other_door, tickets_of_order.front(), admitted));
  }

  kit::testing::run(kit::runtime::run_all(std::move(doors)));

  EXPECT_EQ(admitted, 1);
}

TEST_F(checking_in, given_guard_then_two_doors_that_saw_a_valid_ticket_let_in_one) {
  EXPECT_EQ(let_in_by_two_doors(DoorGuard::on), 1);
}

TEST_F(checking_in, without_guard_then_two_doors_let_in_two_with_one_ticket) {
  EXPECT_EQ(let_in_by_two_doors(DoorGuard::off), 2);
}

TEST_F(checking_in, given_guard_then_the_undo_of_an_earlier_entry_leaves_the_later_one) {
  EXPECT_TRUE(stays_in_after_late_undo(DoorGuard::on));
}

TEST_F(checking_in, without_guard_then_it_takes_back_an_entry_that_it_never_saw) {
  EXPECT_FALSE(stays_in_after_late_undo(DoorGuard::off));
}

TEST_F(checking_in, given_unknown_ticket_or_event_then_nothing) {
  tickets_of_order.front() = id_of<contracts::TicketId>(99, 'x');

  EXPECT_EQ(check_in().error().code, kit::base::codes::not_found);
  EXPECT_EQ(undo().error().code, kit::base::codes::not_found);
  EXPECT_EQ(kit::testing::run(tickets.attendance(event(99))).has_value(), false);
}

}  // namespace
}  // namespace boxoffice::services::tickets
