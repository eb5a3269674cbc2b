#pragma once

// Text and numbers of JSON or of a query into single values, with their rules. Internal to kit/json.

#include "kit/json/type.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::json {

/// What is wrong, in words that go after the member's name; nothing when all is well.
using Complaint = std::optional<std::string>;

/// For strings, ids, times and enums. Rules are skipped when `checks` is null.
[[nodiscard]] Complaint store_text(const Type& type, const Checks* checks, std::string_view text, void* object);
/// For integers and numbers, from their JSON form.
[[nodiscard]] Complaint store_number(const Type& type, const Checks* checks, std::string_view digits, void* object);

[[nodiscard]] Complaint check_count(const Checks& checks, std::size_t count);
[[nodiscard]] Complaint check_document_size(const Checks& checks, std::size_t bytes);

/// "must be text", for a value of another JSON type.
[[nodiscard]] std::string expectation(const Type& type);

}  // namespace boxoffice::kit::json
