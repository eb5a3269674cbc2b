#include "services/chat/service.hpp"

#include "kit/service/database_service.hpp"
#include "services/chat/adapters/http_routes.hpp"
#include "services/chat/adapters/memory_presence.hpp"
#include "services/chat/adapters/message_handlers.hpp"
#include "services/chat/adapters/sql_conversations.hpp"
#include "services/chat/core/conversations.hpp"
#include "services/chat/migrations.hpp"

#include <utility>

namespace boxoffice::services::chat {

Config read_config(kit::config::Settings&) {
  return {};
}

namespace {

/// Everything that the service's routes refer to, in the order of dependency.
struct Parts {
  explicit Parts(const kit::service::Platform& platform)
      : store(platform.database), conversations(store), routes(conversations, presence, platform.clock) {}

  SqlConversations store;
  MemoryPresence presence{};
  Conversations conversations;
  HttpRoutes routes;
};

}  // namespace

kit::service::Service make(const kit::service::Platform& platform, Config) {
  auto parts = std::make_shared<Parts>(platform);
  auto service = kit::service::database_service(platform, {.name = "chat", .migrations = migrations()});
  parts->routes.mount(*service.router);
  service.subscriptions = subscriptions();
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::chat
