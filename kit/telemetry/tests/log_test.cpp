#include "kit/telemetry/log.hpp"

#include "kit/base/failure.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

namespace boxoffice::kit::telemetry {
namespace {

/// A folder of one test, removed with it.
class log_file : public ::testing::Test {
 protected:
  log_file() {
    std::string pattern = ::testing::TempDir() + "log-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~log_file() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream stream(folder / "s.log");
    std::vector<std::string> all;
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }

  std::filesystem::path folder;
};

TEST(log, given_capturing_log_then_keeps_every_level_as_json) {
  const Log log = Log::capturing("order-service");

  log.debug("a");
  log.info("b", {{"n", 1}});
  log.warn("c");
  log.error("d", {}, runtime::Context{.request_id = "r"});

  const auto lines = log.captured();
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_NE(lines[0].find(R"("level":"debug")"), std::string::npos);
  EXPECT_NE(lines[1].find(R"("event":"b","n":1})"), std::string::npos);
  EXPECT_NE(lines[2].find(R"("level":"warn")"), std::string::npos);
  EXPECT_NE(lines[3].find(R"("request_id":"r"})"), std::string::npos);
}

TEST(log, given_copy_then_shares_the_lines) {
  const Log log = Log::capturing("s");
  const auto write = [copy = log] { copy.info("a"); };

  write();

  EXPECT_EQ(log.captured().size(), 1U);
}

TEST(log, given_level_names_then_parses_only_those) {
  EXPECT_EQ(parse_level("debug"), Level::debug);
  EXPECT_EQ(parse_level("info"), Level::info);
  EXPECT_EQ(parse_level("warn"), Level::warn);
  EXPECT_EQ(parse_level("error"), Level::error);
  EXPECT_EQ(parse_level("off"), Level::off);
  EXPECT_EQ(parse_level("INFO"), std::nullopt);
  EXPECT_EQ(parse_level(""), std::nullopt);
}

TEST_F(log_file, given_level_warn_then_info_is_not_written) {
  const Log log({.service = "s", .level = Level::warn, .file = folder / "s.log"});

  log.info("quiet");
  log.warn("loud");

  const auto written = lines();
  ASSERT_EQ(written.size(), 1U);
  EXPECT_NE(written[0].find(R"("event":"loud")"), std::string::npos);
}

TEST_F(log_file, given_level_off_then_nothing_is_written) {
  const Log log({.service = "s", .level = Level::off, .file = folder / "s.log"});

  log.error("loud");

  EXPECT_TRUE(lines().empty());
}

TEST_F(log_file, given_braces_in_values_then_written_as_they_are) {
  const Log log({.service = "s", .file = folder / "s.log"});

  log.info("e", {{"text", "{} {0} %v"}});

  const auto written = lines();
  ASSERT_EQ(written.size(), 1U);
  EXPECT_NE(written[0].find(R"("text":"{} {0} %v")"), std::string::npos);
}

TEST_F(log_file, given_same_error_many_times_then_most_are_left_out_and_others_are_not) {
  const Log log({.service = "s", .file = folder / "s.log"});

  for (int i = 0; i < 1'000; ++i) log.error("same");
  log.error("other");

  EXPECT_LT(lines().size(), 500U);
  EXPECT_NE(lines().back().find(R"("event":"other")"), std::string::npos);
}

TEST_F(log_file, given_many_threads_then_every_line_is_whole) {
  const Log log({.service = "s", .file = folder / "s.log"});

  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([log, thread] {
        for (int i = 0; i < 250; ++i) log.info("e", {{"number", thread * 1000 + i}});
      });
    }
  }

  std::set<std::string> numbers;
  for (const auto& line : lines()) {
    EXPECT_TRUE(line.starts_with('{') && line.ends_with('}')) << line;
    numbers.insert(line.substr(line.find("\"number\"")));
  }
  EXPECT_EQ(numbers.size(), 1'000U);
}

TEST_F(log_file, given_many_full_files_then_the_newest_five_are_kept_in_all) {
  constexpr std::size_t one_line = 100;  // bytes, less than a line has
  const Log log({.service = "s", .file = folder / "s.log", .file_limit_bytes = one_line});

  for (int line = 0; line < 20; ++line) log.info("e", {{"number", line}});

  const std::filesystem::directory_iterator files(folder);
  EXPECT_EQ(std::distance(begin(files), end(files)), 5);
  EXPECT_NE(lines().back().find(R"("number":19)"), std::string::npos);
}

TEST_F(log_file, given_path_that_is_no_file_then_startup_error_names_it) {
  try {
    const Log log({.service = "s", .file = folder});
    FAIL() << "a folder was opened as a log file";
  } catch (const base::StartupError& failure) {
    EXPECT_NE(std::string(failure.what()).find(folder.string()), std::string::npos);
  }
}

}  // namespace
}  // namespace boxoffice::kit::telemetry
