#include "services/chat/adapters/http_routes.hpp"

#include "kit/http/cursor.hpp"
#include "services/chat/adapters/http_cursors.hpp"

#include <optional>
#include <string>
#include <utility>

namespace boxoffice::services::chat {

using kit::http::Call;

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  using kit::base::codes::invalid_state;
  using kit::base::codes::not_found;
  const std::string base = "/api/chat";
  router.get(base + "/history/{userId}", user, *this, &HttpRoutes::history,
             {.summary = "List the messages of a conversation", .errors = {not_found}});
  router.get(base + "/agents/online", user, *this, &HttpRoutes::agents_online,
             {.summary = "Show whether support is online"});
  router.get(base + "/conversations", admin, *this, &HttpRoutes::list, {.summary = "List conversations"});
  router.post(base + "/conversations/{id}/close", admin, *this, &HttpRoutes::close,
              {.summary = "Close a conversation", .errors = {not_found, invalid_state}});
}

namespace {

std::optional<ConversationStatus> status_in(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return *text == "closed" ? ConversationStatus::closed : ConversationStatus::open;
}

}  // namespace

Task<Result<kit::json::Page<ChatMessageView>>> HttpRoutes::history(Call call, kit::http::Query<HistoryQuery> query) {
  BOXOFFICE_CO_TRY(const auto before, kit::http::decode_number_cursor(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  const Reader reader{.id = contracts::UserId{call.principal.subject}, .is_agent = call.principal.is_admin()};
  BOXOFFICE_CO_TRY(const auto messages, co_await conversations_.history(reader, call.id<contracts::UserId>("userId"),
                                                                        {.before = before, .limit = limit + 1}));
  co_return kit::http::page_of(messages, limit, view_of, [](const ChatMessage& last) { return position_of(last); });
}

Task<Result<AgentsOnlineView>> HttpRoutes::agents_online(Call) {
  const auto count = presence_.agents_online(clock_.now());
  co_return AgentsOnlineView{.online = count > 0, .count = count};
}

Task<Result<kit::json::Page<ConversationView>>> HttpRoutes::list(Call, kit::http::Query<ConversationQuery> query) {
  BOXOFFICE_CO_TRY(auto after, place_in(query.value.cursor));
  const auto limit = static_cast<std::size_t>(query.value.limit);
  const auto conversations = co_await conversations_.list(
      {.status = status_in(query.value.status), .after = std::move(after), .limit = limit + 1});
  co_return kit::http::page_of(conversations, limit, view_of_conversation,
                               [](const Conversation& last) { return position_of(last); });
}

Task<Result<ConversationView>> HttpRoutes::close(Call call) {
  BOXOFFICE_CO_TRY(const auto conversation, co_await conversations_.close(call.id<contracts::ConversationId>("id")));
  co_return view_of_conversation(conversation);
}

}  // namespace boxoffice::services::chat
