#include "kit/http/body_pace.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http {
namespace {

using namespace std::chrono_literals;

TEST(body_pace, given_nothing_yet_then_as_long_as_for_any_piece) {
  EXPECT_EQ(BodyPace(10s, 1000).patience(), 10s);
}

TEST(body_pace, given_waits_that_nothing_pays_for_then_less_and_in_the_end_none) {
  BodyPace pace(10s, 1000);

  pace.received(1, 4s);
  EXPECT_EQ(pace.patience(), 6001ms);
  pace.received(1, 4s);
  EXPECT_EQ(pace.patience(), 2002ms);
  pace.received(1, 4s);
  EXPECT_EQ(pace.patience(), 0ms);
}

TEST(body_pace, given_a_good_average_then_a_pause_is_forgiven_but_no_piece_may_take_longer) {
  BodyPace pace(10s, 1000);

  pace.received(100'000, 9s);
  EXPECT_EQ(pace.patience(), 10s);
  pace.received(1, 95s);
  EXPECT_EQ(pace.patience(), 6001ms);
}

TEST(body_pace, given_the_next_body_then_it_starts_anew) {
  BodyPace pace(10s, 1000);
  pace.received(1, 9s);

  pace.begin();

  EXPECT_EQ(pace.patience(), 10s);
}

}  // namespace
}  // namespace boxoffice::kit::http
