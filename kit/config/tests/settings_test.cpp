#include "kit/config/settings.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace boxoffice::kit::config {
namespace {

using Values = std::map<std::string, std::string>;

/// A folder of one test, removed with it.
class settings_files : public ::testing::Test {
 protected:
  settings_files() {
    std::string pattern = ::testing::TempDir() + "settings-XXXXXX";
    folder = ::mkdtemp(pattern.data());
  }
  ~settings_files() override { std::filesystem::remove_all(folder); }

  [[nodiscard]] std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(folder / name, std::ios::binary) << content;
    return (folder / name).string();
  }

  std::filesystem::path folder;
};

TEST(settings, given_several_sources_then_the_strongest_wins_and_is_named) {
  struct Case {
    std::string name;
    Sources sources;
    std::string value;
    std::string source;
  };
  const Case cases[] = {
      {"nothing", {}, "default", "default"},
      {"file", {.file = {{"BOXOFFICE_X", "f"}}, .file_name = "b.toml"}, "f", "file b.toml"},
      {"environment over file",
       {.file = {{"BOXOFFICE_X", "f"}}, .environment = {{"BOXOFFICE_X", "e"}}},
       "e",
       "environment"},
      {"flag over environment", {.environment = {{"BOXOFFICE_X", "e"}}, .flags = {{"BOXOFFICE_X", "g"}}}, "g", "flag"},
      {"empty variable counts as absent", {.environment = {{"BOXOFFICE_X", ""}}}, "default", "default"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Settings settings(test.sources);
    EXPECT_EQ(settings.text("BOXOFFICE_X", "default", "a text"), test.value);
    ASSERT_EQ(settings.explain().size(), 1U);
    EXPECT_EQ(settings.explain()[0].source, test.source);
    EXPECT_EQ(settings.explain()[0].value, test.value);
    EXPECT_EQ(settings.explain()[0].is_default, test.value == "default");
  }
}

TEST(settings, given_integer_then_only_whole_numbers_in_range) {
  struct Case {
    std::string given;
    std::int64_t value;
    bool is_problem;
  };
  const Case cases[] = {{"5", 5, false},
                        {"3600", 3600, false},
                        {"4", 600, true},
                        {"3601", 600, true},
                        {"abc", 600, true},
                        {"12s", 600, true},
                        {" 12", 600, true},
                        {"1.5", 600, true},
                        {"+12", 600, true},
                        {"0x10", 600, true},
                        {"99999999999999999999", 600, true}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.given);
    Settings settings({.environment = {{"BOXOFFICE_HOLD_SECONDS", test.given}}});
    EXPECT_EQ(settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {.least = 5, .most = 3600}, "seconds"), test.value);
    EXPECT_EQ(!settings.problems().empty(), test.is_problem);
  }
}

TEST(settings, given_wrong_values_then_all_problems_in_helpful_sentences) {
  Settings settings({.environment = {{"BOXOFFICE_HOLD_SECONDS", "abc"}, {"BOXOFFICE_LAB", "yes"}},
                     .flags = {{"BOXOFFICE_LEVEL", "loud"}}});

  EXPECT_EQ(settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {.least = 5, .most = 3600}, "seconds"), 600);
  EXPECT_FALSE(settings.flag("BOXOFFICE_LAB", false, "lab mode"));
  EXPECT_EQ(settings.one_of("BOXOFFICE_LEVEL", "info", {"debug", "info", "warn"}, "log level"), "info");

  const std::vector<std::string> expected = {
      "BOXOFFICE_HOLD_SECONDS is 'abc' (environment); it must be a whole number from 5 to 3600 (seconds).",
      "BOXOFFICE_LAB is 'yes' (environment); it must be on or off (lab mode).",
      "BOXOFFICE_LEVEL is 'loud' (flag); it must be debug, info or warn (log level).",
  };
  EXPECT_EQ(settings.problems(), expected);
}

TEST(settings, given_one_sided_range_then_the_sentence_says_only_that) {
  Settings settings({.environment = {{"A", "x"}, {"B", "x"}, {"C", "x"}}});

  EXPECT_EQ(settings.integer("A", 5, {.least = 1}, "a"), 5);
  EXPECT_EQ(settings.integer("B", 5, {.most = 9}, "b"), 5);
  EXPECT_EQ(settings.integer("C", 5, {}, "c"), 5);

  ASSERT_EQ(settings.problems().size(), 3U);
  EXPECT_NE(settings.problems()[0].find("a whole number of at least 1 (a)"), std::string::npos);
  EXPECT_NE(settings.problems()[1].find("a whole number of at most 9 (b)"), std::string::npos);
  EXPECT_NE(settings.problems()[2].find("a whole number (c)"), std::string::npos);
}

