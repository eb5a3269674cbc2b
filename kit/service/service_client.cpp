#include "kit/service/service_client.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/problem.hpp"
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

/// What every callee may say of the thing that it was asked for; each caller has to expect it.
constexpr std::array general_codes{base::codes::not_found, base::codes::validation_failed};

std::vector<base::FieldError> fields_of(const json::Value& problem) {
  std::vector<base::FieldError> fields;
  const auto errors = problem.get("errors");
  if (!errors) return fields;
  for (const json::Value& error : errors->items()) {
    fields.push_back(
        {.pointer = error.string("pointer").value_or(""), .message = error.string("message").value_or("")});
  }
  return fields;
}

std::vector<base::Detail> details_of(const json::Value& problem) {
  std::vector<base::Detail> details;
  for (const auto& [name, value] : problem.members()) {
    if (http::is_standard_member(name)) continue;
    if (const auto number = value.as_integer()) details.push_back({.name = name, .value = *number});
    if (const auto text = value.as_string()) details.push_back({.name = name, .value = std::string(*text)});
  }
  return details;
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
  co_return std::unexpected(outcome_of(*response, request.target));
}

base::Error ServiceClient::outcome_of(const http::Response& response, const std::string& target) const {
  const auto problem = json::parse(response.body);
  const std::string name = problem ? problem->string("code").value_or("") : "";
  const auto code = expected_code(name);
  if (!code) {
    // A key that was changed, a version that does not fit: between the two services, and nothing to tell the caller of.
    throw base::Unavailable(
        fmt::format("{} answered {} {} to {}, which was not expected", service_, response.status, name, target));
  }
  return {.code = *code,
          .message = problem->string("detail").value_or(""),
          .fields = fields_of(*problem),
          .details = details_of(*problem)};
}

std::optional<base::ErrorCode> ServiceClient::expected_code(std::string_view name) const {
  const auto declared = std::ranges::find(codes_, name, &base::ErrorCode::name);
  if (declared != codes_.end()) return *declared;
  const auto* const general = std::ranges::find(general_codes, name, &base::ErrorCode::name);
  if (general != general_codes.end()) return *general;
  return std::nullopt;
}

void ServiceClient::throw_broken_contract(const std::string& reason) const {
  throw base::Unavailable(fmt::format("{} gave an answer that cannot be read: {}", service_, reason));
}

}  // namespace boxoffice::kit::service
