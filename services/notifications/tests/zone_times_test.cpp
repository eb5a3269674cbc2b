#include "services/notifications/adapters/zone_times.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::notifications {
namespace {

using namespace std::chrono_literals;

TEST(zone_times, given_instants_then_clocks_at_the_place) {
  struct Case {
    std::string time;
    std::string zone;
    std::chrono::year_month_day date;
    std::chrono::minutes time_of_day;
  };
  using std::chrono::year;
  for (const auto& [time, zone, date, time_of_day] : {
           Case{"2027-03-01T18:30:59Z", "Europe/Berlin", year{2027} / 3 / 1, 19h + 30min},
           Case{"2027-07-01T18:30:00Z", "Europe/Berlin", year{2027} / 7 / 1, 20h + 30min},  // summer time
           Case{"2027-03-01T02:30:00Z", "America/New_York", year{2027} / 2 / 28, 21h + 30min},
           Case{"2027-03-01T20:00:00Z", "Asia/Kathmandu", year{2027} / 3 / 2, 1h + 45min},
       }) {
    SCOPED_TRACE(time + " " + zone);
    const auto local = ZoneTimes{}.at(kit::base::parse_rfc3339(time).value(), zone);
    ASSERT_TRUE(local.has_value());
    EXPECT_EQ(local->date, date);
    EXPECT_EQ(local->time_of_day, time_of_day);
  }
}

TEST(zone_times, given_a_zone_that_does_not_exist_then_nothing) {
  for (const std::string zone : {"", "No/Where", "../../etc/passwd"}) {
    SCOPED_TRACE(zone);
    EXPECT_FALSE(ZoneTimes{}.at({}, zone).has_value());
  }
}

}  // namespace
}  // namespace boxoffice::services::notifications
