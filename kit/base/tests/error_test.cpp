#include "kit/base/error.hpp"

#include "kit/base/ensure.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::base {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail_field("/number", "must be even");
  return number / 2;
}

Result<int> quarter(int number) {
  BOXOFFICE_TRY(const auto first, half(number));
  BOXOFFICE_TRY(const auto second, half(first));
  return second;
}

TEST(try_macro, given_success_then_goes_on) {
  EXPECT_EQ(quarter(12), 3);
}

TEST(try_macro, given_failure_in_the_second_step_then_returns_its_error) {
  const auto result = quarter(6);

  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, codes::validation_failed);
  EXPECT_EQ(result.error().fields, (std::vector<FieldError>{{.pointer = "/number", .message = "must be even"}}));
}

TEST(is_retryable, given_each_kind_then_only_overload_and_absence) {
  EXPECT_TRUE(is_retryable(ErrorKind::too_many_requests));
  EXPECT_TRUE(is_retryable(ErrorKind::unavailable));
  for (const auto kind :
       {ErrorKind::malformed, ErrorKind::unauthenticated, ErrorKind::payment_required, ErrorKind::forbidden,
        ErrorKind::not_found, ErrorKind::method_not_allowed, ErrorKind::conflict, ErrorKind::payload_too_large,
        ErrorKind::unsupported_media, ErrorKind::misdirected, ErrorKind::invalid, ErrorKind::internal}) {
    SCOPED_TRACE(static_cast<int>(kind));
    EXPECT_FALSE(is_retryable(kind));
  }
}

TEST(ensure_death, given_a_broken_promise_then_aborts_with_place_and_message) {
  EXPECT_DEATH(ensure(1 + 1 == 3, "sums are wrong"), "error_test.cpp:.*sums are wrong");
}

}  // namespace
}  // namespace boxoffice::kit::base
