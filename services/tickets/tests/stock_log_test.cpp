// One line for each business step of the stock, once it is committed.

#include "services/tickets/adapters/stock_log.hpp"

#include "services/tickets/tests/fixture.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using kit::testing::run;

class stock_log : public TicketsFixture {
 protected:
  void SetUp() override { publish(published_event(10)); }

  static kit::runtime::Context request(const std::string& id) {
    kit::runtime::Context context;
    context.request_id = id;
    return context;
  }
  /// The last line has this event and is about so many tickets of order 1.
  void expect_last(const std::string& event_name, int tickets, const std::string& request_id) {
    ASSERT_FALSE(log.captured().empty());
    const std::string line = log.captured().back();
    const std::vector<std::string> parts{fmt::format(R"("level":"info")"),
                                         fmt::format(R"("event":"{}")", event_name),
                                         fmt::format(R"("order_id":"{}")", order(1).str()),
                                         fmt::format(R"("event_id":"{}")", event().str()),
                                         fmt::format(R"("user_id":"{}")", user(1).str()),
                                         fmt::format(R"("tickets":{}}})", tickets)};
    for (const auto& part : parts) EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
    const bool has_request = line.find(fmt::format(R"("request_id":"{}")", request_id)) != std::string::npos;
    EXPECT_EQ(has_request, !request_id.empty()) << line;
  }

  kit::telemetry::Log log = kit::telemetry::Log::capturing("ticket-service");
  Instance logging{*database, outbox, clock, ids, StockPolicy::one_transaction, log};
  Reservations& calls = logging.reservations;
};

TEST_F(stock_log, given_purchase_then_a_line_for_hold_extension_sale_and_cancellation_with_their_requests) {
  ASSERT_TRUE(run(calls.reserve(request("r-1"), reserve_request(1, 2))));
  expect_last("hold_placed", 2, "r-1");
  ASSERT_TRUE(run(calls.extend(request("r-2"), order(1), 1)));
  expect_last("hold_extended", 2, "r-2");
  ASSERT_TRUE(run(calls.confirm(request("r-3"), order(1))));
  expect_last("tickets_sold", 2, "r-3");
  ASSERT_TRUE(run(calls.cancel(request("r-4"), order(1), {.sold = true, .reason = "ask Ada, 0172 123"})));
  expect_last("tickets_cancelled", 2, "r-4");

  EXPECT_EQ(log.captured().size(), 4U);
  EXPECT_EQ(log.captured().back().find("Ada"), std::string::npos) << "a reason may say anything about a person";
}

TEST_F(stock_log, given_hold_given_back_then_hold_released) {
  ASSERT_TRUE(run(calls.reserve(request("r-1"), reserve_request(1, 3))));

  ASSERT_TRUE(run(calls.cancel(request("r-2"), order(1), {})));

  expect_last("hold_released", 3, "r-2");
}

TEST_F(stock_log, given_hold_out_of_time_then_hold_expired_without_a_request) {
  ASSERT_TRUE(run(calls.reserve(request("r-1"), reserve_request(1, 3))));
  clock.advance(HoldTimes{}.hold);

  while (run(calls.sweep())) {
  }

  expect_last("hold_expired", 3, "");
}

TEST_F(stock_log, given_repeated_and_refused_calls_then_no_further_line) {
  ASSERT_TRUE(run(calls.reserve(request("r-1"), reserve_request(1, 2))));
  ASSERT_TRUE(run(calls.confirm(request("r-2"), order(1))));
  const auto before = log.captured().size();

  EXPECT_TRUE(run(calls.reserve(request("r-1"), reserve_request(1, 2))));
  EXPECT_TRUE(run(calls.confirm(request("r-2"), order(1))));
  EXPECT_FALSE(run(calls.reserve(request("r-3"), reserve_request(2, 9))));
  EXPECT_FALSE(run(calls.cancel(request("r-4"), order(1), {})));

  EXPECT_EQ(log.captured().size(), before);
}

TEST_F(stock_log, given_batch_that_is_rolled_back_then_no_line) {
  const kit::messaging::Outbox& messages = outbox;
  SqlStock broken({.database = *database,
                   .outbox = messages,
                   .clock = clock,
                   .ids = ids,
                   .log = log,
                   .in_batch = [] { throw std::runtime_error("the disk is full"); }},
                  {});
  Combiner combiner(broken);
  Reservations reservations(broken, combiner);

  EXPECT_THROW(std::ignore = run(reservations.reserve(request("r-1"), reserve_request(1, 2))), std::runtime_error);

  EXPECT_TRUE(log.captured().empty());
}

}  // namespace
}  // namespace boxoffice::services::tickets
