#include "kit/http/message.hpp"

#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace boxoffice::kit::http {

namespace {

/// A body of given pieces.
class PiecesReader final : public BodyReader {
 public:
  PiecesReader(std::deque<std::string> pieces, std::optional<std::uint64_t> declared)
      : pieces_(std::move(pieces)), declared_(declared) {}

  runtime::Task<std::optional<std::string>> next() override {
    if (pieces_.empty()) co_return std::nullopt;
    auto piece = std::move(pieces_.front());
    pieces_.pop_front();
    co_return piece;
  }
  std::optional<std::uint64_t> declared_size() const override { return declared_; }
  [[nodiscard]] std::size_t left() const { return pieces_.size(); }

 private:
  std::deque<std::string> pieces_;
  std::optional<std::uint64_t> declared_;
};

}  // namespace

TEST(headers, given_names_in_another_case_then_found) {
  const Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}};

  EXPECT_EQ(headers.get("content-type"), "text/plain");
  EXPECT_EQ(headers.get("X-a"), "1");
  EXPECT_FALSE(headers.has("content-typ"));
}

TEST(headers, given_several_fields_of_a_name_then_set_leaves_one_in_place) {
  Headers headers{{"X-A", "1"}, {"b", "2"}, {"x-a", "3"}};

  headers.set("x-A", "4");

  ASSERT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.begin()->second, "4");
}

TEST(headers, given_a_new_name_then_set_adds_and_erase_removes) {
  Headers headers{{"a", "1"}};

  headers.set("b", "2");
  headers.erase("A");

  ASSERT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.get("b"), "2");
}

TEST(method, given_every_method_then_text_and_back) {
  for (const auto method :
       {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::delete_, Method::options}) {
    SCOPED_TRACE(to_string(method));
    EXPECT_EQ(parse_method(to_string(method)), method);
  }
}

TEST(method, given_other_text_then_nothing) {
  for (const auto* const text : {"", "get", "TRACE", "CONNECT", "GETS"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_method(text));
  }
}

TEST(read_all, given_pieces_within_the_limit_then_joined) {
  PiecesReader body({"ab", "c", "de"}, std::nullopt);

  EXPECT_EQ(testing::run(read_all(body, 5)), "abcde");
}

TEST(read_all, given_more_than_the_limit_then_nothing) {
  PiecesReader body({"ab", "c", "de", "f"}, std::nullopt);

  EXPECT_EQ(testing::run(read_all(body, 4)), std::nullopt);
  EXPECT_EQ(body.left(), 1U);
}

TEST(read_all, given_a_declared_size_beyond_the_limit_then_refused_unread) {
  PiecesReader body({"abcdef"}, 6);

  EXPECT_EQ(testing::run(read_all(body, 5)), std::nullopt);
  EXPECT_EQ(body.left(), 1U);
}

TEST(read_all, given_no_body_then_empty) {
  PiecesReader body({}, 0);

  EXPECT_EQ(testing::run(read_all(body, 0)), "");
}

}  // namespace boxoffice::kit::http
