#pragma once

// Which names a server answers to: a request for another host was misdirected (or is a DNS rebinding attack). And the
// form of such names and of origins, for settings.

#include "kit/http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

/// True when the field Host, without its port, is one of `hosts` (lower case; IPv6 addresses in brackets).
[[nodiscard]] bool is_known_host(const Request& request, const std::vector<std::string>& hosts);

/// True for a name as is_known_host() wants it: lower case, without a port; an IPv6 address in brackets.
[[nodiscard]] bool is_host_name(std::string_view text);

/// True for http:// or https:// with a host and perhaps a port, and nothing after it (RFC 6454, section 6.2).
[[nodiscard]] bool is_origin(std::string_view text);

}  // namespace boxoffice::kit::http
