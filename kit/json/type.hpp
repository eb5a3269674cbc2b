#pragma once

// The table of a described type: everything that reading, writing and the schema need to know of it. describe.hpp
// fills it once per type, plain functions interpret it.

#include "kit/json/rules.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::json {

enum class Kind : std::uint8_t {
  boolean,
  integer,      // any built-in integer
  number,       // double; must be finite
  string,       // std::string
  identifier,   // base::Id, 1 to 64 characters
  timestamp,    // base::Timestamp as RFC 3339
  enumeration,  // a described enum as the upper-case name of its enumerator
  document,     // Document: any JSON object
  any,          // AnyValue: any JSON value
  optional,     // std::optional
  patch,        // Patch
  list,         // std::vector
  map,          // std::map<std::string, T>
  object,       // a described struct
};

struct Type;

/// One member of a struct.
struct Member {
  std::string name;    // camelCase
  std::string prefix;  // "name": with its quotes and colon, ready to write
  std::size_t offset;  // bytes from the start of the struct
  const Type* type;
  Checks checks{};
  bool required = true;  // must be there when read
};

struct Enumerator {
  std::string name;  // UPPER_CASE
  std::int64_t value;
};

/// Called for each entry of a map.
using VisitEntry = void (*)(void* state, const std::string& key, const void* value);

/// How to get at a value of the type through a void pointer. Null where the kind has no use for it.
struct Access {
  // integer, enumeration
  std::int64_t (*get_integer)(const void* object) = nullptr;
  void (*set_integer)(void* object, std::int64_t value) = nullptr;
  // identifier
  const std::string& (*get_text)(const void* object) = nullptr;
  void (*set_text)(void* object, std::string value) = nullptr;
  // optional, patch: null when there is no value; emplace() makes a default one
  const void* (*peek)(const void* object) = nullptr;
  void* (*emplace)(void* object) = nullptr;
  // patch
  bool (*is_null)(const void* object) = nullptr;
  void (*set_null)(void* object) = nullptr;
  // list, map
  std::size_t (*count)(const void* object) = nullptr;
  const void* (*at)(const void* object, std::size_t index) = nullptr;
  void* (*append)(void* object) = nullptr;
  void (*visit)(const void* object, VisitEntry visit, void* state) = nullptr;
  void* (*insert)(void* object, std::string key) = nullptr;
};

/// A struct has at most this many members.
inline constexpr std::size_t most_members = 128;

/// One type. Tables live until the process ends and never change, so any thread may read them.
struct Type {
  Kind kind = Kind::object;
  std::string name{};             // of a struct or enum, for the schema: "PlaceOrder"
  const Type* element = nullptr;  // optional, patch, list, map
  std::vector<Member> members{};  // object, in the order of the description
  std::vector<Enumerator> enumerators{};
  std::int64_t minimum = 0;  // integer: what the C++ type can hold
  std::int64_t maximum = 0;
  const void* sample = nullptr;  // object: a default one, for the schema's default values
  Access access{};
};

namespace detail {

/// "created_at" -> "createdAt"; a trailing underscore (`default_`) is dropped.
[[nodiscard]] std::string camel_case(std::string_view snake_case);
/// "boxoffice::orders::Page<boxoffice::orders::Order>" -> "PageOfOrder".
[[nodiscard]] std::string schema_name(std::string_view cpp_name);
void add_member(Type& type, std::string_view cpp_name, std::size_t offset, const Type& member);
void add_enumerator(Type& type, std::string_view cpp_name, std::int64_t value);
/// The member that a rule is for; aborts when it is not described.
[[nodiscard]] Checks& checks_at(Type& type, std::size_t offset);
/// Decides which members are required, once all rules are known.
void finish_object(Type& type);

}  // namespace detail

}  // namespace boxoffice::kit::json
