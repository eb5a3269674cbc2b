#include "kit/auth/http_key_source.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

namespace boxoffice::kit::auth {

namespace {

constexpr std::chrono::milliseconds fetch_limit{3'000};
constexpr std::size_t key_set_limit = 64UL * 1024;

}  // namespace

runtime::Task<std::string> HttpKeySource::fetch() {
  http::ClientRequest request{.endpoint = users_, .target = "/api/users/.well-known/jwks.json"};
  request.context.deadline = runtime::Deadline::after(fetch_limit);
  auto response = co_await client_.send(std::move(request));
  if (response.status != 200 || response.body.size() > key_set_limit) {
    throw base::Unavailable(fmt::format("the users service answered {} with {} bytes instead of its keys",
                                        response.status, response.body.size()));
  }
  co_return std::move(response.body);
}

}  // namespace boxoffice::kit::auth
