#include "bench/load/caller.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace boxoffice::bench {

using kit::http::ClientRequest;
using kit::http::Method;
using kit::http::Response;
using kit::runtime::Task;

namespace {

constexpr std::chrono::seconds answer_limit{10};

}  // namespace

Caller::Caller(kit::http::Client& client, kit::http::Endpoint endpoint, std::string authorization, std::string user_id)
    : client_(client),
      endpoint_(std::move(endpoint)),
      authorization_(std::move(authorization)),
      user_id_(std::move(user_id)) {}

Task<Response> Caller::get(std::string target) const {
  co_return co_await client_.send(request(Method::get, std::move(target)));
}

Task<Response> Caller::post(std::string target, std::string body, std::string idempotency_key) const {
  ClientRequest made = request(Method::post, std::move(target));
  made.headers.add("Content-Type", "application/json");
  if (!idempotency_key.empty()) made.headers.add("Idempotency-Key", std::move(idempotency_key));
  made.body = std::move(body);
  co_return co_await client_.send(std::move(made));
}

ClientRequest Caller::request(Method method, std::string target) const {
  ClientRequest made{.method = method, .endpoint = endpoint_, .target = std::move(target)};
  if (!authorization_.empty()) made.headers.add("Authorization", authorization_);
  made.context.deadline = kit::runtime::Deadline::after(answer_limit);
  return made;
}

kit::json::Value require(const Response& response, int status, std::string_view purpose) {
  if (response.status != status) {
    throw SetupFailure(fmt::format("{}: expected {}, got {}: {}", purpose, status, response.status, response.body));
  }
  auto value = kit::json::parse(response.body);
  if (!value) throw SetupFailure(fmt::format("{}: the answer is not JSON: {}", purpose, response.body));
  return *std::move(value);
}

std::string text_of(const kit::json::Value& object, std::string_view member) {
  auto text = object.string(member);
  if (!text) throw SetupFailure(fmt::format("an answer has no text \"{}\": {}", member, object.text()));
  return *std::move(text);
}

std::int64_t number_of(const kit::json::Value& object, std::string_view member) {
  const auto number = object.integer(member);
  if (!number) throw SetupFailure(fmt::format("an answer has no number \"{}\": {}", member, object.text()));
  return *number;
}

}  // namespace boxoffice::bench
