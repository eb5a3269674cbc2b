#pragma once

// Looks at JSON of any shape without describing it (an envelope, a token's claims, a key set). Read-only.

#include "kit/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::json {

/// A value inside a parsed text, which it keeps alive. Cheap to copy, safe from any thread.
class Value {
 public:
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool is_array() const;
  [[nodiscard]] bool is_string() const;
  [[nodiscard]] bool is_null() const;

  /// The member of an object; nullopt when there is none or this is no object.
  [[nodiscard]] std::optional<Value> get(std::string_view name) const;
  /// The text of a string; nullopt for any other value. The view lives as long as any Value of the parsed text.
  [[nodiscard]] std::optional<std::string_view> as_string() const;
  /// A whole number written without fraction or exponent that fits; nullopt for any other value.
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  [[nodiscard]] std::optional<bool> as_boolean() const;
  /// Elements of an array; empty for any other value.
  [[nodiscard]] std::vector<Value> items() const;
  /// Members of an object in their order; empty for any other value.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> members() const;
  /// This value as compact JSON text.
  [[nodiscard]] std::string text() const;

  /// Shorthand for a string or integer member of an object.
  [[nodiscard]] std::optional<std::string> string(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;

 private:
  struct Parsed;
  friend base::Result<Value> parse(std::string_view text);
  Value(std::shared_ptr<const Parsed> parsed, std::size_t index) : parsed_(std::move(parsed)), index_(index) {}

  std::shared_ptr<const Parsed> parsed_;
  std::size_t index_;
};

/// MALFORMED_REQUEST when the text is not JSON, not UTF-8, deeper than 32 or has a member twice.
[[nodiscard]] base::Result<Value> parse(std::string_view text);

}  // namespace boxoffice::kit::json
