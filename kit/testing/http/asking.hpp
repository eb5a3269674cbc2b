#pragma once

// Asks an application as a server would, without one.

#include "kit/http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::kit::testing {

/// A body that comes in one piece; without text there is none.
class WholeBody final : public http::BodyReader {
 public:
  explicit WholeBody(std::string text = {});

  runtime::Task<std::optional<std::string>> next() override;
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return size_; }

 private:
  std::uint64_t size_;
  std::string text_;
};

/// A request whose path and query are those of `target`.
[[nodiscard]] http::Request request_for(http::Method method, std::string target, http::Headers headers = {});

/// What `application` answers in the calling thread. A body is JSON unless the request says otherwise.
http::Response ask(http::Application& application, http::Request request, std::string body = {});

}  // namespace boxoffice::kit::testing
