#pragma once

// The text in a ticket's QR code: "BX1.<id>.<tag>", id = the ticket's UUID as 16 bytes, tag = the first 16 bytes of
// HMAC-SHA256 (RFC 2104) over "BX1." and those bytes, both base64url (RFC 4648). 49 characters, so that the code stays
// coarse enough for bad cameras. A forged one is known without looking anything up.

#include "contracts/ids.hpp"
#include "kit/config/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::tickets {

/// Immutable, safe from any thread.
class TicketCodes {
 public:
  /// `key` is 32 random bytes or more; whoever has it can make tickets.
  explicit TicketCodes(kit::config::Secret key) : key_(std::move(key)) {}

  [[nodiscard]] std::string code_of(const contracts::TicketId& id) const;
  /// Nullopt when code_of() did not make this text with our key.
  [[nodiscard]] std::optional<contracts::TicketId> read(std::string_view code) const;

 private:
  [[nodiscard]] std::string tag_of(std::string_view id_bytes) const;

  kit::config::Secret key_;
};

}  // namespace boxoffice::services::tickets
