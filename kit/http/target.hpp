#pragma once

// Request targets (RFC 9112, section 3.2).

#include "kit/http/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

struct Target {
  std::string text;           // origin-form "/api/orders?limit=5", or "*" for OPTIONS
  std::size_t path_size = 0;  // before '?'
};

/// The absolute-form ("http://host/path") is reduced to the origin-form if its host is `host`. Nullopt for everything
/// else: other forms, a fragment, another host.
[[nodiscard]] std::optional<Target> parse_target(Method method, std::string text, std::string_view host);

}  // namespace boxoffice::kit::http
