#pragma once

// Where a Redis server is and who asks it: what CACHE_URL says.

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::cache {

struct RedisAddress {
  std::string host{};
  std::uint16_t port = 6379;
  std::string user{};      // "" is Redis' user "default"
  std::string password{};  // never shown; "" and no user: nobody introduces themselves
  int database = 0;
  std::string prefix{};  // before every key and channel, so that deployments can share a server

  /// "host:port", for messages.
  [[nodiscard]] std::string place() const;
};

/// True for the URLs that parse_redis_url() judges.
[[nodiscard]] bool is_redis_url(std::string_view url);

/// "redis://[user[:password]@]host[:port][/database][?prefix=...]". Throws base::StartupError, which names CACHE_URL
/// and never shows the password, for everything else.
[[nodiscard]] RedisAddress parse_redis_url(std::string_view url);

}  // namespace boxoffice::kit::cache
