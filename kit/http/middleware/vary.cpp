#include "kit/http/middleware/vary.hpp"

#include "kit/base/encoding.hpp"

#include <string>

namespace boxoffice::kit::http {

void add_vary(Headers& headers, std::string_view name) {
  const std::string present(headers.get("Vary").value_or(""));
  if (present == "*" || base::ascii_lower(present).find(base::ascii_lower(name)) != std::string::npos) return;
  headers.set("Vary", present.empty() ? std::string(name) : present + ", " + std::string(name));
}

}  // namespace boxoffice::kit::http
