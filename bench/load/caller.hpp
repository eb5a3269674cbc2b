#pragma once

// Somebody who calls the system over HTTP.

#include "kit/http/client.hpp"
#include "kit/json/reader.hpp"
#include "kit/runtime/task.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace boxoffice::bench {

/// The system cannot be measured: it does not do what a scenario needs beforehand.
class SetupFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Cheap to copy. `client` outlives it. Calls end within 10 s and throw base::Unavailable when no answer came.
class Caller {
 public:
  Caller(kit::http::Client& client, kit::http::Endpoint endpoint, std::string authorization = {},
         std::string user_id = {});

  kit::runtime::Task<kit::http::Response> get(std::string target) const;
  /// Without `idempotency_key` the header is left out.
  kit::runtime::Task<kit::http::Response> post(std::string target, std::string body,
                                               std::string idempotency_key = {}) const;

  [[nodiscard]] const std::string& user_id() const { return user_id_; }

 private:
  [[nodiscard]] kit::http::ClientRequest request(kit::http::Method method, std::string target) const;

  kit::http::Client& client_;
  kit::http::Endpoint endpoint_;
  std::string authorization_;
  std::string user_id_;
};

/// The body of an answer that has to be JSON with this status. Throws SetupFailure that says `purpose`.
[[nodiscard]] kit::json::Value require(const kit::http::Response& response, int status, std::string_view purpose);

/// A text member that has to be there. Throws SetupFailure.
[[nodiscard]] std::string text_of(const kit::json::Value& object, std::string_view member);

/// A whole number that has to be there. Throws SetupFailure.
[[nodiscard]] std::int64_t number_of(const kit::json::Value& object, std::string_view member);

}  // namespace boxoffice::bench
