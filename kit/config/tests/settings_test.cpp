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
      {"file", {.files = {{"b.toml", {{"BOXOFFICE_X", "f"}}}}}, "f", "file b.toml"},
      {"later file over earlier",
       {.files = {{"a.toml", {{"BOXOFFICE_X", "e"}}}, {"b.toml", {{"BOXOFFICE_X", "f"}}}, {"c.toml", {}}}},
       "f",
       "file b.toml"},
      {"environment over file",
       {.files = {{"b.toml", {{"BOXOFFICE_X", "f"}}}}, .environment = {{"BOXOFFICE_X", "e"}}},
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

TEST(settings, given_names_nobody_asked_for_then_refused_with_the_nearest_known_one) {
  struct Case {
    std::string name;
    std::string hint;
  };
  const Case cases[] = {
      {"BOXOFFICE_LABB", "did you mean BOXOFFICE_LAB?"},
      {"BOXOFFICE_HOLD_SECOND", "did you mean BOXOFFICE_HOLD_SECONDS?"},
      {"BOXOFFICE_HODL_SECONDS", "did you mean BOXOFFICE_HOLD_SECONDS?"},
      {"BOXOFFICE_KYE_FILE", "did you mean BOXOFFICE_KEY_FILE?"},
      {"BOXOFFICE_", "boxoffice check-config --all lists the settings."},
      {"BOXOFFICE_COLOUR_OF_THE_DOOR", "boxoffice check-config --all lists the settings."},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Settings settings({.environment = {{test.name, "1"}}});
    (void)settings.flag("BOXOFFICE_LAB", false, "lab mode");
    (void)settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {}, "seconds");
    (void)settings.secret("BOXOFFICE_KEY", "a key");

    settings.refuse_unknown();

    EXPECT_EQ(settings.problems(),
              std::vector<std::string>{test.name + " (environment) is not a setting; " + test.hint});
  }
}

TEST(settings, given_names_of_a_file_then_refused_as_well) {
  Settings settings({.files = {{"b.toml", {{"BOXOFFICE_LABB", "on"}, {"BOXOFFICE_KEY_FILE", "x"}}}}});
  (void)settings.flag("BOXOFFICE_LAB", false, "lab mode");
  (void)settings.secret("BOXOFFICE_KEY", "a key");

  settings.refuse_unknown();

  const std::vector<std::string> expected = {
      "BOXOFFICE_KEY_FILE (file b.toml) is not a setting; boxoffice check-config --all lists the settings.",
      "BOXOFFICE_LABB (file b.toml) is not a setting; did you mean BOXOFFICE_LAB?",
  };
  EXPECT_EQ(settings.problems(), expected);
}

TEST(settings, given_only_known_names_and_other_programs_variables_then_nothing_is_refused) {
  Settings settings({.files = {{"b.toml", {{"BOXOFFICE_LAB", "on"}}}},
                     .environment = {{"BOXOFFICE_KEY_FILE", "/nowhere"}, {"DATABASE_URL", "sqlite:x"}, {"HOME", "/"}}});
  (void)settings.flag("BOXOFFICE_LAB", false, "lab mode");
  (void)settings.secret("BOXOFFICE_KEY", "a key");
  const auto before = settings.problems();  // of the file that is not there

  settings.refuse_unknown();

  EXPECT_EQ(settings.problems(), before);
}

TEST(settings, given_rule_then_what_breaks_it_is_a_problem_and_reads_as_the_default) {
  const Rule short_word{.accepts = [](const std::string& text) { return text.size() == 3; },
                        .expectation = "three letters"};
  Settings settings({.environment = {{"A", "four"}, {"B", "one,two,three"}, {"C", "hush"}, {"D", "one"}}});

  EXPECT_EQ(settings.text("A", "abc", "a text", short_word), "abc");
  EXPECT_EQ(settings.list("B", "abc", "texts", short_word), std::vector<std::string>{"abc"});
  EXPECT_TRUE(settings.secret("C", "a secret", short_word).empty());
  EXPECT_EQ(settings.text("D", "abc", "a text", short_word), "one");

  const std::vector<std::string> expected = {
      "A is 'four' (environment); it must be three letters (a text).",
      "B is 'one,two,three' (environment); it must be three letters (texts).",
      "C (environment) must be three letters (a secret).",
  };
  EXPECT_EQ(settings.problems(), expected);
}

TEST(settings, given_url_of_an_unknown_scheme_then_problem_without_its_password) {
  struct Case {
    std::string given;
    std::string shown;
  };
  const Case cases[] = {{"postgress:me:hush@host", "postgress"}, {"sqlite:", "sqlite"}, {"/var/data", "/var/data"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.given);
    Settings settings({.environment = {{"DATABASE_URL", test.given}}});

    EXPECT_EQ(settings.url("DATABASE_URL", "sqlite:data", {"sqlite", "postgres"}, "SQL"), "sqlite:data");

    EXPECT_EQ(settings.problems(),
              std::vector<std::string>{"DATABASE_URL begins with '" + test.shown +
                                       "' (environment); it must be sqlite:... or postgres:... (SQL)."});
    EXPECT_EQ(settings.explain()[0].value, test.shown + ":***");
  }
  Settings settings({.environment = {{"DATABASE_URL", "postgres://me:hush@host"}}});
  EXPECT_EQ(settings.url("DATABASE_URL", "sqlite:data", {"sqlite", "postgres"}, "SQL"), "postgres://me:hush@host");
}

TEST(settings, given_other_sources_then_differences_without_secrets) {
  const auto read = [](Settings& settings) {
    (void)settings.integer("BOXOFFICE_HOLD_SECONDS", 600, {}, "seconds");
    (void)settings.flag("BOXOFFICE_LAB", false, "lab mode");
    (void)settings.secret("BOXOFFICE_KEY", "a key");
  };
  Settings here({.environment = {{"BOXOFFICE_LAB", "off"}, {"BOXOFFICE_KEY", "hush"}}});
  Settings there({.environment = {{"BOXOFFICE_HOLD_SECONDS", "60"}, {"BOXOFFICE_KEY", "hush hush"}}});
  read(here);
  read(there);

  const auto differences = here.differences_to(there);

  ASSERT_EQ(differences.size(), 2U);
  EXPECT_EQ(differences[0].here.name, "BOXOFFICE_HOLD_SECONDS");
  EXPECT_EQ(differences[0].here.value, "600");
  EXPECT_EQ(differences[0].there.value, "60");
  EXPECT_EQ(differences[0].there.source, "environment");
  EXPECT_EQ(differences[1].here.name, "BOXOFFICE_KEY");
  EXPECT_EQ(differences[1].here.value, "***");
  EXPECT_EQ(differences[1].there.value, "***");
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
                        {"postgres://me@host/db?password=hush&sslmode=require&sslpassword=hush",
                         "postgres://me@host/db?password=***&sslmode=require&sslpassword=***"},
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
    settings.refuse_unknown();
    EXPECT_TRUE(settings.problems().empty());
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
