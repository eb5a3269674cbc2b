#include "kit/config/settings.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/number.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <ranges>
#include <system_error>

namespace boxoffice::kit::config {

/// A raw value with where it came from.
struct Settings::Found {
  std::string value{};
  std::string source{};
};

namespace {

constexpr std::size_t named_file_limit = 64UL * 1024;
constexpr std::string_view file_suffix = "_FILE";
constexpr std::string_view hidden = "***";
constexpr std::string_view own_prefix = "BOXOFFICE_";

/// "a whole number from 5 to 3600", said only as far as there are limits.
std::string expectation_of(Settings::Range range) {
  const bool has_least = range.least != INT64_MIN;
  const bool has_most = range.most != INT64_MAX;
  if (has_least && has_most) return fmt::format("a whole number from {} to {}", range.least, range.most);
  if (has_least) return fmt::format("a whole number of at least {}", range.least);
  if (has_most) return fmt::format("a whole number of at most {}", range.most);
  return "a whole number";
}

/// ?password=x becomes ?password=***; so does every parameter whose name ends like that.
std::string hide_password_parameters(std::string value) {
  constexpr std::string_view name = "password=";
  for (auto at = value.find(name); at != std::string::npos; at = value.find(name, at)) {
    at += name.size();
    value.replace(at, std::min(value.find('&', at), value.size()) - at, hidden);
  }
  return value;
}

/// postgres://user:password@host becomes postgres://user:***@host.
std::string hide_url_password(const std::string& url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string::npos) return url;
  const auto start = scheme_end + 3;
  auto value = hide_password_parameters(url);
  const auto at = value.substr(0, value.find('/', start)).rfind('@');
  if (at == std::string::npos || at < start) return value;
  const auto colon = value.find(':', start);
  if (colon == std::string::npos || colon > at) return value;
  return value.substr(0, colon + 1) + std::string(hidden) + value.substr(at);
}

void cut_line_end(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

/// "sqlite" of "sqlite:var/data"; all of what has no colon.
std::string scheme_of(const std::string& url) {
  return url.substr(0, url.find(':'));
}

/// The list's texts; see Settings::list.
std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::string part;
  for (const char character : list + ",") {
    if (character == ',') {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else if (character != ' ') {
      part += character;
    }
  }
  return parts;
}

/// How many letters have to be added, removed or replaced to make one of the other (Levenshtein).
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// How far a name may be from a known one to look like a typing error of it.
std::size_t distance_limit(std::string_view name) {
  constexpr std::size_t swapped_letters = 2;
  return std::max(swapped_letters, (name.size() - std::min(name.size(), own_prefix.size())) / 4);
}

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

std::string in_words(const std::vector<std::string>& allowed) {
  std::string words;
  for (std::size_t index = 0; index < allowed.size(); ++index) {
    if (index > 0) words += index + 1 == allowed.size() ? " or " : ", ";
    words += allowed[index];
  }
  return words;
}

const std::string* value_in(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  return found == values.end() ? nullptr : &found->second;
}

}  // namespace

Settings::Settings(Sources sources) : sources_(std::move(sources)) {
  std::erase_if(sources_.environment, [](const auto& variable) { return variable.second.empty(); });
}

std::string Settings::text(std::string name, std::string fallback, std::string description, Rule rule) {
  return read({.name = std::move(name),
               .fallback = std::move(fallback),
               .description = std::move(description),
               .rule = std::move(rule)});
}

std::string Settings::url(std::string name, std::string fallback, std::vector<std::string> schemes,
                          std::string description) {
  std::vector<std::string> forms = schemes;
  for (std::string& form : forms) form += ":...";
  const auto accepts = [schemes = std::move(schemes)](const std::string& value) {
    const std::string scheme = scheme_of(value);
    return contains(schemes, scheme) && value.size() > scheme.size() + 1;
  };
  return read({.name = std::move(name),
               .fallback = std::move(fallback),
               .description = std::move(description),
               .rule = {.accepts = accepts, .expectation = in_words(forms)},
               .shown = Shown::url});
}

std::int64_t Settings::integer(std::string name, std::int64_t fallback, Range range, std::string description) {
  base::ensure(range.least <= fallback && fallback <= range.most, "the default of a setting is within its range");
  const auto accepts = [range](const std::string& value) {
    const auto number = base::parse_integer(value);
    return number && *number >= range.least && *number <= range.most;
  };
  const std::string value = read({.name = std::move(name),
                                  .fallback = std::to_string(fallback),
                                  .description = std::move(description),
                                  .rule = {.accepts = accepts, .expectation = expectation_of(range)}});
  return base::parse_integer(value).value_or(fallback);
}

bool Settings::flag(std::string name, bool fallback, std::string description) {
  return one_of(std::move(name), fallback ? "on" : "off", {"on", "off"}, std::move(description)) == "on";
}

std::string Settings::one_of(std::string name, std::string fallback, std::vector<std::string> allowed,
                             std::string description) {
  base::ensure(contains(allowed, fallback), "the default of a setting is one of its allowed values");
  std::string expectation = in_words(allowed);
  const auto accepts = [allowed = std::move(allowed)](const std::string& value) { return contains(allowed, value); };
  return read({.name = std::move(name),
               .fallback = std::move(fallback),
               .description = std::move(description),
               .rule = {.accepts = accepts, .expectation = std::move(expectation)}});
}

std::vector<std::string> Settings::list(std::string name, std::string fallback, std::string description, Rule rule) {
  if (rule.accepts) {
    rule.accepts = [each = rule.accepts](const std::string& value) { return std::ranges::all_of(split(value), each); };
  }
  return split(text(std::move(name), std::move(fallback), std::move(description), std::move(rule)));
}

Secret Settings::secret(std::string name, std::string description, Rule rule) {
  return Secret(read({.name = std::move(name),
                      .fallback = "",
                      .description = std::move(description),
                      .rule = std::move(rule),
                      .shown = Shown::nothing}));
}

std::string Settings::read(Declared setting) {
  const auto found = find(setting.name);
  const bool accepted = found && (!setting.rule.accepts || setting.rule.accepts(found->value));
  if (found && !accepted) refuse(setting, *found);
  std::string value = accepted ? found->value : setting.fallback;
  if (!is_known(setting.name)) {
    std::string seen = hide_url_password(found ? found->value : value);
    if (found && setting.shown == Shown::nothing) seen = hidden;
    if (found && setting.shown == Shown::url && !accepted) seen = scheme_of(found->value) + ":" + std::string(hidden);
    explained_.push_back({.name = setting.name,
                          .value = std::move(seen),
                          .source = found ? found->source : "default",
                          .description = std::move(setting.description),
                          .is_default = !found || found->value == setting.fallback});
    values_.emplace(std::move(setting.name), value);
  }
  return value;
}

void Settings::refuse(const Declared& setting, const Found& found) {
  std::string given = fmt::format(" is '{}' ({}); it", found.value, found.source);
  if (setting.shown == Shown::url)
    given = fmt::format(" begins with '{}' ({}); it", scheme_of(found.value), found.source);
  if (setting.shown == Shown::nothing) given = fmt::format(" ({})", found.source);
  add_problem(fmt::format("{}{} must be {} ({}).", setting.name, given, setting.rule.expectation, setting.description));
}

void Settings::add_problem(std::string sentence) {
  // Two services may read the same wrong setting; the operator mends it once.
  if (!contains(problems_, sentence)) problems_.push_back(std::move(sentence));
}

void Settings::refuse_unknown() {
  for (const auto& file : sources_.files) {
    for (const auto& [name, value] : file.values) {
      if (!is_known(name)) refuse_name(name, "", "file " + file.name);
    }
  }
  for (const auto& [name, value] : sources_.environment) {
    if (!name.starts_with(own_prefix) || is_known(name)) continue;
    const std::string_view suffix = name.ends_with(file_suffix) ? file_suffix : "";
    const std::string stem = name.substr(0, name.size() - suffix.size());
    if (!is_known(stem)) refuse_name(stem, suffix, "environment");
  }
}

void Settings::refuse_name(const std::string& stem, std::string_view suffix, std::string_view source) {
  std::string_view nearest;
  std::size_t least = distance_limit(stem) + 1;
  for (const auto& [known, value] : values_) {
    const std::size_t now = distance(stem, known);
    if (now < least) nearest = known;
    least = std::min(least, now);
  }
  const std::string hint = nearest.empty() ? "boxoffice check-config --all lists the settings."
                                           : fmt::format("did you mean {}{}?", nearest, suffix);
  add_problem(fmt::format("{}{} ({}) is not a setting; {}", stem, suffix, source, hint));
}

std::vector<Explained> Settings::explain() const {
  return explained_;
}

std::vector<Difference> Settings::differences_to(const Settings& other) const {
  std::vector<Difference> differences;
  for (const Explained& here : explained_) {
    const auto there = std::ranges::find(other.explained_, here.name, &Explained::name);
    if (there == other.explained_.end() || other.values_.at(here.name) == values_.at(here.name)) continue;
    differences.push_back({.here = here, .there = *there});
  }
  return differences;
}

std::optional<Settings::Found> Settings::find(const std::string& name) {
  if (const auto* value = value_in(sources_.flags, name)) return Found{*value, "flag"};

  const auto* direct = value_in(sources_.environment, name);
  const std::string file_name = name + std::string(file_suffix);
  const auto* file = value_in(sources_.environment, file_name);
  if (direct != nullptr && file != nullptr) {
    add_problem(fmt::format("{} and {} are both set; keep one of them.", name, file_name));
  }
  if (direct != nullptr) return Found{*direct, "environment"};
  if (file != nullptr) {
    auto value = read_named_file(file_name, *file);
    if (!value) return std::nullopt;
    return Found{*std::move(value), "environment " + file_name};
  }

  for (const auto& strongest : std::views::reverse(sources_.files)) {
    if (const auto* value = value_in(strongest.values, name)) return Found{*value, "file " + strongest.name};
  }
  return std::nullopt;
}

std::optional<std::string> Settings::read_named_file(const std::string& name, const std::string& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  if (stream) {
    text.resize(named_file_limit + 1);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.is_open() || stream.bad()) {
    const std::string reason = std::generic_category().message(errno);
    add_problem(fmt::format("{} names '{}', which cannot be read ({}).", name, file, reason));
    return std::nullopt;
  }
  if (text.size() > named_file_limit) {
    add_problem(fmt::format("{} names '{}', which is larger than {} bytes.", name, file, named_file_limit));
    return std::nullopt;
  }
  cut_line_end(text);
  if (text.empty()) {
    add_problem(fmt::format("{} names '{}', which is empty.", name, file));
    return std::nullopt;
  }
  return text;
}

}  // namespace boxoffice::kit::config
