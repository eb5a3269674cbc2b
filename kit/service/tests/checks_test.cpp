#include "kit/service/checks.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/bell.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/runtime/timeout.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <utility>

namespace boxoffice::kit::service {
namespace {

using Found = std::map<std::string, bool>;
using namespace std::chrono_literals;

/// A dependency that is there or not, fails when it is looked at, or does not answer before released.
struct Dependency {
  runtime::Task<bool> look() {
    ++looks;
    if (is_silent) co_await released.wait_after(released.rings(), runtime::Deadline{});
    if (fails) throw base::Unavailable("no answer");
    co_return is_up;
  }

  bool is_up = true;
  bool fails = false;
  bool is_silent = false;
  int looks = 0;
  runtime::Bell released{};
};

class LookedAt : public ::testing::Test {
 protected:
  Checks checks_of(Dependency& dependency, CheckLimits limits = {}) {
    return {{{.name = "database", .healthy = [&dependency] { return dependency.look(); }}}, clock_, limits};
  }

  testing::FakeClock clock_;
  Dependency database_;
};

TEST_F(LookedAt, given_many_probes_in_a_second_then_one_look) {
  Checks checks = checks_of(database_);

  for (int probe = 0; probe < 10; ++probe) EXPECT_EQ(testing::run(checks.look()), (Found{{"database", true}}));
  EXPECT_EQ(database_.looks, 1);
  database_.is_up = false;
  EXPECT_TRUE(testing::run(checks.look()).at("database")) << "as it was found";

  clock_.advance(1s);

  EXPECT_FALSE(testing::run(checks.look()).at("database"));
  EXPECT_EQ(database_.looks, 2);
}

TEST_F(LookedAt, given_failures_and_silence_then_away) {
  Checks checks = checks_of(database_, {.answer = 20ms});
  database_.fails = true;
  EXPECT_FALSE(testing::run(checks.look()).at("database"));

  clock_.advance(1s);
  database_.fails = false;
  database_.is_silent = true;

  EXPECT_FALSE(testing::run(checks.look()).at("database"));
}

TEST_F(LookedAt, given_two_dependencies_then_asked_at_once) {
  Dependency log{.is_silent = true};
  Checks checks({{.name = "messages", .healthy = [&log] { return log.look(); }},
                 {.name = "database",
                  .healthy =
                      [this, &log] {
                        log.released.ring();  // only a look that has begun hears it
                        return database_.look();
                      }}},
                clock_);

  EXPECT_EQ(testing::run(checks.look()), (Found{{"messages", true}, {"database", true}}));
}

runtime::Task<> look_into(Checks& checks, Found& found, const runtime::Bell* then_ring) {
  found = co_await checks.look();
  if (then_ring != nullptr) then_ring->ring();
}

TEST_F(LookedAt, given_a_look_under_way_then_others_hear_what_was_found_before) {
  Checks checks = checks_of(database_);
  testing::run(checks.look());
  clock_.advance(1s);
  database_.is_silent = true;
  database_.is_up = false;
  Found first;
  Found second;
  std::vector<runtime::Task<>> both;
  both.push_back(look_into(checks, first, nullptr));
  both.push_back(look_into(checks, second, &database_.released));

  testing::run(runtime::run_all(std::move(both)));

  EXPECT_FALSE(first.at("database"));
  EXPECT_TRUE(second.at("database"));
  EXPECT_EQ(database_.looks, 2);
}

TEST_F(LookedAt, given_the_asker_goes_away_then_nothing_is_concluded) {
  Checks checks = checks_of(database_);
  database_.is_silent = true;
  EXPECT_THROW(testing::run(runtime::with_timeout(runtime::Deadline::after(20ms), "probe", checks.look())),
               base::TimedOut);
  database_.is_silent = false;

  EXPECT_TRUE(testing::run(checks.look()).at("database"));
  EXPECT_EQ(database_.looks, 2);
}

}  // namespace
}  // namespace boxoffice::kit::service
