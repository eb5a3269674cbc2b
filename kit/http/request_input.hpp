#pragma once

// What a typed route reads of a request beside its head: the body's text, and from it and the query the arguments.

#include "kit/base/error.hpp"
#include "kit/http/message.hpp"
#include "kit/http/route_handler.hpp"
#include "kit/json/json.hpp"
#include "kit/runtime/task.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

/// "a=1&b=x%20y" decoded (application/x-www-form-urlencoded: '+' is a space). MALFORMED_REQUEST when an escape or the
/// UTF-8 is not well-formed.
[[nodiscard]] base::Result<json::Parameters> parse_query(std::string_view query);

/// The whole body of a request that must be JSON. PAYLOAD_TOO_LARGE beyond `limit` bytes: at once when the size is
/// declared, else while reading. UNSUPPORTED_MEDIA_TYPE unless it is empty or plain application/json. The references
/// must outlive the call.
runtime::Task<base::Result<std::string>> read_json_text(const Request& request, BodyReader& body, std::size_t limit);

/// Reads query and body into `arguments`; wrong members of both are reported together.
[[nodiscard]] base::Result<void> read_arguments(const RouteHandler& handler, const Request& request, std::string body,
                                                Arguments& arguments);

}  // namespace boxoffice::kit::http
