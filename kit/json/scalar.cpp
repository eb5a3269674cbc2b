#include "kit/json/scalar.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/time.hpp"
#include "kit/json/formats.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace boxoffice::kit::json {

namespace {

constexpr std::size_t longest_id = 64;

Complaint check_size(std::size_t size, std::size_t minimum, std::size_t maximum, std::string_view unit) {
  if (size >= minimum && size <= maximum) return std::nullopt;
  if (minimum == maximum) return fmt::format("must have exactly {} {}", minimum, unit);
  if (minimum == 0) return fmt::format("must have at most {} {}", maximum, unit);
  if (maximum == std::numeric_limits<std::size_t>::max()) return fmt::format("must have at least {} {}", minimum, unit);
  return fmt::format("must have {} to {} {}", minimum, maximum, unit);
}

Complaint check_text(const Checks& checks, std::string_view text) {
  if (has_control_characters(text)) return "must not contain control characters";
  if (checks.single_line && !is_single_line(text)) return "must be one line without spaces at its ends";
  if (!checks.choices.empty() && std::ranges::find(checks.choices, text) == checks.choices.end()) {
    return fmt::format("must be one of {}", fmt::join(checks.choices, ", "));
  }
  if (auto wrong = check_size(base::code_points(text), checks.minimum_size, checks.maximum_size, "characters")) {
    return wrong;
  }
  if (!consists_of(text, checks.characters)) return std::string(complaint(checks.characters));
  if (!has_format(text, checks.format)) return std::string(complaint(checks.format));
  return std::nullopt;
}

Complaint check_range(std::int64_t minimum, std::int64_t maximum) {
  if (minimum == std::numeric_limits<std::int64_t>::min()) return fmt::format("must be at most {}", maximum);
  if (maximum == std::numeric_limits<std::int64_t>::max()) return fmt::format("must be at least {}", minimum);
  return fmt::format("must be between {} and {}", minimum, maximum);
}

std::string enumerator_names(const Type& type) {
  std::vector<std::string_view> names;
  names.reserve(type.enumerators.size());
  for (const auto& enumerator : type.enumerators) names.push_back(enumerator.name);
  return fmt::format("must be one of {}", fmt::join(names, ", "));
}

Complaint store_enumerator(const Type& type, std::string_view text, void* object) {
  const auto found = std::ranges::find(type.enumerators, text, &Enumerator::name);
  if (found == type.enumerators.end()) return enumerator_names(type);
  type.access.set_integer(object, found->value);
  return std::nullopt;
}

Complaint store_time(const Type& type, std::string_view text, void* object) {
  const auto time = base::parse_rfc3339(text);
  if (!time) return expectation(type);
  *static_cast<base::Timestamp*>(object) = *time;
  return std::nullopt;
}

Complaint store_integer(const Type& type, const Checks* checks, std::string_view digits, void* object) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto minimum = checks ? std::max(checks->minimum, type.minimum) : type.minimum;
  const auto maximum = checks ? std::min(checks->maximum, type.maximum) : type.maximum;
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) return expectation(type);
  if (error != std::errc{} || number < minimum || number > maximum) return check_range(minimum, maximum);
  type.access.set_integer(object, number);
  return std::nullopt;
}

Complaint store_double(const Type& type, const Checks* checks, std::string_view digits, void* object) {
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(number)) return expectation(type);
  if (checks && (number < static_cast<double>(checks->minimum) || number > static_cast<double>(checks->maximum))) {
    return check_range(checks->minimum, checks->maximum);
  }
  *static_cast<double*>(object) = number;
  return std::nullopt;
}

}  // namespace

Complaint store_text(const Type& type, const Checks* checks, std::string_view text, void* object) {
  if (type.kind == Kind::enumeration) return store_enumerator(type, text, object);
  if (type.kind == Kind::timestamp) return store_time(type, text, object);
  if (checks) {
    if (auto wrong = check_text(*checks, text)) return wrong;
  }
  if (type.kind == Kind::string) {
    static_cast<std::string*>(object)->assign(text);
    return std::nullopt;
  }
  if (checks) {
    if (auto wrong = check_size(text.size(), 1, longest_id, "characters")) return wrong;
  }
  type.access.set_text(object, std::string(text));
  return std::nullopt;
}

Complaint store_number(const Type& type, const Checks* checks, std::string_view digits, void* object) {
  return type.kind == Kind::integer ? store_integer(type, checks, digits, object)
                                    : store_double(type, checks, digits, object);
}

Complaint check_count(const Checks& checks, std::size_t count) {
  return check_size(count, checks.minimum_count, checks.maximum_count, "elements");
}

Complaint check_document_size(const Checks& checks, std::size_t bytes) {
  return check_size(bytes, checks.minimum_size, checks.maximum_size, "bytes");
}

std::string expectation(const Type& type) {
  switch (type.kind) {
    case Kind::boolean:
      return "must be true or false";
    case Kind::integer:
      return "must be a whole number";
    case Kind::number:
      return "must be a finite number";
    case Kind::string:
    case Kind::identifier:
      return "must be text";
    case Kind::timestamp:
      return "must be a time such as 2026-11-23T19:30:00Z";
    case Kind::enumeration:
      return enumerator_names(type);
    case Kind::optional:
    case Kind::patch:
      return expectation(*type.element);
    case Kind::list:
      return "must be an array";
    case Kind::document:
    case Kind::map:
    case Kind::object:
      return "must be an object";
    case Kind::any:
      return "must be JSON";
  }
  return "is wrong";
}

}  // namespace boxoffice::kit::json
