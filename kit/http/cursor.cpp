#include "kit/http/cursor.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/number.hpp"

namespace boxoffice::kit::http {

std::string encode_cursor(const std::string& position) {
  return base::base64url_encode(position);
}

base::Result<std::optional<std::string>> decode_cursor(const std::optional<std::string>& cursor) {
  if (!cursor) return std::nullopt;
  auto position = base::base64url_decode(*cursor);
  if (!position || !base::is_utf8(*position)) return foreign_cursor();
  return position;
}

base::Result<std::optional<std::int64_t>> decode_number_cursor(const std::optional<std::string>& cursor) {
  BOXOFFICE_TRY(const auto text, decode_cursor(cursor));
  if (!text) return std::nullopt;
  const auto position = base::parse_integer(*text);
  if (!position) return foreign_cursor();
  return position;
}

std::unexpected<base::Error> foreign_cursor() {
  return base::fail_field("?cursor", "is not a cursor; use nextCursor of the page before, as it is");
}

}  // namespace boxoffice::kit::http
