#include "kit/cache/redis/redis_cache.hpp"

#include "kit/base/failure.hpp"
#include "kit/cache/redis/address.hpp"
#include "kit/cache/redis/channels.hpp"
#include "kit/cache/redis/client.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <variant>

namespace boxoffice::kit::cache {
namespace {

// Scripts run as one: no counter is ever seen, or left by a crash, without the end of its life.
constexpr std::string_view add_one =
    "local count = redis.call('INCR', KEYS[1]) "
    "if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end "
    "return count";
constexpr std::string_view subtract_one =
    "local count = tonumber(redis.call('GET', KEYS[1]) or '0') "
    "if count and count > 0 then redis.call('DECR', KEYS[1]) end "
    "return 0";

constexpr std::string_view first_page = "0";       // the cursor of SCAN, where it also ends
constexpr std::string_view keys_at_once = "1000";  // that the server looks at in one go, while others wait

class RedisCache final : public Cache {
 public:
  RedisCache(RedisAddress address, const RedisLimits& limits) : client_(std::move(address), limits) {}

  [[nodiscard]] std::optional<Trouble> wait_for_greeting() { return client_.wait_for_greeting(); }

  runtime::Task<std::optional<std::string>> get(std::string key) override;
  runtime::Task<> set(std::string key, std::string value, std::chrono::milliseconds time_to_live) override;
  runtime::Task<> remove(std::string key) override;
  runtime::Task<std::int64_t> increment(std::string key, std::chrono::milliseconds time_to_live) override;
  runtime::Task<> decrement(std::string key) override;
  runtime::Task<std::vector<std::pair<std::string, std::string>>> entries(std::string prefix,
                                                                          std::size_t limit) override;
  runtime::Task<> publish(std::string channel, std::string payload) override;
  CacheSubscription subscribe(std::string channel, std::function<void(std::string payload)> callback) override;
  runtime::Task<bool> healthy() override;

 private:
  runtime::Task<Reply> ask(Words words) { return client_.commands().ask(std::move(words)); }
  [[nodiscard]] std::string named(std::string_view name) const {
    return fmt::format("{}{}", client_.address().prefix, name);
  }

  RedisClient client_;
};

/// The pattern that matches exactly this text.
std::string escaped_glob(std::string_view text) {
  std::string escaped;
  for (const char each : text) {
    if (std::string_view("*?[]\\^-").contains(each)) escaped += '\\';
    escaped += each;
  }
  return escaped;
}

[[noreturn]] void refuse_reply(std::string_view command) {
  throw base::Unavailable(fmt::format("Redis answers {} with something else than it should", command));
}

std::vector<std::string> texts_of(const Reply& reply) {
  std::vector<std::string> texts;
  const auto* items = reply.items();
  if (items == nullptr) refuse_reply("SCAN");
  for (const auto& item : *items) {
    if (item.text() == nullptr) refuse_reply("SCAN");
    texts.push_back(*item.text());
  }
  return texts;
}

struct Page {
  std::string next{};  // the cursor
  std::vector<std::string> keys{};
};

Page take_page(const Reply& reply) {
  const auto* parts = reply.items();
  if (parts == nullptr || parts->size() != 2 || parts->front().text() == nullptr) refuse_reply("SCAN");
  return {.next = *parts->front().text(), .keys = texts_of(parts->back())};
}

Words words_of(std::string command, const std::vector<std::string>& arguments) {
  Words words{std::move(command)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

/// A key that has ended since, or holds no text, has no value.
void add_values(std::map<std::string, std::string>& entries, const std::vector<std::string>& keys, Reply values) {
  auto* const items = std::get_if<std::vector<Reply>>(&values.value);
  if (items == nullptr || items->size() != keys.size()) refuse_reply("MGET");
  for (std::size_t index = 0; index < keys.size(); ++index) {
    auto* const value = std::get_if<std::string>(&(*items)[index].value);
    if (value != nullptr) entries.insert_or_assign(keys[index], std::move(*value));
  }
}

runtime::Task<std::optional<std::string>> RedisCache::get(std::string key) {
  auto reply = co_await ask({"GET", named(key)});
  auto* const value = std::get_if<std::string>(&reply.value);
  co_return value == nullptr ? std::nullopt : std::optional(std::move(*value));
}

runtime::Task<> RedisCache::set(std::string key, std::string value, std::chrono::milliseconds time_to_live) {
  if (time_to_live.count() <= 0) {  // which Redis refuses
    co_await ask({"DEL", named(key)});
    co_return;
  }
  co_await ask({"SET", named(key), std::move(value), "PX", std::to_string(time_to_live.count())});
}

runtime::Task<> RedisCache::remove(std::string key) {
  co_await ask({"DEL", named(key)});
}

runtime::Task<std::int64_t> RedisCache::increment(std::string key, std::chrono::milliseconds time_to_live) {
  const auto reply =
      co_await ask({"EVAL", std::string(add_one), "1", named(key), std::to_string(time_to_live.count())});
  if (reply.number() == nullptr) refuse_reply("EVAL");
  co_return *reply.number();
}

runtime::Task<> RedisCache::decrement(std::string key) {
  co_await ask({"EVAL", std::string(subtract_one), "1", named(key)});
}

/// A page of keys at a time, and their values: nothing that the server does for it takes long.
runtime::Task<std::vector<std::pair<std::string, std::string>>> RedisCache::entries(std::string prefix,
                                                                                    std::size_t limit) {
  const std::string pattern = escaped_glob(named(prefix)) + "*";
  std::map<std::string, std::string> found;  // SCAN may return a key twice
  std::string cursor(first_page);
  do {
    auto page = take_page(co_await ask({"SCAN", cursor, "MATCH", pattern, "COUNT", std::string(keys_at_once)}));
    cursor = std::move(page.next);
    if (!page.keys.empty()) add_values(found, page.keys, co_await ask(words_of("MGET", page.keys)));
  } while (cursor != first_page && found.size() < limit);
  std::vector<std::pair<std::string, std::string>> entries;
  const std::size_t own_prefix = client_.address().prefix.size();
  for (auto& [key, value] : found) {
    if (entries.size() == limit) break;
    entries.emplace_back(key.substr(own_prefix), std::move(value));
  }
  co_return entries;
}

runtime::Task<> RedisCache::publish(std::string channel, std::string payload) {
  co_await ask({"PUBLISH", named(channel), std::move(payload)});
}

CacheSubscription RedisCache::subscribe(std::string channel, std::function<void(std::string payload)> callback) {
  return RedisChannels::subscribe(client_.channels(), named(channel), std::move(callback));
}

runtime::Task<bool> RedisCache::healthy() {
  try {
    co_await ask({"PING"});
    co_return client_.channels()->are_confirmed();
  } catch (const base::Unavailable&) {
    co_return false;
  }
}

}  // namespace

std::unique_ptr<Cache> open_redis_cache(const RedisCacheOptions& options) {
  auto cache = std::make_unique<RedisCache>(parse_redis_url(options.url), options.limits);
  if (const auto trouble = cache->wait_for_greeting()) {
    throw base::StartupError(fmt::format("CACHE_URL cannot be used: {}. {}", trouble->reason, trouble->remedy));
  }
  return cache;
}

}  // namespace boxoffice::kit::cache
