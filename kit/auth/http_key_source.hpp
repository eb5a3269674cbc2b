#pragma once

// The key set of the users service over HTTP.

#include "kit/auth/user_keys.hpp"
#include "kit/http/client.hpp"

namespace boxoffice::kit::auth {

/// GET /api/users/.well-known/jwks.json, 3 s at most. The client outlives it; call on one of the client's threads.
class HttpKeySource final : public KeySource {
 public:
  HttpKeySource(http::Client& client, http::Endpoint users) : client_(client), users_(std::move(users)) {}
  runtime::Task<std::string> fetch() override;

 private:
  http::Client& client_;
  http::Endpoint users_;
};

}  // namespace boxoffice::kit::auth
