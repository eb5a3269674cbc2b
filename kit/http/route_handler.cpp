#include "kit/http/route_handler.hpp"

#include "kit/http/problem.hpp"

namespace boxoffice::kit::http {

Response render(const json::Type& type, const void* value, int status) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = json::write(type, value)};
}

Response render(Rendered answer) {
  Response response{.status = answer.status, .body = std::move(answer.body)};
  if (!response.body.empty()) {
    response.headers.add("Content-Type",
                         answer.status >= 400 ? std::string(problem_media_type) : std::string("application/json"));
  }
  if (answer.replayed) response.headers.add("Idempotency-Replayed", "true");
  return response;
}

}  // namespace boxoffice::kit::http
