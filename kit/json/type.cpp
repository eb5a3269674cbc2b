#include "kit/json/type.hpp"

#include "kit/base/ensure.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace boxoffice::kit::json::detail {

namespace {

bool is_name_character(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

char upper(char character) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
}

std::string_view without_trailing_underscore(std::string_view name) {
  return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

}  // namespace

std::string camel_case(std::string_view snake_case) {
  std::string result;
  bool starts_word = false;
  for (const char character : without_trailing_underscore(snake_case)) {
    if (character == '_') {
      starts_word = true;
      continue;
    }
    result.push_back(starts_word ? upper(character) : character);
    starts_word = false;
  }
  return result;
}

std::string schema_name(std::string_view cpp_name) {
  std::string result;
  std::string component;
  for (const char character : cpp_name) {
    if (is_name_character(character)) component.push_back(character);
    if (character == ':') component.clear();
    if (character == '<' || character == ',' || character == '>') result += std::exchange(component, {});
    if (character == '<') result += "Of";
    if (character == ',') result += "And";
  }
  return result + component;
}

void add_member(Type& type, std::string_view cpp_name, std::size_t offset, const Type& member) {
  base::ensure(type.members.size() < most_members, "a struct has too many members");
  const auto name = camel_case(cpp_name);
  type.members.push_back({.name = name, .prefix = '"' + name + "\":", .offset = offset, .type = &member});
}

void add_enumerator(Type& type, std::string_view cpp_name, std::int64_t value) {
  std::string name;
  for (const char character : without_trailing_underscore(cpp_name)) name.push_back(upper(character));
  type.enumerators.push_back({.name = std::move(name), .value = value});
}

Checks& checks_at(Type& type, std::size_t offset) {
  const auto found = std::ranges::find(type.members, offset, &Member::offset);
  base::ensure(found != type.members.end(), "a rule names a member that the struct does not describe");
  return found->checks;
}

void finish_object(Type& type) {
  for (auto& member : type.members) {
    const auto may_be_empty = member.type->kind == Kind::optional || member.type->kind == Kind::patch;
    member.required = member.checks.nullable || !(may_be_empty || member.checks.with_default);
  }
}

}  // namespace boxoffice::kit::json::detail
