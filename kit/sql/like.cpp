#include "kit/sql/like.hpp"

#include "kit/base/encoding.hpp"

namespace boxoffice::kit::sql {

std::optional<std::string> like_part(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::string pattern = "%";
  for (const char character : base::ascii_lower(*text)) {
    if (character == '%' || character == '_' || character == '\\') pattern += '\\';
    pattern += character;
  }
  return pattern + "%";
}

}  // namespace boxoffice::kit::sql
