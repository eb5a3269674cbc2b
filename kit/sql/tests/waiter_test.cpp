#include "kit/sql/waiter.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace boxoffice::kit::sql {
namespace {

/// A waiter that notes its number when it is resumed on `context`.
std::shared_ptr<Waiter> noting(boost::asio::io_context& context, std::vector<int>& resumed, int number) {
  return std::make_shared<Waiter>(context.get_executor(), [&resumed, number](const std::exception_ptr& failure) {
    resumed.push_back(number);
    if (failure) std::rethrow_exception(failure);
  });
}

TEST(waiter, given_answers_for_two_executors_then_each_gets_its_own_in_one_piece_and_in_order) {
  boost::asio::io_context one;
  boost::asio::io_context two;
  std::vector<int> resumed;

  answer(
      {{.waiter = noting(one, resumed, 1)}, {.waiter = noting(two, resumed, 2)}, {.waiter = noting(one, resumed, 3)}});

  EXPECT_EQ(resumed, std::vector<int>{});
  EXPECT_EQ(one.run_one(), 1U);
  EXPECT_EQ(resumed, (std::vector<int>{1, 3}));
  EXPECT_EQ(two.run_one(), 1U);
  EXPECT_EQ(resumed, (std::vector<int>{1, 3, 2}));
}

TEST(waiter, given_a_resumed_caller_that_throws_then_the_others_are_still_resumed) {
  boost::asio::io_context context;
  std::vector<int> resumed;
  const auto failure = std::make_exception_ptr(std::domain_error("no"));

  answer({{.waiter = noting(context, resumed, 1), .failure = failure}, {.waiter = noting(context, resumed, 2)}});

  EXPECT_THROW(context.run(), std::domain_error);
  context.run();
  EXPECT_EQ(resumed, (std::vector<int>{1, 2}));
}

TEST(waiter, given_a_waiting_answer_then_its_context_does_not_run_out_of_work) {
  boost::asio::io_context context;
  std::vector<int> resumed;
  auto waiter = noting(context, resumed, 1);

  EXPECT_EQ(context.poll(), 0U);
  EXPECT_FALSE(context.stopped());
  answer({{.waiter = std::move(waiter)}});
  context.run();

  EXPECT_EQ(resumed, std::vector<int>{1});
}

}  // namespace
}  // namespace boxoffice::kit::sql
