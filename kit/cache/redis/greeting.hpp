#pragma once

// How a connection begins: who we are, which version the server has, which database we mean.

#include "kit/cache/redis/address.hpp"
#include "kit/cache/redis/reply.hpp"
#include "kit/cache/redis/trouble.hpp"

#include <optional>
#include <vector>

namespace boxoffice::kit::cache {

/// Sent in this order on every new connection.
[[nodiscard]] std::vector<Words> greeting_of(const RedisAddress& address);

/// What is wrong, judged by the reply to `command` of the greeting; nullopt when nothing is. Never shows the password.
[[nodiscard]] std::optional<Trouble> judge_greeting(const RedisAddress& address, const Words& command,
                                                    const Reply& reply);

}  // namespace boxoffice::kit::cache
