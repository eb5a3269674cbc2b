#include "kit/config/env_file.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::config {
namespace {

constexpr auto admin = "ADMIN_USERNAME=admin\nADMIN_PASSWORD=a=b c\nEMPTY=\nOLD_ADMIN=x";

TEST(value_in, given_a_line_with_the_name_then_what_stands_behind_it) {
  EXPECT_EQ(value_in(admin, "ADMIN_USERNAME"), "admin");
  EXPECT_EQ(value_in(admin, "ADMIN_PASSWORD"), "a=b c");
  EXPECT_EQ(value_in(admin, "EMPTY"), "");
  EXPECT_EQ(value_in(admin, "OLD_ADMIN"), "x");
}

TEST(value_in, given_no_such_line_then_nothing) {
  for (const auto* name : {"ADMIN", "PASSWORD", "ADMIN_PASS", "admin"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(value_in(admin, name), std::nullopt);
  }
  EXPECT_EQ(value_in("", "ADMIN"), std::nullopt);
}

}  // namespace
}  // namespace boxoffice::kit::config
