#include "services/users/adapters/cached_announcer.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::services::users {

namespace {

/// A revocation may become visible this long after the moment that it carries: its transaction has to commit first, and
/// the clocks of replicas differ.
constexpr std::chrono::seconds longest_delay{30};

std::vector<kit::auth::EndedSession> ended_in(const std::vector<RevokedSession>& page) {
  std::vector<kit::auth::EndedSession> ended;
  ended.reserve(page.size());
  for (const auto& session : page) ended.push_back({.id = session.id.str(), .at = session.revoked_at});
  return ended;
}

}  // namespace

Task<> CachedAnnouncer::ended(std::vector<contracts::SessionId> sessions) {
  for (const auto& session : sessions) {
    try {
      co_await parts_.revocations.revoke(session.str());
    } catch (const kit::base::Unavailable& failure) {
      parts_.telemetry.log.warn("revocation_delayed", {{"session_id", session.str()}, {"reason", failure.what()}});
    }
  }
}

Task<bool> CachedAnnouncer::announce_missing() {
  // Taken out, so that a tick that fails makes the next one begin a new round.
  auto round = std::exchange(round_, std::nullopt);
  if (!round) round = co_await begin_round();
  const auto page = co_await parts_.sessions.list_revoked(round->last, announced_at_once);
  round->announced += co_await parts_.revocations.restore(ended_in(page));
  if (page.size() == announced_at_once) {
    round->last = page.back();
    round_ = std::move(round);
    co_return true;
  }
  compared_until_ = round->began;
  if (round->announced > 0) parts_.telemetry.log.info("revocations_restored", {{"sessions", round->announced}});
  co_return false;
}

Task<CachedAnnouncer::Round> CachedAnnouncer::begin_round() {
  // Whatever empties the cache takes this mark away as well. Each replica has its own: it says that this one has
  // compared everything since.
  const std::string mark = "revocations:compared-by:" + parts_.instance;
  const Timestamp now = parts_.clock.now();
  if (!co_await parts_.cache.get(mark)) {
    compared_until_ = {};
    co_await parts_.cache.set(mark, "1", kit::auth::access_token_life);
  }
  const auto since = std::max<Timestamp>(compared_until_ - longest_delay, now - kit::auth::access_token_life);
  co_return Round{.began = now, .last = {.revoked_at = since}};
}

}  // namespace boxoffice::services::users
