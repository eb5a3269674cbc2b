#include "kit/auth/key_files.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/seeded_random.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace boxoffice::kit::auth {
namespace {

TEST(private_file, given_none_then_made_and_kept_as_it_was_made) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "secrets" / "admin.env";

  EXPECT_EQ(read_or_create_private_file(file, "first"), "first");
  EXPECT_EQ(read_or_create_private_file(file, "second"), "first");
}

TEST(private_file, given_many_at_once_then_all_have_the_same_content) {
  const testing::TemporaryDirectory folder;
  std::array<std::string, 8> kept;

  {
    std::vector<std::jthread> threads;
    for (std::size_t index = 0; index < kept.size(); ++index) {
      threads.emplace_back([&one = kept.at(index), index, file = folder / "admin.env"] {
        one = read_or_create_private_file(file, std::to_string(index));
      });
    }
  }

  EXPECT_EQ(std::set(kept.begin(), kept.end()).size(), 1U);
}

TEST(secret_file, given_none_then_made_once_and_read_by_its_owner_alone) {
  const testing::TemporaryDirectory folder;
  testing::SeededRandom random;
  const auto file = folder / "secrets" / "codes.key";

  const auto made = load_or_create_secret(file, random);
  const auto again = load_or_create_secret(file, random);

  EXPECT_EQ(made.reveal(), again.reveal());
  EXPECT_EQ(made.reveal().size(), 43U);  // 32 bytes as base64url
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
}

TEST(secret_file, given_an_empty_one_or_the_beginning_of_one_then_startup_error_with_the_next_step) {
  for (const std::string_view content : {"", "\n", "0123456789012345678901234567890"}) {
    const testing::TemporaryDirectory folder;
    testing::SeededRandom random;
    const auto file = folder / "codes.key";
    ASSERT_TRUE(create_private_file(file, content));

    try {
      (void)load_or_create_secret(file, random);
      ADD_FAILURE() << "accepted: " << content;
    } catch (const base::StartupError& failure) {
      EXPECT_NE(std::string(failure.what()).find(file.string()), std::string::npos);
      EXPECT_NE(std::string(failure.what()).find("cut off"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace boxoffice::kit::auth
