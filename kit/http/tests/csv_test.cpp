#include "kit/http/csv.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::http {
namespace {

using testing::run;
using namespace std::chrono_literals;

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

/// A list of names, by letters that stand for ids.
struct Letters {
  struct Id {
    std::string value;
    [[nodiscard]] std::string str() const { return value; }
  };
  struct Letter {
    Id id;
  };
  struct Filter {
    std::optional<std::string> after{};
    std::size_t limit = 2;
  };

  runtime::Task<std::vector<Letter>> list(Filter filter) {
    asked_for.push_back(filter.limit);
    std::vector<Letter> found;
    for (char letter = filter.after ? static_cast<char>(filter.after->front() + 1) : 'a'; letter <= 'c'; ++letter) {
      if (found.size() < most) found.push_back({.id = {std::string(1, letter)}});
    }
    co_return found;
  }

  std::size_t most = 2;  // as if that many filled a page
  std::vector<std::size_t> asked_for{};
};

CsvRow row_of(const Letters::Letter& letter) {
  return {letter.id.str()};
}

TEST(csv_pages, given_a_filter_then_all_rows_behind_it_whatever_its_limit) {
  Letters letters;
  CsvPages pages = csv_pages(letters, Letters::Filter{}, row_of);

  EXPECT_EQ(run(pages()), (std::vector<CsvRow>{{"a"}, {"b"}}));
  EXPECT_EQ(run(pages()), (std::vector<CsvRow>{{"c"}}));
  EXPECT_EQ(run(pages()), std::vector<CsvRow>{});
  EXPECT_EQ(letters.asked_for, (std::vector<std::size_t>{500, 500, 500}));
}

TEST(csv_pages, given_a_cursor_then_begins_behind_it) {
  Letters letters;
  CsvPages pages = csv_pages(letters, Letters::Filter{.after = "b"}, row_of);

  EXPECT_EQ(run(pages()), std::vector<CsvRow>{{"c"}});
}

}  // namespace
}  // namespace boxoffice::kit::http
