#pragma once

// The application behind a middleware under test.

#include "kit/http/message.hpp"
#include "kit/testing/run.hpp"

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::http::tests {

class NoBody final : public BodyReader {
 public:
  runtime::Task<std::optional<std::string>> next() override { co_return std::nullopt; }
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return 0; }
};

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
  NoBody body;
  return testing::run(application.serve(std::move(request), body));
}

}  // namespace boxoffice::kit::http::tests
