#include "services/chat/core/message_text.hpp"

#include "kit/base/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace boxoffice::services::chat {

using kit::base::fail_field;
using kit::base::Result;

namespace {

bool is_control(char character) {
  const auto byte = static_cast<unsigned char>(character);
  constexpr unsigned char space = 0x20;
  constexpr unsigned char del = 0x7f;
  return (byte < space && character != '\n' && character != '\t') || byte == del;
}

bool is_name_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '.' || character == '_' || character == '-';
}

}  // namespace

Result<MessageText> MessageText::parse(std::string text) {
  if (text.find_first_not_of(" \n\t") == std::string::npos) return fail_field("/message", "is empty");
  if (!kit::base::is_utf8(text) || std::ranges::any_of(text, is_control)) {
    return fail_field("/message", "contains characters that are not text");
  }
  if (kit::base::code_points(text) > message_limit) {
    return fail_field("/message", fmt::format("is longer than {} characters", message_limit));
  }
  return MessageText{std::move(text)};
}

Result<ClientId> ClientId::parse(std::string text) {
  if (text.empty() || text.size() > client_id_limit || !std::ranges::all_of(text, is_name_character)) {
    return fail_field("/clientId", fmt::format("must be 1 to {} of A-Z a-z 0-9 . _ -", client_id_limit));
  }
  return ClientId{std::move(text)};
}

}  // namespace boxoffice::services::chat
