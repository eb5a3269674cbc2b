#pragma once

// Which names a server answers to: a request for another host was misdirected (or is a DNS rebinding attack).

#include "kit/http/message.hpp"

#include <string>
#include <vector>

namespace boxoffice::kit::http {

/// True when the field Host, without its port, is one of `hosts` (lower case; IPv6 addresses in brackets).
[[nodiscard]] bool is_known_host(const Request& request, const std::vector<std::string>& hosts);

}  // namespace boxoffice::kit::http
