#include "kit/base/error.hpp"

namespace boxoffice::kit::base {

std::unexpected<Error> fail_field(std::string pointer, std::string message) {
  Error error{.code = codes::validation_failed, .message = "Some fields are not valid."};
  error.fields.push_back({.pointer = std::move(pointer), .message = std::move(message)});
  return std::unexpected(std::move(error));
}

bool is_retryable(ErrorKind kind) {
  return kind == ErrorKind::too_many_requests || kind == ErrorKind::unavailable;
}

}  // namespace boxoffice::kit::base
