#pragma once

// The application behind a middleware under test.

#include "kit/http/message.hpp"
#include "kit/testing/http/asking.hpp"

#include <exception>
#include <utility>

namespace boxoffice::kit::http::tests {

/// Keeps the request and gives the prepared answer, or fails.
class Inner final : public Application {
 public:
  runtime::Task<Response> serve(Request request, BodyReader& /*body*/) override {
    ++calls;
    last = std::move(request);
    if (failure) std::rethrow_exception(failure);
    co_return std::move(answer);
  }

  Response answer{};
  std::exception_ptr failure{};
  Request last{};
  int calls = 0;
};

inline Response send(Application& application, Request request) {
  return testing::ask(application, std::move(request));
}

}  // namespace boxoffice::kit::http::tests
