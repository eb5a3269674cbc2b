#include "kit/auth/revocations.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/number.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace boxoffice::kit::auth {

namespace {

constexpr std::string_view entry_prefix = "revoked:";
// Changes with every revocation: one small read a second tells whether a push was missed.
constexpr std::string_view latest_key = "revocations:latest";
constexpr std::chrono::milliseconds refresh_interval{1'000};
constexpr std::chrono::milliseconds reload_interval{30'000};
constexpr std::chrono::milliseconds current_limit{5'000};
constexpr std::int64_t never = std::chrono::milliseconds::min().count();

std::string key_of(const std::string& session_id) {
  return std::string(entry_prefix) + session_id;
}

/// When a stored revocation ends; entries of another version count their whole life from now.
base::Timestamp parse_end(const std::string& value, base::Timestamp fallback) {
  const auto end = base::parse_integer(value);
  return end ? std::min(base::from_unix_ms(*end), fallback) : fallback;
}

}  // namespace

struct Revocations::State {
  State(cache::Cache& given_cache, const base::Clock& given_clock, std::size_t entries)
      : cache(given_cache), clock(given_clock), entry_limit(entries) {}

  cache::Cache& cache;
  const base::Clock& clock;
  const std::size_t entry_limit;

  mutable std::shared_mutex mutex{};  // guards the two maps
  std::unordered_map<std::string, base::Timestamp> ends{};
  // Those that this process is telling the others of, or could not: an entry in the cache may be there before anybody
  // was told to look.
  std::unordered_map<std::string, base::Timestamp> untold{};

  std::atomic<std::int64_t> reached_ms{never};  // steady time
  std::atomic<bool> is_reachable{false};
  std::atomic<std::uint64_t> dropped{0};  // revocations for which there was no room
  std::atomic<bool> is_complete{true};    // none of those since the last load

  // Only the worker touches these, one tick at a time.
  cache::CacheSubscription subscription{};
  std::optional<std::string> loaded_latest{};
  std::chrono::steady_clock::time_point loaded_at{};

  void add(const std::string& session_id, base::Timestamp end) {
    const std::unique_lock lock(mutex);
    if (ends.size() < entry_limit || ends.contains(session_id)) {
      ends[session_id] = end;
    } else {
      ++dropped;
      is_complete = false;
    }
  }

  void add_untold(const std::string& session_id, base::Timestamp end) {
    add(session_id, end);
    const std::unique_lock lock(mutex);
    // Without room, a push that gets lost as well is made up for by the next reload.
    if (untold.size() < entry_limit) untold[session_id] = end;
  }

  void note_told(const std::string& session_id) {
    const std::unique_lock lock(mutex);
    untold.erase(session_id);
  }

  [[nodiscard]] bool is_untold(const std::string& session_id) const {
    const std::shared_lock lock(mutex);
    return untold.contains(session_id);
  }

  void forget_ended() {
    const std::unique_lock lock(mutex);
    const auto is_over = [now = clock.now()](const auto& entry) { return entry.second <= now; };
    std::erase_if(ends, is_over);
    std::erase_if(untold, is_over);
  }

  [[nodiscard]] std::int64_t steady_ms() const {
    return std::chrono::floor<std::chrono::milliseconds>(clock.steady_now().time_since_epoch()).count();
  }

  void note_reached() {
    reached_ms = steady_ms();
    is_reachable = true;
  }

  [[nodiscard]] bool must_load(const std::optional<std::string>& latest) const {
    return loaded_at == std::chrono::steady_clock::time_point{} || latest != loaded_latest ||
           clock.steady_now() - loaded_at >= reload_interval;
  }
};

namespace {

template <class State>
void listen(const std::shared_ptr<State>& state) {
  if (state->subscription) return;
  // Weak: the subscription is a part of the state.
  state->subscription = state->cache.subscribe(std::string(revocation_channel),
                                               [weak = std::weak_ptr(state)](const std::string& session_id) {
                                                 if (const auto alive = weak.lock())
                                                   alive->add(session_id, alive->clock.now() + access_token_life);
                                               });
}

template <class State>
runtime::Task<> load(std::shared_ptr<State> state) {
  const auto now = state->clock.now();
  const auto dropped_before = state->dropped.load();
  state->forget_ended();
  const auto entries = co_await state->cache.entries(std::string(entry_prefix), state->entry_limit);
  for (const auto& [key, value] : entries) {
    state->add(key.substr(entry_prefix.size()), parse_end(value, now + access_token_life));
  }
  const bool all_listed = entries.size() < state->entry_limit;
  state->is_complete = all_listed && state->dropped == dropped_before;
}

template <class State>
runtime::Task<> refresh(std::shared_ptr<State> state) {
  listen(state);
  // Read before the entries: what is revoked in between shows as a change next time.
  auto latest = co_await state->cache.get(std::string(latest_key));
  if (state->must_load(latest)) {
    co_await load(state);
    state->loaded_latest = std::move(latest);
    state->loaded_at = state->clock.steady_now();
  }
  state->forget_ended();
  if (!state->is_complete) {
    throw base::Unavailable("more sessions have ended than the list of them holds, so tokens cannot be judged");
  }
  state->note_reached();
}

/// Entries first: whoever hears that there is something new finds all of it.
template <class State>
runtime::Task<> tell(std::shared_ptr<State> state, std::vector<EndedSession> sessions) {
  const auto now = state->clock.now();
  for (const auto& session : sessions) {
    const auto end = session.at + access_token_life;
    state->add_untold(session.id, end);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now);
    co_await state->cache.set(key_of(session.id), std::to_string(base::to_unix_ms(end)), left);
  }
  // The time makes it another one than before, also when the same session is told of again.
  const std::string latest = sessions.back().id + ":" + std::to_string(base::to_unix_ms(now));
  co_await state->cache.set(std::string(latest_key), latest, access_token_life);
  for (const auto& session : sessions) {
    co_await state->cache.publish(std::string(revocation_channel), session.id);
    state->note_told(session.id);
  }
}

template <class State>
runtime::Task<bool> tick(std::shared_ptr<State> state) {
  try {
    co_await refresh(state);
  } catch (const base::Unavailable&) {
    // Not handled here: administrators are refused at once, and the worker loop logs and tries again.
    state->is_reachable = false;
    throw;
  }
  co_return false;
}

}  // namespace

Revocations::Revocations(cache::Cache& cache, const base::Clock& clock, std::size_t entry_limit)
    : state_(std::make_shared<State>(cache, clock, entry_limit)) {}

Revocations::~Revocations() = default;

runtime::Worker Revocations::refresher() {
  return {
      .name = "revocation_refresher", .interval = refresh_interval, .tick = [state = state_] { return tick(state); }};
}

runtime::Task<> Revocations::revoke(std::string session_id) {
  const auto now = state_->clock.now();
  std::vector<EndedSession> ended;
  ended.push_back({.id = std::move(session_id), .at = now});
  co_await tell(state_, std::move(ended));
}

runtime::Task<std::size_t> Revocations::restore(std::vector<EndedSession> ended) {
  const auto state = state_;
  std::vector<EndedSession> missing;
  for (auto& session : ended) {
    if (session.at + access_token_life <= state->clock.now()) continue;  // no token of it lives
    const bool was_told = !state->is_untold(session.id) && co_await state->cache.get(key_of(session.id));
    if (!was_told) missing.push_back(std::move(session));
  }
  const auto count = missing.size();
  if (count > 0) co_await tell(state, std::move(missing));
  co_return count;
}

bool Revocations::is_revoked(const std::string& session_id) const {
  const std::shared_lock lock(state_->mutex);
  const auto found = state_->ends.find(session_id);
  return found != state_->ends.end() && found->second > state_->clock.now();
}

std::chrono::milliseconds Revocations::staleness() const {
  const auto reached = state_->reached_ms.load();
  if (reached == never) return std::chrono::milliseconds::max();
  return std::chrono::milliseconds{state_->steady_ms() - reached};
}

bool Revocations::is_current() const {
  return state_->is_reachable && state_->is_complete && staleness() < current_limit;
}

}  // namespace boxoffice::kit::auth
