#pragma once

// The routes of the chat service: parse, call, render.

#include "kit/http/router.hpp"
#include "services/chat/adapters/http_json.hpp"
#include "services/chat/core/conversations.hpp"

namespace boxoffice::services::chat {

/// Handlers; safe from any thread. The parts outlive it.
class HttpRoutes {
 public:
  HttpRoutes(const Conversations& conversations, const Presence& presence, const kit::base::Clock& clock)
      : conversations_(conversations), presence_(presence), clock_(clock) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;

  Task<Result<kit::json::Page<ChatMessageView>>> history(Call call, kit::http::Query<HistoryQuery> query);
  Task<Result<AgentsOnlineView>> agents_online(Call call);
  Task<Result<kit::json::Page<ConversationView>>> list(Call call, kit::http::Query<ConversationQuery> query);
  Task<Result<ConversationView>> close(Call call);

 private:
  const Conversations& conversations_;
  const Presence& presence_;
  const kit::base::Clock& clock_;
};

}  // namespace boxoffice::services::chat
