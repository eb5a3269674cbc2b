#include "kit/http/cursor.hpp"

#include "kit/base/encoding.hpp"

namespace boxoffice::kit::http {

std::string encode_cursor(const std::string& position) {
  return base::base64url_encode(position);
}

base::Result<std::optional<std::string>> decode_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  auto position = base::base64url_decode(*cursor);
  if (!position || !base::is_utf8(*position)) {
    return base::fail_field("?cursor", "is not a cursor; use nextCursor of the page before, as it is");
  }
  return position;
}

}  // namespace boxoffice::kit::http
