#pragma once

// The header Vary (RFC 9110, 12.5.5), to which more than one middleware adds.

#include "kit/http/message.hpp"

#include <string_view>

namespace boxoffice::kit::http {

/// Adds `name` to the answer's Vary, keeping what is there.
void add_vary(Headers& headers, std::string_view name);

}  // namespace boxoffice::kit::http
