#include "kit/json/schema.hpp"

#include "kit/base/ensure.hpp"
#include "kit/json/formats.hpp"
#include "kit/json/json.hpp"
#include "kit/json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>

namespace boxoffice::kit::json {

namespace {

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

void write_schema(Writer& writer, const Type& type, const Checks& checks);

void write_limits(Writer& writer, std::size_t minimum, std::size_t maximum, std::string_view suffix) {
  if (minimum != 0) writer.member(fmt::format("min{}", suffix), minimum);
  if (maximum != no_limit) writer.member(fmt::format("max{}", suffix), maximum);
}

void write_range(Writer& writer, std::int64_t minimum, std::int64_t maximum) {
  if (minimum != std::numeric_limits<std::int64_t>::min()) writer.member("minimum", minimum);
  if (maximum != std::numeric_limits<std::int64_t>::max()) writer.member("maximum", maximum);
}

void write_integer(Writer& writer, const Type& type, const Checks& checks) {
  using Int32 = std::numeric_limits<std::int32_t>;
  const bool is_int32 = type.minimum == Int32::min() && type.maximum == Int32::max();
  const bool is_int64 = type.minimum == std::numeric_limits<std::int64_t>::min();
  writer.member("type", "integer");
  if (is_int32) writer.member("format", "int32");
  if (is_int64) writer.member("format", "int64");
  // "format" tells the range of these two.
  const bool format_suffices = is_int32 || is_int64;
  const auto minimum = format_suffices ? checks.minimum : std::max(checks.minimum, type.minimum);
  const auto maximum = format_suffices ? checks.maximum : std::min(checks.maximum, type.maximum);
  write_range(writer, minimum, maximum);
}

void write_patterns(Writer& writer, const Checks& checks) {
  constexpr std::string_view one_line = "^(\\S(.*\\S)?)?$";
  std::vector<std::string_view> patterns;
  if (checks.single_line) patterns.push_back(one_line);
  if (const auto wanted = pattern(checks.characters); !wanted.empty()) patterns.push_back(wanted);
  if (const auto wanted = pattern(checks.format); !wanted.empty()) patterns.push_back(wanted);
  if (patterns.size() == 1) writer.member("pattern", patterns.front());
  if (patterns.size() < 2) return;
  writer.name("allOf").begin_array();
  for (const auto& wanted : patterns) writer.begin_object().member("pattern", wanted).end_object();
  writer.end_array();
}

void write_text(Writer& writer, const Checks& checks) {
  writer.member("type", "string");
  write_limits(writer, checks.minimum_size, checks.maximum_size, "Length");
  if (const auto name = registered_name(checks.format); !name.empty()) writer.member("format", name);
  write_patterns(writer, checks);
  if (checks.choices.empty()) return;
  writer.name("enum").begin_array();
  for (const auto& choice : checks.choices) writer.value(choice);
  writer.end_array();
}

// Ids are UUIDs wherever the product makes them; which ones a request insists on is the business of its rules.
void write_identifier(Writer& writer, Checks checks) {
  checks.format = Format::uuid;
  write_text(writer, checks);
}

void write_enumeration(Writer& writer, const Type& type) {
  writer.member("type", "string").name("enum").begin_array();
  for (const auto& enumerator : type.enumerators) writer.value(enumerator.name);
  writer.end_array();
}

void write_reference(Writer& writer, const Type& type) {
  writer.member("$ref", fmt::format("#/components/schemas/{}", type.name));
}

// The members of the schema's object, without its braces.
void write_plain(Writer& writer, const Type& type, const Checks& checks) {
  switch (type.kind) {
    case Kind::boolean:
      writer.member("type", "boolean");
      return;
    case Kind::integer:
      write_integer(writer, type, checks);
      return;
    case Kind::number:
      writer.member("type", "number");
      write_range(writer, checks.minimum, checks.maximum);
      return;
    case Kind::string:
      write_text(writer, checks);
      return;
    case Kind::identifier:
      write_identifier(writer, checks);
      return;
    case Kind::timestamp:
      writer.member("type", "string").member("format", "date-time");
      return;
    case Kind::enumeration:
      write_enumeration(writer, type);
      return;
    case Kind::document:
      writer.member("type", "object");
      return;
    case Kind::any:
      return;
    case Kind::optional:
    case Kind::patch:
      write_plain(writer, *type.element, checks);
      return;
    case Kind::list:
      writer.member("type", "array").name("items");
      write_schema(writer, *type.element, checks);
      write_limits(writer, checks.minimum_count, checks.maximum_count, "Items");
      return;
    case Kind::map:
      writer.member("type", "object").name("additionalProperties");
      write_schema(writer, *type.element, checks);
      write_limits(writer, checks.minimum_count, checks.maximum_count, "Properties");
      return;
    case Kind::object:
      write_reference(writer, type);
      return;
  }
}

void write_schema(Writer& writer, const Type& type, const Checks& checks) {
  writer.begin_object();
  write_plain(writer, type, checks);
  writer.end_object();
}

void write_member_schema(Writer& writer, const Type& owner, const Member& member) {
  writer.begin_object();
  if (member.checks.nullable || member.type->kind == Kind::patch) {
    writer.name("anyOf").begin_array();
    write_schema(writer, *member.type, member.checks);
    writer.raw(R"({"type":"null"})").end_array();
  } else {
    write_plain(writer, *member.type, member.checks);
  }
  const bool may_be_empty = member.type->kind == Kind::optional || member.type->kind == Kind::patch;
  if (member.checks.with_default && !may_be_empty) {
    writer.raw_member("default", write(*member.type, static_cast<const char*>(owner.sample) + member.offset));
  }
  writer.end_object();
}

}  // namespace

std::string schema(const Type& type) {
  Writer writer;
  write_schema(writer, type, Checks{});
  return writer.take();
}

std::string definition(const Type& type, Use use) {
  base::ensure(type.kind == Kind::object, "only a struct has a definition of its own");
  Writer writer;
  writer.begin_object().member("type", "object").name("properties").begin_object();
  bool any_required = false;
  for (const auto& member : type.members) {
    any_required = any_required || member.required;
    writer.name(member.name);
    write_member_schema(writer, type, member);
  }
  writer.end_object();
  if (any_required) {
    writer.name("required").begin_array();
    for (const auto& member : type.members) {
      if (member.required) writer.value(member.name);
    }
    writer.end_array();
  }
  if (use == Use::request) writer.member("additionalProperties", false);
  return writer.end_object().take();
}

void collect(const Type& type, Use use, SchemaSet& set) {
  if (type.element != nullptr) return collect(*type.element, use, set);
  if (type.kind != Kind::object) return;
  auto& entry = set.entries[type.name];
  if (entry.type != nullptr && entry.type != &type) {
    base::ensure(definition(*entry.type, use) == definition(type, use),
                 fmt::format("two structs with different members share the schema name {}", type.name));
  }
  if (entry.type == nullptr) entry.type = &type;
  entry.closed = entry.closed || use == Use::request;
  for (const auto& member : type.members) collect(*member.type, use, set);
}

std::vector<Parameter> query_parameters(const Type& type) {
  base::ensure(type.kind == Kind::object, "query parameters are read into a struct");
  std::vector<Parameter> result;
  for (const auto& member : type.members) {
    const auto& inside = member.type->kind == Kind::optional ? *member.type->element : *member.type;
    Writer writer;
    write_member_schema(writer, type, member);
    result.push_back(
        {.name = member.name, .required = member.required, .schema = writer.take(), .list = inside.kind == Kind::list});
  }
  return result;
}

}  // namespace boxoffice::kit::json
