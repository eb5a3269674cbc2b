#include "kit/cache/redis/address.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/number.hpp"

#include <fmt/format.h>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>

namespace boxoffice::kit::cache {
namespace {

constexpr std::string_view form = "redis://user:password@host:6379/0?prefix=name:";
constexpr std::size_t longest_prefix = 64;
constexpr std::int64_t last_database = 9'999;

[[noreturn]] void refuse(std::string_view reason) {
  throw base::StartupError(fmt::format("CACHE_URL cannot be used: {}. Write it as {}.", reason, form));
}

int database_of(std::string_view path) {
  if (path.empty() || path == "/") return 0;
  const auto number = base::parse_integer(path.substr(1));
  if (!number || *number < 0 || *number > last_database) refuse("what follows the first / is no number of a database");
  return static_cast<int>(*number);
}

std::string checked_prefix(std::string prefix) {
  const auto fits = [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
           std::string_view("-_.:").contains(each);
  };
  if (prefix.size() > longest_prefix || !std::ranges::all_of(prefix, fits)) {
    refuse(fmt::format("its prefix is no text of at most {} letters, digits and -_.:", longest_prefix));
  }
  return prefix;
}

}  // namespace

std::string RedisAddress::place() const {
  return host.contains(':') ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

bool is_redis_url(std::string_view url) {
  return url.starts_with("redis:") || url.starts_with("rediss:");
}

RedisAddress parse_redis_url(std::string_view url) {
  if (url.starts_with("rediss:")) {
    throw base::StartupError(
        "CACHE_URL cannot be used: rediss: means TLS, which hiredis 0.14 of Debian 12 does not have. Use redis: in a "
        "private network or through a tunnel such as stunnel.");
  }
  const auto parsed = boost::urls::parse_uri(url);
  // The parser's own message would show a part of the password.
  if (!parsed) refuse("it is no URL; special characters of a password are written as %40 for @");
  const auto& parts = *parsed;
  if (!parts.has_authority() || parts.host_address().empty()) refuse("it names no host");
  if (parts.has_port() && parts.port_number() == 0) refuse("its port is no number from 1 to 65535");
  if (parts.has_fragment()) refuse("it has a part behind #");
  RedisAddress address{.host = parts.host_address(),
                       .user = parts.user(),
                       .password = parts.password(),
                       .database = database_of(parts.path())};
  if (parts.has_port()) address.port = parts.port_number();
  for (const auto& [name, value, has_value] : parts.params()) {
    if (name != "prefix") refuse("its only parameter is prefix");
    address.prefix = checked_prefix(value);
  }
  return address;
}

}  // namespace boxoffice::kit::cache
