#include "kit/http/field_value.hpp"

#include "kit/base/encoding.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::kit::http {

std::string_view trim(std::string_view value) {
  const std::size_t first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> list_elements(std::string_view value) {
  std::vector<std::string_view> elements;
  while (!value.empty()) {
    const std::string_view element = value.substr(0, value.find(','));
    value.remove_prefix(std::min(element.size() + 1, value.size()));
    if (const std::string_view trimmed = trim(element); !trimmed.empty()) elements.push_back(trimmed);
  }
  return elements;
}

std::string media_type(std::string_view content_type) {
  return base::ascii_lower(trim(content_type.substr(0, content_type.find(';'))));
}

}  // namespace boxoffice::kit::http
