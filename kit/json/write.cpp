// Interprets the table of a type to write JSON.

#include "kit/base/time.hpp"
#include "kit/json/json.hpp"
#include "kit/json/text.hpp"
#include "kit/json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::json {

namespace {

void append(std::string& out, const Type& type, const void* object);

void append_integer(std::string& out, std::int64_t number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_enumerator(std::string& out, const Type& type, const void* object) {
  const auto found = std::ranges::find(type.enumerators, type.access.get_integer(object), &Enumerator::value);
  append_quoted(out, found == type.enumerators.end() ? std::string_view{} : std::string_view(found->name));
}

bool is_left_out(const Member& member, const void* value) {
  switch (member.type->kind) {
    case Kind::optional:
      return !member.checks.nullable && member.type->access.peek(value) == nullptr;
    case Kind::patch:
      return member.type->access.peek(value) == nullptr && !member.type->access.is_null(value);
    default:
      return false;
  }
}

void append_object(std::string& out, const Type& type, const void* object) {
  char separator = '{';
  for (const auto& member : type.members) {
    const void* value = static_cast<const char*>(object) + member.offset;
    if (is_left_out(member, value)) continue;
    out.push_back(separator);
    separator = ',';
    out += member.prefix;
    append(out, *member.type, value);
  }
  if (separator == '{') out.push_back('{');
  out.push_back('}');
}

void append_list(std::string& out, const Type& type, const void* object) {
  out.push_back('[');
  const auto count = type.access.count(object);
  for (std::size_t index = 0; index < count; ++index) {
    if (index != 0) out.push_back(',');
    append(out, *type.element, type.access.at(object, index));
  }
  out.push_back(']');
}

struct MapOutput {
  std::string& out;
  const Type& element;
  char separator = '{';
};

void append_map(std::string& out, const Type& type, const void* object) {
  MapOutput output{.out = out, .element = *type.element};
  type.access.visit(
      object,
      [](void* state, const std::string& key, const void* value) {
        auto& to = *static_cast<MapOutput*>(state);
        to.out.push_back(to.separator);
        to.separator = ',';
        append_quoted(to.out, key);
        to.out.push_back(':');
        append(to.out, to.element, value);
      },
      &output);
  if (output.separator == '{') out.push_back('{');
  out.push_back('}');
}

void append_inside(std::string& out, const Type& type, const void* object) {
  const void* value = type.access.peek(object);
  if (value == nullptr) {
    out += "null";
  } else {
    append(out, *type.element, value);
  }
}

void append(std::string& out, const Type& type, const void* object) {
  switch (type.kind) {
    case Kind::boolean:
      out += *static_cast<const bool*>(object) ? "true" : "false";
      return;
    case Kind::integer:
      append_integer(out, type.access.get_integer(object));
      return;
    case Kind::number:
      out += Writer{}.value(*static_cast<const double*>(object)).take();
      return;
    case Kind::string:
      append_quoted(out, *static_cast<const std::string*>(object));
      return;
    case Kind::identifier:
      append_quoted(out, type.access.get_text(object));
      return;
    case Kind::timestamp:
      out.push_back('"');
      out += base::to_rfc3339(*static_cast<const base::Timestamp*>(object));
      out.push_back('"');
      return;
    case Kind::enumeration:
      append_enumerator(out, type, object);
      return;
    case Kind::document:
      out += static_cast<const Document*>(object)->text;
      return;
    case Kind::any:
      out += static_cast<const AnyValue*>(object)->text;
      return;
    case Kind::optional:
    case Kind::patch:
      append_inside(out, type, object);
      return;
    case Kind::list:
      append_list(out, type, object);
      return;
    case Kind::map:
      append_map(out, type, object);
      return;
    case Kind::object:
      append_object(out, type, object);
      return;
  }
}

}  // namespace

std::string write(const Type& type, const void* object) {
  constexpr std::size_t usual_size = 256;
  std::string out;
  out.reserve(usual_size);
  append(out, type, object);
  return out;
}

}  // namespace boxoffice::kit::json
