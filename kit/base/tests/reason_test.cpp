#include "kit/base/reason.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace boxoffice::kit::base {
namespace {

TEST(reason_of, given_an_exception_then_its_text) {
  EXPECT_EQ(reason_of(std::make_exception_ptr(std::runtime_error("the disk is full"))), "the disk is full");
}

TEST(reason_of, given_what_is_no_exception_then_says_so) {
  EXPECT_EQ(reason_of(std::make_exception_ptr(1)), "an exception of an unknown type");
}

}  // namespace
}  // namespace boxoffice::kit::base
