#include "kit/http/call.hpp"

#include "kit/base/ensure.hpp"

#include <algorithm>

namespace boxoffice::kit::http {

const std::string& Call::path(std::string_view name) const {
  const auto found = std::ranges::find(path_parameters, name, &std::pair<std::string, std::string>::first);
  base::ensure(found != path_parameters.end(), "a handler asks for a path parameter that its route does not have");
  return found->second;
}

}  // namespace boxoffice::kit::http
