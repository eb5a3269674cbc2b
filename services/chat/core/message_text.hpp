#pragma once

// What somebody wrote, checked once at the border.

#include "kit/base/error.hpp"

#include <cstddef>
#include <string>
#include <utility>

namespace boxoffice::services::chat {

inline constexpr std::size_t message_limit = 2000;  // characters (code points)

/// 1 to message_limit characters of UTF-8, not only white space, no control characters but line feed and tab.
class MessageText {
 public:
  /// VALIDATION_FAILED at /message.
  [[nodiscard]] static kit::base::Result<MessageText> parse(std::string text);

  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  explicit MessageText(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

inline constexpr std::size_t client_id_limit = 64;

/// The sender's own name for a message, by which a repeat is known: 1 to client_id_limit characters of A-Z a-z 0-9 . _
/// -
class ClientId {
 public:
  /// VALIDATION_FAILED at /clientId.
  [[nodiscard]] static kit::base::Result<ClientId> parse(std::string text);

  [[nodiscard]] const std::string& str() const { return text_; }

 private:
  explicit ClientId(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

}  // namespace boxoffice::services::chat
