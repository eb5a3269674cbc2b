#include "services/events/adapters/cached_views.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <chrono>

namespace boxoffice::services::events {

namespace {

constexpr std::chrono::minutes kept_for{10};

}  // namespace

std::string view_key(const EventHead& head) {
  return fmt::format("event:{}:{}:{}", head.id.str(), head.version, to_text(head.status));
}

Task<std::optional<std::string>> CachedViews::find(std::string key) const {
  try {
    co_return co_await cache_.get(std::move(key));
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_cache_away", {{"reason", failure.what()}});
    co_return std::nullopt;
  }
}

Task<> CachedViews::keep(std::string key, std::string json) const {
  try {
    co_await cache_.set(std::move(key), std::move(json), kept_for);
  } catch (const kit::base::Unavailable& failure) {
    log_.warn("event_cache_away", {{"reason", failure.what()}});
  }
}

}  // namespace boxoffice::services::events
