#pragma once

// How one service calls another: with a service token, within the caller's deadline, problems as values.

#include "kit/auth/authenticator.hpp"
#include "kit/base/error.hpp"
#include "kit/http/client.hpp"
#include "kit/json/json.hpp"
#include "kit/runtime/context.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::service {

/// Safe from any thread; `http` and `tokens` outlive it. Instances are asked in turn; one that cannot be reached is
/// passed over once for calls that may be repeated (all service-only calls are idempotent).
class ServiceClient {
 public:
  /// `codes` are the error codes of the callee that mean something to the caller, beside NOT_FOUND and
  /// VALIDATION_FAILED. `limit` bounds a call whose context allows longer.
  ServiceClient(std::string service, std::vector<http::Endpoint> instances, http::Client& http,
                auth::ServiceTokens& tokens, std::vector<base::ErrorCode> codes,
                std::chrono::milliseconds limit = std::chrono::seconds{5});

  /// The answer's JSON, or the problem as an Error with its details and wrong fields. Throws base::Unavailable when the
  /// callee answers 5xx, 429 or with any other code (a 401 is about this service, never about whoever called it),
  /// cannot be reached or breaks its contract; base::TimedOut at the deadline.
  runtime::Task<base::Result<std::string>> call(runtime::Context context, http::Method method, std::string target,
                                                std::string body);

  template <class Answer>
  runtime::Task<base::Result<Answer>> get(runtime::Context context, std::string target) {
    auto text = co_await call(std::move(context), http::Method::get, std::move(target), "");
    co_return read<Answer>(std::move(text));
  }
  template <class Answer, class Body>
  runtime::Task<base::Result<Answer>> send(runtime::Context context, http::Method method, std::string target,
                                           Body body) {
    auto text = co_await call(std::move(context), method, std::move(target), json::to_json(body));
    co_return read<Answer>(std::move(text));
  }

 private:
  template <class Answer>
  base::Result<Answer> read(base::Result<std::string> text) const {
    if (!text) return std::unexpected(std::move(text).error());
    auto answer = json::from_json_lenient<Answer>(*text);
    if (!answer) throw_broken_contract(answer.error().message);
    return answer;
  }
  [[noreturn]] void throw_broken_contract(const std::string& reason) const;
  [[nodiscard]] base::Error outcome_of(const http::Response& response, const std::string& target) const;
  [[nodiscard]] std::optional<base::ErrorCode> expected_code(std::string_view name) const;

  std::string service_;
  std::vector<http::Endpoint> instances_;
  http::Client& http_;
  auth::ServiceTokens& tokens_;
  std::vector<base::ErrorCode> codes_;
  std::chrono::milliseconds limit_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace boxoffice::kit::service
