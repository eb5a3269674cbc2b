#pragma once

// Passing a request on to another server: what the gateway does for every service and the portals for the gateway.
// The forwarded request is written anew from its parsed form, so nothing ambiguous ever crosses.

#include "kit/http/client.hpp"
#include "kit/http/message.hpp"

namespace boxoffice::kit::http {

/// The request as it goes to `endpoint`: hop-by-hop fields and those named by Connection are gone (RFC 9110, 7.6.1), as
/// are x-user-* and forwarding fields, which only we may set; X-Forwarded-For, -Proto and -Host say who asked. `peer`
/// is the person's address and `secure` whether they use TLS, as the server's middleware found out.
[[nodiscard]] ClientRequest forwarded_request(const Request& request, const Endpoint& endpoint);

/// Removes what concerns only the connection to the upstream from its answer.
void remove_hop_by_hop(Headers& headers);

}  // namespace boxoffice::kit::http
