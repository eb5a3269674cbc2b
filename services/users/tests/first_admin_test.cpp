#include "services/users/adapters/first_admin.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"
#include "kit/config/env_file.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/temporary_directory.hpp"
#include "services/users/tests/fixture.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace boxoffice::services::users {
namespace {

using kit::testing::run;

class making_the_first_admin : public UsersFixture {
 protected:
  void make() { run(make_first_admin(accounts, file, {}, random_source, {})); }

  kit::testing::TemporaryDirectory directory{};
  std::filesystem::path file = directory / "admin.env";
  kit::testing::SeededRandom random_source{};
};

TEST_F(making_the_first_admin, given_no_file_then_one_with_the_password_that_signs_in) {
  make();

  const auto kept = kit::auth::read_private_file(file);
  ASSERT_TRUE(kept);
  const auto password = kit::config::value_in(*kept, "ADMIN_PASSWORD");
  ASSERT_TRUE(password);
  EXPECT_TRUE(login("admin", *password).has_value());
}

TEST_F(making_the_first_admin, given_a_file_without_a_password_then_startup_error_and_nobody_is_made) {
  for (const std::string_view content : {"", "ADMIN_USERNAME=admin\n", "ADMIN_PASSWORD=\n", "ADMIN_PASSWORD=short\n"}) {
    SCOPED_TRACE(content);
    std::filesystem::remove(file);
    ASSERT_TRUE(kit::auth::create_private_file(file, content));

    EXPECT_THROW(make(), kit::base::StartupError);
  }
  EXPECT_FALSE(run(users.has_admin()));
}

}  // namespace
}  // namespace boxoffice::services::users
