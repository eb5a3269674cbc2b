#pragma once

// Settings: defaults < TOML file < environment < flags. Each is declared where it is used, with its description and
// range, and can be explained with its source. An empty environment variable counts as absent.

#include <fmt/format.h>

#include <cstdint>
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

/// Where raw values come from, weakest first; keys are the environment names.
struct Sources {
  std::map<std::string, std::string> file{};
  std::string file_name{};
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
  [[nodiscard]] std::string text(std::string name, std::string fallback, std::string description);
  [[nodiscard]] std::int64_t integer(std::string name, std::int64_t fallback, Range range, std::string description);
  [[nodiscard]] bool flag(std::string name, bool fallback, std::string description);  // on|off
  /// One of `allowed`, which must not be empty.
  [[nodiscard]] std::string one_of(std::string name, std::string fallback, std::vector<std::string> allowed,
                                   std::string description);
  /// Empty when it is not set.
  /// Texts separated by commas; spaces around them and empty ones are dropped.
  [[nodiscard]] std::vector<std::string> list(std::string name, std::string fallback, std::string description);
  [[nodiscard]] Secret secret(std::string name, std::string description);

  /// One sentence per wrong setting: names it, says what was given and what is allowed.
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  /// Adds a problem that a service found by looking at several settings together.
  void add_problem(std::string sentence);
  /// BOXOFFICE_ variables and file keys that nobody asked for (typing errors); call after everything was read.
  [[nodiscard]] std::vector<std::string> unknown() const;
  [[nodiscard]] std::vector<Explained> explain() const;

 private:
  struct Found;
  [[nodiscard]] std::optional<Found> find(const std::string& name);
  [[nodiscard]] std::optional<std::string> read_named_file(const std::string& name, const std::string& file);
  void note(Explained explained);

  Sources sources_;
  std::vector<Explained> explained_;
  std::vector<std::string> problems_;
};

/// Reads a TOML 1.0 file: [section] key becomes BOXOFFICE_SECTION_KEY, the four URLs (database_url, messaging_url,
/// cache_url, documents_url) keep their names. Booleans become on and off, lists of texts are joined by commas. Throws
/// base::StartupError with file, line and reason.
[[nodiscard]] std::map<std::string, std::string> read_toml(const std::string& file);

/// The process's environment, restricted to BOXOFFICE_* and the four *_URL settings with their _FILE forms.
[[nodiscard]] std::map<std::string, std::string> read_environment();

}  // namespace boxoffice::kit::config

/// Prints "***" for any secret, so that none reaches a log by accident.
template <>
struct fmt::formatter<boxoffice::kit::config::Secret> {
  static constexpr const char* parse(fmt::format_parse_context& context) { return context.begin(); }
  static auto format(const boxoffice::kit::config::Secret&, fmt::format_context& context) {
    return fmt::format_to(context.out(), "***");
  }
};
