#include "services/tickets/adapters/ticket_codes.hpp"

#include "kit/auth/hmac.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/base/id.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace boxoffice::services::tickets {

namespace {

using kit::base::base64url_decode;
using kit::base::base64url_encode;

constexpr std::string_view prefix = "BX1.";
constexpr std::size_t id_bytes = 16;
constexpr std::size_t tag_bytes = 16;
constexpr std::array<std::size_t, 4> dashes{8, 13, 18, 23};  // in the text form of a UUID

std::string to_bytes(const std::string& uuid) {
  kit::base::ensure(kit::base::is_uuid(uuid), "the id of a ticket is a UUID");
  std::string bytes;
  for (std::size_t index = 0; index < uuid.size();) {
    if (uuid[index] == '-') {
      ++index;
      continue;
    }
    unsigned byte = 0;
    std::from_chars(uuid.data() + index, uuid.data() + index + 2, byte, 16);
    bytes += static_cast<char>(byte);
    index += 2;
  }
  return bytes;
}

std::string to_uuid(std::string_view bytes) {
  std::string text = kit::base::hex_encode(bytes);
  for (const auto position : dashes) text.insert(position, 1, '-');
  return text;
}

}  // namespace

std::string TicketCodes::code_of(const contracts::TicketId& id) const {
  const std::string bytes = to_bytes(id.str());
  return std::string(prefix) + base64url_encode(bytes) + "." + base64url_encode(tag_of(bytes));
}

std::optional<contracts::TicketId> TicketCodes::read(std::string_view code) const {
  if (!code.starts_with(prefix)) return std::nullopt;
  code.remove_prefix(prefix.size());
  const auto dot = code.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto bytes = base64url_decode(code.substr(0, dot));
  const auto tag = base64url_decode(code.substr(dot + 1));
  if (!bytes || !tag || bytes->size() != id_bytes) return std::nullopt;
  if (!kit::auth::constant_time_equal(*tag, tag_of(*bytes))) return std::nullopt;
  return contracts::TicketId{to_uuid(*bytes)};
}

std::string TicketCodes::tag_of(std::string_view bytes) const {
  std::string tag = kit::auth::hmac_sha256(key_.reveal(), std::string(prefix).append(bytes));
  tag.resize(tag_bytes);
  return tag;
}

}  // namespace boxoffice::services::tickets
