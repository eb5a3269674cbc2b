#pragma once

// Described structs <-> JSON (RFC 8259) and query parameters, with all wrong members reported at once.
//
//   struct PlaceOrder { EventId event_id{}; std::vector<Item> items{}; };
//   BOOST_DESCRIBE_STRUCT(PlaceOrder, (), (event_id, items))
//
//   const auto order = json::from_json<PlaceOrder>(body);   // {"eventId": "...", "items": [...]}
//
// Members become camelCase, enumerators UPPER_CASE, ids text, times RFC 3339. Empty optionals and absent Patch members
// are left out. Rules stand in the struct, see rules.hpp. Everything here is safe from any thread.
//
// Errors: MALFORMED_REQUEST when the text is not JSON, not UTF-8, deeper than 32 or has a member twice;
// VALIDATION_FAILED with the JSON pointer (RFC 6901) of every wrong, missing or unknown member, at most 100 of them.

#include "kit/base/error.hpp"
#include "kit/json/describe.hpp"
#include "kit/json/document.hpp"
#include "kit/json/patch.hpp"
#include "kit/json/rules.hpp"
#include "kit/json/type.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::json {

/// Decoded query parameters in their order.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// The JSON text of an object of that type. Text that is not UTF-8 gets replacement characters.
[[nodiscard]] std::string write(const Type& type, const void* object);

/// Reads a request body into a default-constructed object of that type. After an error `object` holds what could be
/// read; throw it away.
[[nodiscard]] base::Result<void> read(const Type& type, std::string_view text, void* object);

/// Reads stored or received data whose writer may be newer or older: ignores unknown members, takes null for a left
/// out optional, and does not check rules.
[[nodiscard]] base::Result<void> read_lenient(const Type& type, std::string_view text, void* object);

/// Reads query parameters into a default-constructed struct; wrong ones are reported as "?name". An empty value counts
/// as left out, vectors are separated by commas, unknown and repeated parameters are errors.
[[nodiscard]] base::Result<void> read_query(const Type& type, const Parameters& parameters, void* object);

template <class T>
[[nodiscard]] std::string to_json(const T& value) {
  return write(type_of<T>(), &value);
}

template <class T>
[[nodiscard]] base::Result<T> from_json(std::string_view text) {
  T value{};
  if (auto done = read(type_of<T>(), text, &value); !done) return std::unexpected(std::move(done).error());
  return value;
}

template <class T>
[[nodiscard]] base::Result<T> from_json_lenient(std::string_view text) {
  T value{};
  if (auto done = read_lenient(type_of<T>(), text, &value); !done) return std::unexpected(std::move(done).error());
  return value;
}

template <class T>
[[nodiscard]] base::Result<T> from_query(const Parameters& parameters) {
  T value{};
  if (auto done = read_query(type_of<T>(), parameters, &value); !done) return std::unexpected(std::move(done).error());
  return value;
}

}  // namespace boxoffice::kit::json
