#pragma once

// What goes into and comes out of SQL: null, 64-bit integers and text. Times are unix milliseconds, booleans 0 and 1,
// money minor units; there is no floating point in the schema.

#include "kit/base/id.hpp"
#include "kit/base/time.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::kit::sql {

using Value = std::variant<std::monostate, std::int64_t, std::string>;

/// No value, and of which type: an engine may want to know what the parameter in "$1 IS NULL" could have been.
enum class Null : std::uint8_t { unknown, integer, text };

/// What a statement is given for a parameter: a value whose text is only looked at. It lives as long as what it was
/// made of, and engines need it no longer than the statement runs.
using Argument = std::variant<Null, std::int64_t, std::string_view>;

// to_argument(): C++ -> SQL, for every type a statement binds.
[[nodiscard]] inline Argument to_argument(Null null) {
  return null;
}
[[nodiscard]] inline Argument to_argument(const std::string& text) {
  return std::string_view(text);
}
Argument to_argument(std::string&& text) = delete;  // would be gone before the statement runs
[[nodiscard]] inline Argument to_argument(std::string_view text) {
  return text;
}
[[nodiscard]] inline Argument to_argument(const char* text) {
  return std::string_view(text);
}
[[nodiscard]] inline Argument to_argument(base::Timestamp time) {
  return base::to_unix_ms(time);
}
template <std::integral Integer>
[[nodiscard]] Argument to_argument(Integer number) {
  return static_cast<std::int64_t>(number);
}
template <class Tag>
[[nodiscard]] Argument to_argument(const base::Id<Tag>& id) {
  return std::string_view(id.str());
}
template <class T>
[[nodiscard]] Argument to_argument(const std::optional<T>& value) {
  if (value) return to_argument(*value);
  return std::integral<T> || std::same_as<T, base::Timestamp> ? Null::integer : Null::text;
}

/// The same for lists of arguments that are put together first and outlive what they were made of.
template <class T>
[[nodiscard]] Value to_value(const T& from) {
  const Argument argument = to_argument(from);
  if (const auto* text = std::get_if<std::string_view>(&argument)) return std::string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&argument)) return *number;
  return {};
}
[[nodiscard]] std::vector<Argument> to_arguments(std::span<const Value> values);

namespace detail {
[[noreturn]] void wrong_type(std::string_view wanted, const Value& value);  // a bug in a statement: aborts the request

template <class T>
struct FromValue;
template <std::integral Integer>
struct FromValue<Integer> {
  static Integer get(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr) wrong_type("integer", value);
    if constexpr (std::same_as<Integer, bool>) {
      return *number != 0;
    } else {
      return static_cast<Integer>(*number);
    }
  }
};
template <>
struct FromValue<std::string> {
  static std::string get(const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) wrong_type("text", value);
    return *text;
  }
};
template <>
struct FromValue<base::Timestamp> {
  static base::Timestamp get(const Value& value) { return base::from_unix_ms(FromValue<std::int64_t>::get(value)); }
};
template <class Tag>
struct FromValue<base::Id<Tag>> {
  static base::Id<Tag> get(const Value& value) { return base::Id<Tag>{FromValue<std::string>::get(value)}; }
};
template <class T>
struct FromValue<std::optional<T>> {
  static std::optional<T> get(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return FromValue<T>::get(value);
  }
};
}  // namespace detail

/// One row of an answer. Columns are read by position, in the order in which the statement lists them.
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

  /// Throws std::logic_error when the column has another type or is null (use std::optional<T> for nullable columns).
  template <class T>
  [[nodiscard]] T get(std::size_t column) const {
    return detail::FromValue<T>::get(values_.at(column));
  }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  std::vector<Value> values_;
};

using Rows = std::vector<Row>;

}  // namespace boxoffice::kit::sql
