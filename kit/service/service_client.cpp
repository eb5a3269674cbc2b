#include "kit/service/service_client.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace boxoffice::kit::service {

namespace {

constexpr int too_many_requests = 429;
constexpr int first_error = 400;
constexpr int first_server_error = 500;

// Of RFC 9457 and of ours; what else a problem has are its details.
constexpr std::array<std::string_view, 8> standard_members{"type",     "title", "status",    "detail",
                                                           "instance", "code",  "requestId", "errors"};

/// The general code of a status that the caller does not tell apart further.
base::ErrorCode general_code(int status) {
  switch (status) {
    case 400:
      return base::codes::malformed_request;
    case 401:
      return base::codes::unauthenticated;
    case 403:
      return base::codes::forbidden;
    case 404:
      return base::codes::not_found;
    case 409:
      return base::codes::invalid_state;
    case 422:
      return base::codes::validation_failed;
    default:
      return base::codes::internal;
  }
}

}  // namespace

ServiceClient::ServiceClient(std::string service, std::vector<http::Endpoint> instances, http::Client& http,
                             auth::ServiceTokens& tokens, std::vector<base::ErrorCode> codes,
                             std::chrono::milliseconds limit)
    : service_(std::move(service)),
      instances_(std::move(instances)),
      http_(http),
      tokens_(tokens),
      codes_(std::move(codes)),
      limit_(limit) {}

runtime::Task<base::Result<std::string>> ServiceClient::call(runtime::Context context, http::Method method,
                                                             std::string target, std::string body) {
  http::ClientRequest request{
      .method = method, .target = std::move(target), .body = std::move(body), .context = std::move(context)};
  request.context.deadline = request.context.deadline.earlier_of(runtime::Deadline::after(limit_));
  request.headers.add("Authorization", tokens_.authorization_for(service_));
  if (!request.body.empty()) request.headers.add("Content-Type", "application/json");

  const std::size_t first = next_++;
  std::optional<http::Response> response;
  for (std::size_t attempt = 0; !response; ++attempt) {
    request.endpoint = instances_[(first + attempt) % instances_.size()];
    const bool last = attempt + 1 >= instances_.size();
    try {
      response = co_await http_.send(request);
    } catch (const base::TimedOut&) {
      throw;
    } catch (const base::Unavailable&) {
      if (last) throw;
    }
  }
  if (response->status < first_error) co_return std::move(response->body);
  if (response->status >= first_server_error || response->status == too_many_requests) {
    throw base::Unavailable(fmt::format("{} answered {} to {}", service_, response->status, request.target));
  }
  co_return std::unexpected(problem_of(*response));
}

base::Error ServiceClient::problem_of(const http::Response& response) const {
  base::Error error{.code = general_code(response.status)};
  const auto problem = json::parse(response.body);
  if (!problem) return error;
  const auto code = problem->string("code").value_or("");
  const auto known = std::ranges::find(codes_, std::string_view(code), &base::ErrorCode::name);
  if (known != codes_.end()) error.code = *known;
  error.message = problem->string("detail").value_or("");
  for (const auto& [name, value] : problem->members()) {
    if (std::ranges::find(standard_members, name) != standard_members.end()) continue;
    if (const auto number = value.as_integer()) error.details.push_back({.name = name, .value = *number});
    if (const auto text = value.as_string()) error.details.push_back({.name = name, .value = std::string(*text)});
  }
  return error;
}

void ServiceClient::throw_broken_contract(const std::string& reason) const {
  throw base::Unavailable(fmt::format("{} gave an answer that cannot be read: {}", service_, reason));
}

}  // namespace boxoffice::kit::service
