#include "kit/http/csv.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::http {
namespace {

using testing::run;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

/// Pages of a list; the last may never come.
class Pages {
 public:
  explicit Pages(bool is_stuck) : is_stuck_(is_stuck) {}

  runtime::Task<std::vector<CsvRow>> next() {
    if (turn_++ == 0) co_return std::vector<CsvRow>{{"1", "a,b"}};
    if (is_stuck_) co_await runtime::sleep_for(1h);
    co_return std::vector<CsvRow>{};
  }

 private:
  bool is_stuck_;
  int turn_ = 0;
};

CsvPages pages(bool is_stuck) {
  return [each = std::make_unique<Pages>(is_stuck)] { return each->next(); };
}

TEST(csv_response, given_pages_then_head_and_rows_until_an_empty_page) {
  Response response = csv_response("list.csv", {"id", "name"}, pages(false));

  EXPECT_EQ(run(response.stream()), "\xEF\xBB\xBFid,name\r\n");
  EXPECT_EQ(run(response.stream()), "1,\"a,b\"\r\n");
  EXPECT_EQ(run(response.stream()), std::nullopt);
}

TEST(csv_response, given_a_page_that_does_not_come_then_timed_out) {
  Response response = csv_response("list.csv", {"id", "name"}, pages(true), 10ms);
  run(response.stream());
  run(response.stream());

  EXPECT_THROW(run(response.stream()), base::TimedOut);
}

}  // namespace
}  // namespace boxoffice::kit::http
