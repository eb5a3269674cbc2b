#include "services/chat/service.hpp"

#include "kit/messaging/outbox.hpp"
#include "services/chat/adapters/http_routes.hpp"
#include "services/chat/adapters/memory_presence.hpp"
#include "services/chat/adapters/message_handlers.hpp"
#include "services/chat/adapters/sql_conversations.hpp"
#include "services/chat/core/conversations.hpp"
#include "services/chat/migrations.hpp"

#include <algorithm>
#include <iterator>
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
  kit::service::Service service{.name = "chat"};
  service.migrations = kit::messaging::messaging_migrations();
  std::ranges::copy(migrations(), std::back_inserter(service.migrations));
  service.router = std::make_unique<kit::http::Router>(platform.authenticator, nullptr);
  parts->routes.mount(*service.router);
  service.checks.push_back({.name = "database", .healthy = [&platform] { return platform.database.healthy(); }});
  service.subscriptions = subscriptions();
  service.workers.push_back(kit::messaging::messaging_pruner(platform.database, platform.clock));
  service.parts = std::move(parts);
  return service;
}

}  // namespace boxoffice::services::chat
