#include "kit/messaging/tests/pipeline.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::messaging {
namespace {

TEST(pipeline, given_two_relays_two_consumers_and_failures_then_each_effect_is_single_and_in_order) {
  const testing::TemporaryDirectory folder;
  const base::SystemClock clock;

  pipeline::expect_single_effects_in_order([&] { return open_sqlite_message_log(folder.path(), clock); });
}

}  // namespace
}  // namespace boxoffice::kit::messaging
