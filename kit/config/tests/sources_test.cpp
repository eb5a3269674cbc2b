#include "kit/base/failure.hpp"
#include "kit/config/settings.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <filesystem>
#include <fstream>

namespace boxoffice::kit::config {
namespace {

/// One TOML file, removed with the test.
class toml_file : public ::testing::Test {
 protected:
  toml_file() {
    std::string pattern = ::testing::TempDir() + "toml-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    file = (folder / "boxoffice.toml").string();
  }
  ~toml_file() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::map<std::string, std::string> read(const std::string& content) const {
    std::ofstream(file, std::ios::binary) << content;
    return read_toml(file);
  }

  [[nodiscard]] std::string failure_of(const std::string& content) const {
    try {
      const auto values = read(content);
      return "no failure";
    } catch (const base::StartupError& failure) {
      return failure.what();
    }
  }

  std::filesystem::path folder;
  std::string file;
};

TEST_F(toml_file, given_sections_and_urls_then_environment_names) {
  const auto values = read(R"(
database_url = "sqlite:data"
lab = true
log-level = "debug"
[hold]
seconds = 600
[cors]
origins = ["http://a", "http://b"]
[replicas.further]
orders = 2
)");

  const std::map<std::string, std::string> expected = {{"DATABASE_URL", "sqlite:data"},
                                                       {"BOXOFFICE_LAB", "on"},
                                                       {"BOXOFFICE_LOG_LEVEL", "debug"},
                                                       {"BOXOFFICE_HOLD_SECONDS", "600"},
                                                       {"BOXOFFICE_CORS_ORIGINS", "http://a,http://b"},
                                                       {"BOXOFFICE_REPLICAS_FURTHER_ORDERS", "2"}};
  EXPECT_EQ(values, expected);
}

TEST_F(toml_file, given_bad_content_then_file_line_and_reason) {
  struct Case {
    std::string name;
    std::string content;
    std::string place;
    std::string reason;
  };
  const Case cases[] = {
      {"no TOML", "a = 1\nb =\n", ", line 2: ", ""},
      {"duplicate key", "a = 1\na = 2\n", ", line 2: ", ""},
      {"fraction", "a = 1\nb = 1.5\n", ", line 2: ", "BOXOFFICE_B must be a text"},
      {"date", "a = 2026-01-01\n", ", line 1: ", "BOXOFFICE_A must be a text"},
      {"list of numbers", "a = [1]\n", ", line 1: ", "BOXOFFICE_A must be a list of texts"},
      {"odd key", "\"a b\" = 1\n", ", line 1: ", "the key 'a b' has characters"},
      {"set twice", "hold_seconds = 1\n[hold]\nseconds = 2\n", ", line ", "BOXOFFICE_HOLD_SECONDS is set twice"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const std::string failure = failure_of(test.content);
    EXPECT_TRUE(failure.starts_with(file + test.place)) << failure;
    EXPECT_NE(failure.find(test.reason), std::string::npos) << failure;
  }
}

TEST_F(toml_file, given_no_file_then_startup_error_names_it) {
  try {
    const auto values = read_toml(file);
    FAIL() << "a missing file was read";
  } catch (const base::StartupError& failure) {
    EXPECT_TRUE(std::string(failure.what()).starts_with(file)) << failure.what();
  }
}

TEST(read_environment, given_the_process_then_only_our_variables) {
  const auto set = [](const char* name) { ::setenv(name, "1", 1); };
  const char* const ours[] = {"BOXOFFICE_TEST_A", "DATABASE_URL", "CACHE_URL_FILE"};
  const char* const others[] = {"BOXOFFICER", "DATABASE_URLS", "OTHER_URL"};
  for (const char* name : ours) set(name);
  for (const char* name : others) set(name);

  const auto values = read_environment();

  for (const char* name : ours) EXPECT_TRUE(values.contains(name)) << name;
  for (const char* name : others) EXPECT_FALSE(values.contains(name)) << name;
  EXPECT_FALSE(values.contains("PATH"));
  for (const char* name : ours) ::unsetenv(name);
  for (const char* name : others) ::unsetenv(name);
}

TEST(parse_environment, given_the_block_of_a_process_then_only_our_variables) {
  struct Case {
    std::string name;
    std::string block;
    std::map<std::string, std::string> values;
  };
  using namespace std::string_literals;
  const Case cases[] = {
      {"empty", "", {}},
      {"several", "PATH=/bin\0BOXOFFICE_A=1\0DATABASE_URL=x=y\0"s, {{"BOXOFFICE_A", "1"}, {"DATABASE_URL", "x=y"}}},
      {"cut off, empty value, no value",
       "BOXOFFICE_B=\0\0BOXOFFICE_C\0BOXOFFICE_D=2"s,
       {{"BOXOFFICE_B", ""}, {"BOXOFFICE_D", "2"}}},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(parse_environment(test.block), test.values);
  }
}

}  // namespace
}  // namespace boxoffice::kit::config
