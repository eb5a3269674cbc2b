#pragma once

// Where pages of this service's lists begin, as cursors say it.

#include "services/chat/core/ports.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::chat {

/// Nullopt without a cursor; VALIDATION_FAILED at ?cursor for a foreign one.
[[nodiscard]] Result<std::optional<ConversationPlace>> place_in(const std::optional<std::string>& cursor);

/// The positions that kit::http::page_of() makes cursors of.
[[nodiscard]] std::string position_of(const ChatMessage& message);
[[nodiscard]] std::string position_of(const Conversation& conversation);

}  // namespace boxoffice::services::chat
