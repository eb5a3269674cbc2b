#include "kit/json/writer.hpp"

#include "kit/json/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace boxoffice::kit::json {

void Writer::separate() {
  if (needs_comma_) text_.push_back(',');
  needs_comma_ = true;
}

Writer& Writer::begin_object() {
  separate();
  text_.push_back('{');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  text_.push_back('}');
  needs_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  text_.push_back('[');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  text_.push_back(']');
  needs_comma_ = true;
  return *this;
}

Writer& Writer::name(std::string_view name) {
  separate();
  append_quoted(text_, name);
  text_.push_back(':');
  needs_comma_ = false;
  return *this;
}

Writer& Writer::value(std::string_view text) {
  separate();
  append_quoted(text_, text);
  return *this;
}

Writer& Writer::value(double number) {
  return std::isfinite(number) ? raw(fmt::format("{}", number)) : null();
}

Writer& Writer::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

Writer& Writer::integer(std::int64_t number) {
  return raw(fmt::format_int(number).c_str());
}

std::string Writer::take() {
  needs_comma_ = false;
  return std::exchange(text_, {});
}

}  // namespace boxoffice::kit::json