TEST(settings, given_two_services_that_ask_the_same_then_explained_and_blamed_once) {
  Settings settings({.environment = {{"BOXOFFICE_LAB", "maybe"}}});

  EXPECT_TRUE(settings.flag("BOXOFFICE_LAB", true, "lab mode"));
  EXPECT_TRUE(settings.flag("BOXOFFICE_LAB", true, "lab mode"));

  EXPECT_EQ(settings.problems().size(), 1U);
  EXPECT_EQ(settings.explain().size(), 1U);
}

TEST(settings, given_names_nobody_asked_for_then_unknown) {
  Settings settings({.file = {{"BOXOFFICE_HOLD_SECOND", "1"}},
                     .environment = {{"BOXOFFICE_LABB", "on"},
                                     {"BOXOFFICE_KEY_FILE", "/nowhere"},
                                     {"BOXOFFICE_LAB", "on"},
                                     {"DATABASE_URL", "sqlite:x"}}});
  EXPECT_TRUE(settings.flag("BOXOFFICE_LAB", false, "lab mode"));
  EXPECT_TRUE(settings.secret("BOXOFFICE_KEY", "a key").empty());

  const std::vector<std::string> expected = {"BOXOFFICE_HOLD_SECOND", "BOXOFFICE_LABB"};
  EXPECT_EQ(settings.unknown(), expected);
}

TEST(settings, given_problem_of_a_service_then_listed) {
  Settings settings({});

  settings.add_problem("A and B do not go together.");

  EXPECT_EQ(settings.problems(), std::vector<std::string>{"A and B do not go together."});
}

TEST(settings, given_url_with_password_then_explained_without_it) {
  struct Case {
    std::string given;
    std::string shown;
  };
  const Case cases[] = {{"postgres://me:hush@host:5432/db", "postgres://me:***@host:5432/db"},
                        {"redis://:hush@host", "redis://:***@host"},
                        {"redis://host:6379/0", "redis://host:6379/0"},
                        {"mongodb://me@host/db?x=a@b:c", "mongodb://me@host/db?x=a@b:c"},
                        {"postgres://me:hu@sh@host/db", "postgres://me:***@host/db"},
                        {"sqlite:data", "sqlite:data"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.given);
    Settings settings({.environment = {{"DATABASE_URL", test.given}}});
    EXPECT_EQ(settings.text("DATABASE_URL", "", "database"), test.given);
    EXPECT_EQ(settings.explain()[0].value, test.shown);
  }
}

TEST(secret, given_a_value_then_never_printed) {
  Settings settings({.environment = {{"BOXOFFICE_KEY", "hush"}}});

  const Secret secret = settings.secret("BOXOFFICE_KEY", "a key");

  EXPECT_EQ(secret.reveal(), "hush");
  EXPECT_EQ(fmt::format("{}", secret), "***");
  EXPECT_EQ(settings.explain()[0].value, "***");
}

TEST_F(settings_files, given_file_form_then_its_content_without_the_line_end) {
  struct Case {
    std::string content;
    std::string value;
  };
  const Case cases[] = {{"hush", "hush"}, {"hush\n", "hush"}, {"hush\r\n", "hush"}, {"hu\nsh\n\n", "hu\nsh\n"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.content);
    Settings settings({.environment = {{"BOXOFFICE_KEY_FILE", write("key", test.content)}}});
    EXPECT_EQ(settings.secret("BOXOFFICE_KEY", "a key").reveal(), test.value);
    EXPECT_TRUE(settings.problems().empty());
    EXPECT_EQ(settings.explain()[0].source, "environment BOXOFFICE_KEY_FILE");
    EXPECT_TRUE(settings.unknown().empty());
  }
}

TEST_F(settings_files, given_bad_file_form_then_problem_without_the_content) {
  struct Case {
    std::string name;
    std::string file;
    std::string reason;
  };
  const Case cases[] = {{"missing", (folder / "none").string(), "cannot be read (No such file"},
                        {"a folder", folder.string(), "cannot be read (Is a directory"},
                        {"empty", write("empty", "\n"), "is empty"},
                        {"huge", write("huge", std::string(70'000, 'x')), "is larger than"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Settings settings({.environment = {{"BOXOFFICE_KEY_FILE", test.file}}});
    EXPECT_TRUE(settings.secret("BOXOFFICE_KEY", "a key").empty());
    ASSERT_EQ(settings.problems().size(), 1U);
    EXPECT_NE(settings.problems()[0].find("BOXOFFICE_KEY_FILE names '" + test.file), std::string::npos);
    EXPECT_NE(settings.problems()[0].find(test.reason), std::string::npos) << settings.problems()[0];
  }
}

TEST_F(settings_files, given_value_and_file_form_then_problem) {
  Settings settings({.environment = {{"BOXOFFICE_KEY", "a"}, {"BOXOFFICE_KEY_FILE", write("key", "b")}}});

  EXPECT_EQ(settings.secret("BOXOFFICE_KEY", "a key").reveal(), "a");

  EXPECT_EQ(settings.problems(),
            std::vector<std::string>{"BOXOFFICE_KEY and BOXOFFICE_KEY_FILE are both set; keep one of them."});
}

}  // namespace
}  // namespace boxoffice::kit::config
