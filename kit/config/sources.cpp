#include "kit/base/failure.hpp"
#include "kit/config/settings.hpp"

#include <toml++/toml.h>

#include <unistd.h>
#include <algorithm>
#include <array>

namespace boxoffice::kit::config {

namespace {

constexpr std::string_view own_prefix = "BOXOFFICE_";
constexpr std::array<std::string_view, 4> urls = {"DATABASE_URL", "MESSAGING_URL", "CACHE_URL", "DOCUMENTS_URL"};

/// Turns a tree of tables into settings by name; knows the file for its messages.
class Flattener {
 public:
  explicit Flattener(std::string file) : file_(std::move(file)) {}

  void add_table(const toml::table& table, const std::string& prefix);
  [[nodiscard]] std::map<std::string, std::string> take() { return std::move(settings_); }

 private:
  [[nodiscard]] std::string name_of(std::string_view key, const std::string& prefix, const toml::node& node) const;
  [[nodiscard]] std::string value_of(const toml::node& node, const std::string& name) const;
  [[nodiscard]] std::string joined(const toml::array& list, const std::string& name) const;
  [[noreturn]] void refuse(const toml::node& node, const std::string& reason) const;

  std::string file_;
  std::map<std::string, std::string> settings_{};
};

void Flattener::add_table(const toml::table& table, const std::string& prefix) {
  for (const auto& [key, node] : table) {
    std::string name = name_of(key.str(), prefix, node);
    if (const auto* inner = node.as_table()) {
      add_table(*inner, name + "_");
      continue;
    }
    const bool is_url = prefix.empty() && std::ranges::find(urls, name) != urls.end();
    if (!is_url) name.insert(0, own_prefix);
    std::string value = value_of(node, name);
    if (!settings_.emplace(name, std::move(value)).second) refuse(node, name + " is set twice");
  }
}

std::string Flattener::name_of(std::string_view key, const std::string& prefix, const toml::node& node) const {
  std::string name = prefix;
  for (const char c : key) {
    if (c >= 'a' && c <= 'z') {
      name.push_back(static_cast<char>(c - 'a' + 'A'));
    } else if (c == '-') {
      name.push_back('_');
    } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_') {
      name.push_back(c);
    } else {
      refuse(node, fmt::format("the key '{}' has characters other than letters, digits, '-' and '_'", key));
    }
  }
  return name;
}

std::string Flattener::value_of(const toml::node& node, const std::string& name) const {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "on" : "off";
  if (const auto* list = node.as_array()) return joined(*list, name);
  refuse(node, name + " must be a text, a whole number, a boolean or a list of texts");
}

std::string Flattener::joined(const toml::array& list, const std::string& name) const {
  std::string text;
  for (const auto& element : list) {
    const auto* part = element.as_string();
    if (part == nullptr) refuse(element, name + " must be a list of texts");
    if (!text.empty()) text.push_back(',');
    text += part->get();
  }
  return text;
}

void Flattener::refuse(const toml::node& node, const std::string& reason) const {
  throw base::StartupError(fmt::format("{}, line {}: {}.", file_, node.source().begin.line, reason));
}

bool is_ours(std::string_view name) {
  if (name.starts_with(own_prefix)) return true;
  return std::ranges::any_of(urls, [name](std::string_view url) {
    return name.starts_with(url) && (name.size() == url.size() || name.substr(url.size()) == "_FILE");
  });
}

/// `entry` is NAME=value.
void add_if_ours(std::map<std::string, std::string>& settings, std::string_view entry) {
  const auto equals = entry.find('=');
  if (equals == std::string_view::npos || !is_ours(entry.substr(0, equals))) return;
  settings.emplace(entry.substr(0, equals), entry.substr(equals + 1));
}

}  // namespace

std::map<std::string, std::string> read_toml(const std::string& file) {
  try {
    Flattener flattener(file);
    flattener.add_table(toml::parse_file(file), "");
    return flattener.take();
  } catch (const toml::parse_error& failure) {
    const auto line = failure.source().begin.line;
    if (line == 0) throw base::StartupError(fmt::format("{}: {}.", file, failure.description()));
    throw base::StartupError(fmt::format("{}, line {}: {}.", file, line, failure.description()));
  }
}

std::map<std::string, std::string> read_environment() {
  std::map<std::string, std::string> settings;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) add_if_ours(settings, *entry);
  return settings;
}

std::map<std::string, std::string> parse_environment(std::string_view block) {
  std::map<std::string, std::string> settings;
  while (!block.empty()) {
    const auto end = std::min(block.find('\0'), block.size());
    add_if_ours(settings, block.substr(0, end));
    block.remove_prefix(std::min(end + 1, block.size()));
  }
  return settings;
}

}  // namespace boxoffice::kit::config
