#include "kit/testing/http/asking.hpp"

#include "kit/testing/run.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::kit::testing {

WholeBody::WholeBody(std::string text) : size_(text.size()), text_(std::move(text)) {}

runtime::Task<std::optional<std::string>> WholeBody::next() {
  if (text_.empty()) co_return std::nullopt;
  co_return std::exchange(text_, {});
}

http::Request request_for(http::Method method, std::string target, http::Headers headers) {
  const auto mark = std::min(target.find('?'), target.size());
  http::Request request{.method = method, .path = target.substr(0, mark), .headers = std::move(headers)};
  if (mark < target.size()) request.query = target.substr(mark + 1);
  request.target = std::move(target);
  return request;
}

http::Response ask(http::Application& application, http::Request request, std::string body) {
  if (!body.empty() && !request.headers.has("Content-Type")) request.headers.add("Content-Type", "application/json");
  WholeBody reader(std::move(body));
  return run(application.serve(std::move(request), reader));
}

}  // namespace boxoffice::kit::testing
