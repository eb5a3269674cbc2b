#include "kit/cache/redis/greeting.hpp"

#include "kit/base/number.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::kit::cache {
namespace {

using Version = std::pair<std::int64_t, std::int64_t>;

constexpr Version least_version{6, 2};

Trouble too_old(const RedisAddress& address, std::string_view version) {
  return {.reason = fmt::format("the server at {} is {}, and Redis {}.{} or newer is needed", address.place(), version,
                                least_version.first, least_version.second),
          .remedy = "Update it."};
}

/// "7.0.15" is {7, 0}; what is no version counts as the newest.
Version version_of(std::string_view text) {
  constexpr Version newest{INT64_MAX, 0};
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return newest;
  const auto rest = text.substr(dot + 1);
  const auto major = base::parse_integer(text.substr(0, dot));
  const auto minor = base::parse_integer(rest.substr(0, rest.find('.')));
  return major && minor ? Version{*major, *minor} : newest;
}

/// HELLO answers names and values in turn.
std::string version_in(const Reply& reply) {
  const auto* items = reply.items();
  if (items == nullptr) return {};
  for (std::size_t index = 0; index + 1 < items->size(); index += 2) {
    const auto* name = (*items)[index].text();
    const auto* value = (*items)[index + 1].text();
    if (name != nullptr && value != nullptr && *name == "version") return *value;
  }
  return {};
}

Trouble judge_refusal(const RedisAddress& address, std::string_view text) {
  if (text.starts_with("WRONGPASS")) {
    return {.reason = fmt::format("the server at {} refuses its user or password", address.place()),
            .remedy = "Correct them."};
  }
  if (text.starts_with("NOAUTH")) {
    return {.reason = fmt::format("the server at {} asks for a user and password, and it has none", address.place()),
            .remedy = "Write them before the host: redis://user:password@host."};
  }
  if (text.starts_with("NOPERM")) {
    return {.reason = fmt::format("the server at {} lets its user do too little", address.place()),
            .remedy = "Give the user the right to all commands, keys and channels."};
  }
  // Not the text itself: it repeats the arguments, and so the password.
  if (text.contains("unknown command")) return too_old(address, "older than 6.0");
  return {.reason = fmt::format("the server at {} says {}", address.place(), text.substr(0, text.find('\n')))};
}

}  // namespace

std::vector<Words> greeting_of(const RedisAddress& address) {
  Words hello{"HELLO", "2"};
  if (!address.user.empty() || !address.password.empty()) {
    hello.insert(hello.end(), {"AUTH", address.user.empty() ? "default" : address.user, address.password});
  }
  hello.insert(hello.end(), {"SETNAME", "boxoffice"});
  std::vector<Words> greeting{std::move(hello)};
  if (address.database != 0) greeting.push_back({"SELECT", std::to_string(address.database)});
  return greeting;
}

std::optional<Trouble> judge_greeting(const RedisAddress& address, const Words& command, const Reply& reply) {
  const auto* error = reply.error();
  if (error != nullptr && command.front() == "SELECT" && error->text.contains("DB index")) {
    return Trouble{.reason = fmt::format("the server at {} has no database {}", address.place(), address.database),
                   .remedy = "Choose one that it has, as 0."};
  }
  if (error != nullptr) return judge_refusal(address, error->text);
  const std::string version = version_in(reply);
  if (version_of(version) < least_version) return too_old(address, "Redis " + version);
  return std::nullopt;
}

}  // namespace boxoffice::kit::cache
