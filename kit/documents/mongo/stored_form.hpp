#pragma once

// How a document lies in a collection: its id as `_id`, its text as `_json`, and its members beside them, for find()
// and for whoever looks into the collection. The text is what get() gives back; the members are a copy of it.
//
// Drivers and servers do not take all that JSON is, so the copy differs where it must:
//
//   names       . is ．   a leading $ is ＄   a zero byte is ␀   an empty one is ␢
//               one at the top that starts with _ has one more in front
//   texts       a zero byte is ␀
//   an array in an array is its JSON as a text
//   a whole number beyond 64 bits is the nearest floating-point number, and null when that is infinite

#include "kit/documents/document_store.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::documents {

inline constexpr std::size_t most_json_bytes = 2 * 1024 * 1024;  // its BSON stays below the 16 MiB that servers take
inline constexpr std::size_t deepest_json = 64;                  // servers take 100 levels

inline constexpr const char* id_field = "_id";
inline constexpr const char* json_field = "_json";

using Bytes = std::vector<std::uint8_t>;

/// The document as BSON. Throws std::invalid_argument when its text is no JSON object or beyond the limits.
[[nodiscard]] Bytes to_bson(const Document& document);

/// Throws base::Unreadable when put() has not written it.
[[nodiscard]] Document from_bson(std::span<const std::uint8_t> bson);

/// The field that holds a top-level member, and a text as it lies there.
[[nodiscard]] std::string field_of(std::string_view member);
[[nodiscard]] std::string stored_text(std::string_view text);

}  // namespace boxoffice::kit::documents
