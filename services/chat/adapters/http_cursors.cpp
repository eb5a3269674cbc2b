#include "services/chat/adapters/http_cursors.hpp"

#include "kit/base/id.hpp"
#include "kit/base/number.hpp"
#include "kit/http/cursor.hpp"

#include <fmt/format.h>

#include <string_view>

namespace boxoffice::services::chat {

namespace {

constexpr char separator = '/';

}  // namespace

Result<std::optional<ConversationPlace>> place_in(const std::optional<std::string>& cursor) {
  BOXOFFICE_TRY(const auto text, kit::http::decode_cursor(cursor));
  if (!text) return std::nullopt;
  const auto middle = text->find(separator);
  if (middle == std::string::npos) return kit::http::foreign_cursor();
  const auto at = kit::base::parse_integer(std::string_view(*text).substr(0, middle));
  auto id = text->substr(middle + 1);
  if (!at || !kit::base::is_uuid(id)) return kit::http::foreign_cursor();
  return ConversationPlace{.last_message_at = kit::base::from_unix_ms(*at), .id = std::move(id)};
}

std::string position_of(const ChatMessage& message) {
  return fmt::to_string(message.sequence);
}

std::string position_of(const Conversation& conversation) {
  return fmt::format("{}{}{}", kit::base::to_unix_ms(conversation.last_message_at), separator, conversation.id.str());
}

}  // namespace boxoffice::services::chat
