#include "services/chat/adapters/http_cursors.hpp"

#include "kit/base/id.hpp"
#include "kit/http/cursor.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace boxoffice::services::chat {

namespace {

constexpr char separator = '/';

std::unexpected<kit::base::Error> foreign_cursor() {
  return kit::base::fail_field("?cursor", "is not a cursor; use nextCursor of the page before, as it is");
}

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

}  // namespace

Result<std::optional<std::int64_t>> sequence_in(const std::optional<std::string>& cursor) {
  BOXOFFICE_TRY(const auto text, kit::http::decode_cursor(cursor));
  if (!text) return std::nullopt;
  const auto sequence = parse_number(*text);
  if (!sequence) return foreign_cursor();
  return sequence;
}

Result<std::optional<ConversationPlace>> place_in(const std::optional<std::string>& cursor) {
  BOXOFFICE_TRY(const auto text, kit::http::decode_cursor(cursor));
  if (!text) return std::nullopt;
  const auto middle = text->find(separator);
  if (middle == std::string::npos) return foreign_cursor();
  const auto at = parse_number(std::string_view(*text).substr(0, middle));
  auto id = text->substr(middle + 1);
  if (!at || !kit::base::is_uuid(id)) return foreign_cursor();
  return ConversationPlace{.last_message_at = kit::base::from_unix_ms(*at), .id = std::move(id)};
}

std::string position_of(const ChatMessage& message) {
  return fmt::to_string(message.sequence);
}

std::string position_of(const Conversation& conversation) {
  return fmt::format("{}{}{}", kit::base::to_unix_ms(conversation.last_message_at), separator, conversation.id.str());
}

}  // namespace boxoffice::services::chat
