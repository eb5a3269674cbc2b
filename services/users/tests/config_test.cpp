// The administrator's password as a setting: what is no password, or cannot be sent as one, must not start a system.

#include "services/users/service.hpp"

#include "kit/testing/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::users {
namespace {

constexpr std::string_view name = "BOXOFFICE_ADMIN_PASSWORD";
const std::string expectation = "must be 8 to 128 characters in one line (Password of the first administrator).";

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int time = 0; time < times; ++time) all += text;
  return all;
}

/// What the operator is told, and the password that is in force.
struct Reading {
  std::vector<std::string> problems;
  std::string password;
};

Reading read(std::map<std::string, std::string> environment) {
  kit::config::Settings settings({.environment = std::move(environment)});
  const Config config = read_config(settings);
  return {.problems = settings.problems(), .password = config.admin_password.reveal()};
}

const struct {
  std::string_view what;
  std::string value;
  bool accepted;
} cases[] = {
    {"seven characters", "1234567", false},
    {"eight characters", "12345678", true},
    {"eight characters of two bytes", repeated("ä", 8), true},
    {"seven characters of two bytes", repeated("ä", 7), false},
    {"128 characters", repeated("x", 128), true},
    {"128 characters of two bytes", repeated("ä", 128), true},
    {"129 characters", repeated("x", 129), false},
    {"two lines", "12345678\n12345678", false},
    {"a tabulator", "1234\t5678", false},
    {"bytes that are no UTF-8 and so in no request", "Geh\xE4use 12", false},
};

TEST(admin_password, given_value_then_accepted_or_refused_in_one_sentence_that_names_the_setting) {
  for (const auto& each : cases) {
    SCOPED_TRACE(each.what);
    const Reading reading = read({{std::string(name), each.value}});

    if (each.accepted) {
      EXPECT_EQ(reading.problems, std::vector<std::string>{});
      EXPECT_EQ(reading.password, each.value);
    } else {
      EXPECT_EQ(reading.problems, std::vector<std::string>{fmt::format("{} (environment) {}", name, expectation)});
    }
  }
}

TEST(admin_password, given_file_then_the_same_of_what_is_in_it) {
  const kit::testing::TemporaryDirectory directory;
  const auto file = directory / "password";

  for (const auto& each : cases) {
    SCOPED_TRACE(each.what);
    std::ofstream(file, std::ios::binary) << each.value << '\n';
    const Reading reading = read({{fmt::format("{}_FILE", name), file.string()}});

    if (each.accepted) {
      EXPECT_EQ(reading.problems, std::vector<std::string>{});
      EXPECT_EQ(reading.password, each.value);
    } else {
      EXPECT_EQ(reading.problems,
                std::vector<std::string>{fmt::format("{0} (environment {0}_FILE) {1}", name, expectation)});
    }
  }
}

TEST(admin_password, given_empty_file_then_refused_in_one_sentence_that_names_the_setting) {
  const kit::testing::TemporaryDirectory directory;
  const auto file = directory / "password";

  for (const std::string content : {"", "\n"}) {
    std::ofstream(file, std::ios::binary) << content;

    const Reading reading = read({{fmt::format("{}_FILE", name), file.string()}});

    EXPECT_EQ(reading.problems,
              std::vector<std::string>{fmt::format("{}_FILE names '{}', which is empty.", name, file.string())});
  }
}

TEST(admin_password, given_none_then_empty_so_that_one_is_made) {
  const Reading reading = read({{std::string(name), ""}});

  EXPECT_EQ(reading.problems, std::vector<std::string>{});
  EXPECT_EQ(reading.password, "");
}

}  // namespace
}  // namespace boxoffice::services::users
