#pragma once

// Who is behind the proxies: X-Forwarded-For and X-Forwarded-Proto count only when a trusted proxy sent them.

#include "kit/http/message.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

/// An IP address or a network of them ("10.0.0.0/8", "::1"). An IPv4 address and its IPv6-mapped form are the same.
class AddressRange {
 public:
  /// nullopt when the text is neither an address nor a network in CIDR notation (RFC 4632, RFC 4291).
  [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);
  /// False for text that is no address.
  [[nodiscard]] bool contains(std::string_view address) const;

  using Bytes = std::array<std::uint8_t, 16>;

 private:
  AddressRange(const Bytes& network, std::size_t bits) : network_(network), bits_(bits) {}

  Bytes network_;
  std::size_t bits_;
};

struct ClientAddressOptions {
  /// Addresses and networks; a malformed one is base::StartupError.
  std::vector<std::string> trusted_proxies{"127.0.0.0/8", "::1"};
};

/// Replaces Request::peer_address by the address of the last hop that is not a trusted proxy and Request::secure by
/// what the nearest proxy says, then removes the forwarding headers (Forwarded, X-Forwarded-*, X-Real-IP), so that
/// nobody further in reads them by mistake. Outlived by `inner`; safe from any thread.
class ClientAddress final : public Application {
 public:
  ClientAddress(Application& inner, const ClientAddressOptions& options);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  [[nodiscard]] bool is_trusted(std::string_view address) const;
  void read_forwarding(Request& request) const;

  Application& inner_;
  std::vector<AddressRange> trusted_;
};

}  // namespace boxoffice::kit::http
