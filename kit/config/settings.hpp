#pragma once

// Settings: defaults < TOML file < environment < flags. Each is declared where it is used, with its description and
// range, and can be explained with its source. An empty environment variable counts as absent.

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::config {

/// Text that must not be seen: prints as "***" with fmt, is not comparable, is read only by name.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& reveal() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

/// One setting as check-config shows it.
struct Explained {
  std::string name{};    // BOXOFFICE_HOLD_SECONDS
  std::string value{};   // "***" for secrets; the password of a URL is "***" too
  std::string source{};  // "default", "file boxoffice.toml", "environment", "environment NAME_FILE", "flag"
  std::string description{};
  bool is_default = true;
};

/// One setting that two processes read differently.
struct Difference {
  Explained here{};
  Explained there{};
};

/// What a text, or each text of a list, must be beyond being there.
struct Rule {
  std::function<bool(const std::string&)> accepts{};
  std::string expectation{};  // "a currency such as EUR", for the sentence
};

/// The settings in a file; keys are the environment names.
struct SettingsFile {
  std::string name{};
  std::map<std::string, std::string> values{};
};

/// Where raw values come from, weakest first; keys are the environment names.
struct Sources {
  std::vector<SettingsFile> files{};  // weakest first
  std::map<std::string, std::string> environment{};
  std::map<std::string, std::string> flags{};
};

/// Reads settings and collects every problem, so that the operator sees all of them at once: a wrong setting is a
/// problem and reads as its fallback. Used by one thread at start; what it returned outlives it. `NAME_FILE` in the
/// environment names a file that holds the value (secrets); one trailing line feed is cut. A setting may be asked for
/// by several services; the first description is kept.
class Settings {
 public:
  explicit Settings(Sources sources);

  struct Range {
    std::int64_t least = INT64_MIN;
    std::int64_t most = INT64_MAX;
  };
  [[nodiscard]] std::string text(std::string name, std::string fallback, std::string description, Rule rule = {});
  /// A URL of one of `schemes` ("sqlite"). Sentences about it never show more than its scheme: it may hold a password.
  [[nodiscard]] std::string url(std::string name, std::string fallback, std::vector<std::string> schemes,
                                std::string description);
  [[nodiscard]] std::int64_t integer(std::string name, std::int64_t fallback, Range range, std::string description);
  [[nodiscard]] bool flag(std::string name, bool fallback, std::string description);  // on|off
  /// One of `allowed`, which must not be empty.
  [[nodiscard]] std::string one_of(std::string name, std::string fallback, std::vector<std::string> allowed,
                                   std::string description);
  /// Texts separated by commas; spaces around them and empty ones are dropped.
  [[nodiscard]] std::vector<std::string> list(std::string name, std::string fallback, std::string description,
                                              Rule rule = {});
  /// Empty when it is not set. Sentences about it never show it.
  [[nodiscard]] Secret secret(std::string name, std::string description, Rule rule = {});

  /// One sentence per wrong setting: names it, says what was given and what is allowed.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  /// Adds a problem that a service found by looking at several settings together.
  void add_problem(std::string sentence);
  /// Makes each BOXOFFICE_ variable and file key that nobody asked for a problem: a typing error would otherwise leave
  /// the default in force without a word. Call it after everything was read.
  void refuse_unknown();
  [[nodiscard]] std::vector<Explained> explain() const;
  /// The settings that have another value in `other`.
  [[nodiscard]] std::vector<Difference> differences_to(const Settings& other) const;

 private:
  struct Found;
  /// How much of a value may be seen: all but a URL's password, a URL's scheme when it is wrong, or nothing.
  enum class Shown : std::uint8_t { text, url, nothing };
  struct Declared {
    std::string name;
    std::string fallback;
    std::string description;
    Rule rule{};
    Shown shown = Shown::text;
  };
  /// The value that is in force.
  [[nodiscard]] std::string read(Declared setting);
  void refuse(const Declared& setting, const Found& found);
  [[nodiscard]] std::optional<Found> find(const std::string& name);
  [[nodiscard]] std::optional<std::string> read_named_file(const std::string& name, const std::string& file);
  [[nodiscard]] bool is_known(std::string_view name) const { return values_.contains(name); }
  void refuse_name(const std::string& stem, std::string_view suffix, std::string_view source);

  Sources sources_;
  std::vector<Explained> explained_;
  std::map<std::string, std::string, std::less<>> values_;  // what is in force by name, secrets included
  std::vector<std::string> problems_;
};

/// Reads a TOML 1.0 file: [section] key becomes BOXOFFICE_SECTION_KEY, the four URLs (database_url, messaging_url,
/// cache_url, documents_url) keep their names. Booleans become on and off, lists of texts are joined by commas. Throws
/// base::StartupError with file, line and reason.
[[nodiscard]] std::map<std::string, std::string> read_toml(const std::string& file);

/// The process's environment, restricted to BOXOFFICE_* and the four *_URL settings with their _FILE forms.
[[nodiscard]] std::map<std::string, std::string> read_environment();

/// The same of a block of NAME=value entries that each end with a NUL, as /proc/<pid>/environ shows a process.
[[nodiscard]] std::map<std::string, std::string> parse_environment(std::string_view block);

}  // namespace boxoffice::kit::config

/// Prints "***" for any secret, so that none reaches a log by accident.
template <>
struct fmt::formatter<boxoffice::kit::config::Secret> {
  static constexpr const char* parse(fmt::format_parse_context& context) { return context.begin(); }
  static auto format(const boxoffice::kit::config::Secret&, fmt::format_context& context) {
    return fmt::format_to(context.out(), "***");
  }
};
