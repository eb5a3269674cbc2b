#include "services/tickets/core/combiner.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/run.hpp"
#include "services/tickets/core/reservations.hpp"
#include "services/tickets/tests/examples.hpp"
#include "services/tickets/tests/fakes.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace boxoffice::services::tickets {
namespace {

using kit::testing::run;
using Sizes = std::vector<std::size_t>;

/// What becomes of commands that are submitted side by side.
struct Submitted {
  std::vector<std::string> answered{};  // order ids, in the order of the answers
  int overloaded = 0;
  int timed_out = 0;
  int unavailable = 0;
};

Task<> submit_one(Combiner& combiner, contracts::EventId event_id, Command command, Submitted& submitted) {
  try {
    const Outcome outcome = co_await combiner.submit(std::move(event_id), std::move(command));
    submitted.answered.push_back(std::get<contracts::Reservation>(*outcome).order_id.str());
  } catch (const kit::base::Overloaded&) {
    ++submitted.overloaded;
  } catch (const kit::base::TimedOut&) {
    ++submitted.timed_out;
  } catch (const kit::base::Unavailable&) {
    ++submitted.unavailable;
  }
}

class combiner : public testing::Test {
 protected:
  /// Submits the first command alone, the others while it is being applied, then lets the stock go on.
  Task<> submit_behind_the_first(Combiner& all, int commands, Submitted& into) {
    kit::runtime::TaskGroup group([](std::string_view, const std::exception_ptr&) { ADD_FAILURE(); });
    const auto executor = co_await boost::asio::this_coro::executor;
    stock.is_held = true;
    group.spawn(executor, "first", submit_one(all, event(), reserve_command(0, 1), into));
    EXPECT_TRUE(co_await kit::testing::eventually_in_task([this] { return !stock.batches.empty(); }));
    for (int number = 1; number < commands; ++number) {
      group.spawn(executor, "next", submit_one(all, event(), reserve_command(number, 1), into));
    }
    group.spawn(executor, "release", let_go());
    EXPECT_TRUE(co_await group.wait(kit::testing::default_limit));
  }
  Task<> let_go() {
    stock.release.ring();
    co_return;
  }

  FakeStock stock{};
  Submitted submitted{};
};

TEST_F(combiner, given_commit_in_flight_then_the_next_batch_gathers_in_order) {
  Combiner tested(stock);

  run(submit_behind_the_first(tested, 100, submitted));

  EXPECT_EQ(stock.batches.at(event()), (Sizes{1, 99}));
  ASSERT_EQ(submitted.answered.size(), 100U);
  for (int number = 0; number < 100; ++number) {
    EXPECT_EQ(submitted.answered[static_cast<std::size_t>(number)], order(number).str());
  }
}

TEST_F(combiner, given_more_than_a_batch_then_it_is_split_at_the_limit) {
  Combiner tested(stock, {.batch_limit = 40});

  run(submit_behind_the_first(tested, 100, submitted));

  EXPECT_EQ(stock.batches.at(event()), (Sizes{1, 40, 40, 19}));
  EXPECT_EQ(submitted.answered.size(), 100U);
}

TEST_F(combiner, given_too_many_waiting_then_the_rest_is_refused_at_once) {
  Combiner tested(stock, {.batch_limit = 10, .waiting_limit = 30});

  run(submit_behind_the_first(tested, 100, submitted));

  EXPECT_EQ(submitted.answered.size(), 31U);
  EXPECT_EQ(submitted.overloaded, 69);
}

TEST_F(combiner, given_store_fails_then_everyone_in_the_batch_hears_it_and_the_next_one_works) {
  Combiner tested(stock);
  stock.is_broken = true;
  run(submit_behind_the_first(tested, 10, submitted));
  EXPECT_EQ(submitted.unavailable, 10);

  stock.is_broken = false;
  run(submit_one(tested, event(), reserve_command(11, 1), submitted));

  EXPECT_EQ(submitted.answered, std::vector{order(11).str()});
}

TEST_F(combiner, given_deadline_passes_then_timed_out_though_the_batch_goes_on) {
  Combiner tested(stock);
  stock.is_held = true;
  Command command = reserve_command(1, 1);
  command.context.deadline = kit::runtime::Deadline::after(std::chrono::milliseconds{1});
  const auto submit_and_let_go = [](Combiner& all, Command late, Submitted& into, FakeStock& held) -> Task<> {
    co_await submit_one(all, event(), std::move(late), into);
    held.release.ring();
  };

  run(submit_and_let_go(tested, std::move(command), submitted, stock));

  EXPECT_EQ(submitted.timed_out, 1);
  EXPECT_EQ(tested.busy_events(), 0U);
}

TEST_F(combiner, given_several_events_then_each_has_its_own_batches_and_idle_ones_are_forgotten) {
  Combiner tested(stock);
  const auto submit_all = [](Combiner& all, Submitted& into) -> Task<> {
    for (int number = 1; number <= 3; ++number) {
      co_await submit_one(all, event(number), reserve_command(number, 1), into);
    }
  };

  run(submit_all(tested, submitted));

  EXPECT_EQ(stock.batches.size(), 3U);
  EXPECT_EQ(submitted.answered.size(), 3U);
  EXPECT_EQ(tested.busy_events(), 0U);
}

TEST_F(combiner, given_expired_holds_of_two_events_when_swept_then_each_gets_one_batch) {
  Combiner tested(stock);
  Reservations reservations(stock, tested);
  stock.expired_events = {event(1), event(2)};

  EXPECT_TRUE(run(reservations.sweep()));

  EXPECT_EQ(stock.batches.at(event(1)), Sizes{1});
  EXPECT_EQ(stock.batches.at(event(2)), Sizes{1});
}

}  // namespace
}  // namespace boxoffice::services::tickets
