#pragma once

// Writes JSON piece by piece, for shapes that are not described structs (an OpenAPI document, an envelope). Commas and
// escaping are its business, matching begin and end is the caller's.

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::json {

/// Append-only; not for several threads at once.
class Writer {
 public:
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  /// The name of the next member of an object.
  Writer& name(std::string_view name);

  Writer& value(std::string_view text);
  Writer& value(const std::string& text) { return value(std::string_view(text)); }
  Writer& value(const char* text) { return value(std::string_view(text)); }
  Writer& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  Writer& value(std::integral auto number)
    requires(!std::same_as<decltype(number), bool>)
  {
    return integer(static_cast<std::int64_t>(number));
  }
  /// Infinity and NaN, which JSON lacks, become null.
  Writer& value(double number);
  Writer& null() { return raw("null"); }
  /// A complete value that is JSON already.
  Writer& raw(std::string_view json);

  template <class T>
  Writer& member(std::string_view member_name, const T& member_value) {
    return name(member_name).value(member_value);
  }
  Writer& raw_member(std::string_view member_name, std::string_view json) { return name(member_name).raw(json); }

  /// What was written; the writer is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  void separate();
  Writer& integer(std::int64_t number);

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace boxoffice::kit::json
