#include "kit/config/settings.hpp"

#include "kit/base/ensure.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>
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

/// "a whole number from 5 to 3600", said only as far as there are limits.
std::string expectation(Settings::Range range) {
  const bool has_least = range.least != INT64_MIN;
  const bool has_most = range.most != INT64_MAX;
  if (has_least && has_most) return fmt::format("a whole number from {} to {}", range.least, range.most);
  if (has_least) return fmt::format("a whole number of at least {}", range.least);
  if (has_most) return fmt::format("a whole number of at most {}", range.most);
  return "a whole number";
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// postgres://user:password@host becomes postgres://user:***@host.
std::string hide_url_password(const std::string& value) {
  const auto scheme_end = value.find("://");
  if (scheme_end == std::string::npos) return value;
  const auto start = scheme_end + 3;
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

std::string_view without_file_suffix(std::string_view name) {
  if (name.ends_with(file_suffix)) name.remove_suffix(file_suffix.size());
  return name;
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

std::string Settings::text(std::string name, std::string fallback, std::string description) {
  const auto found = find(name);
  std::string value = found ? found->value : fallback;
  note({.name = std::move(name),
        .value = hide_url_password(value),
        .source = found ? found->source : "default",
        .description = std::move(description),
        .is_default = !found || value == fallback});
  return value;
}

std::int64_t Settings::integer(std::string name, std::int64_t fallback, Range range, std::string description) {
  base::ensure(range.least <= fallback && fallback <= range.most, "the default of a setting is within its range");
  const auto found = find(name);
  std::int64_t value = fallback;
  if (found) {
    const auto number = parse_integer(found->value);
    if (number && *number >= range.least && *number <= range.most) {
      value = *number;
    } else {
      add_problem(fmt::format("{} is '{}' ({}); it must be {} ({}).", name, found->value, found->source,
                              expectation(range), description));
    }
  }
  note({.name = std::move(name),
        .value = found ? found->value : std::to_string(value),
        .source = found ? found->source : "default",
        .description = std::move(description),
        .is_default = !found || value == fallback});
  return value;
}

bool Settings::flag(std::string name, bool fallback, std::string description) {
  return one_of(std::move(name), fallback ? "on" : "off", {"on", "off"}, std::move(description)) == "on";
}

std::string Settings::one_of(std::string name, std::string fallback, std::vector<std::string> allowed,
                             std::string description) {
  base::ensure(contains(allowed, fallback), "the default of a setting is one of its allowed values");
  const auto found = find(name);
  std::string value = fallback;
  if (found && contains(allowed, found->value)) {
    value = found->value;
  } else if (found) {
    add_problem(fmt::format("{} is '{}' ({}); it must be {} ({}).", name, found->value, found->source,
                            in_words(allowed), description));
  }
  note({.name = std::move(name),
        .value = found ? found->value : value,
        .source = found ? found->source : "default",
        .description = std::move(description),
        .is_default = !found || value == fallback});
  return value;
}

std::vector<std::string> Settings::list(std::string name, std::string fallback, std::string description) {
  std::vector<std::string> parts;
  std::string part;
  for (const char character : text(std::move(name), std::move(fallback), std::move(description)) + ",") {
    if (character == ',') {
      if (!part.empty()) parts.push_back(std::exchange(part, {}));
    } else if (character != ' ') {
      part += character;
    }
  }
  return parts;
}

Secret Settings::secret(std::string name, std::string description) {
  auto found = find(name);
  note({.name = std::move(name),
        .value = found ? std::string(hidden) : "",
        .source = found ? found->source : "default",
        .description = std::move(description),
        .is_default = !found});
  return found ? Secret(std::move(found->value)) : Secret{};
}

void Settings::add_problem(std::string sentence) {
  // Two services may read the same wrong setting; the operator mends it once.
  if (!contains(problems_, sentence)) problems_.push_back(std::move(sentence));
}

std::vector<std::string> Settings::unknown() const {
  std::set<std::string_view> asked;
  for (const Explained& explained : explained_) asked.insert(explained.name);
  const auto is_unknown = [&asked](std::string_view name) {
    return !asked.contains(name) && !asked.contains(without_file_suffix(name));
  };

  std::set<std::string> names;
  for (const auto& [name, value] : sources_.file) {
    if (!asked.contains(name)) names.insert(name);
  }
  for (const auto& [name, value] : sources_.environment) {
    if (name.starts_with("BOXOFFICE_") && is_unknown(name)) names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::vector<Explained> Settings::explain() const {
  return explained_;
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

  if (const auto* value = value_in(sources_.file, name)) return Found{*value, "file " + sources_.file_name};
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

void Settings::note(Explained explained) {
  if (std::ranges::find(explained_, explained.name, &Explained::name) == explained_.end())
    explained_.push_back(std::move(explained));
}

}  // namespace boxoffice::kit::config
