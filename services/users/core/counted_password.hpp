#pragma once

// Passwords that somebody tries, wherever that is: guesses are counted before they are looked at.

#include "services/users/core/ports.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace boxoffice::services::users {

inline constexpr int failed_logins_allowed = 10;  // per account and address in failed_logins_window
inline constexpr std::chrono::minutes failed_logins_window{15};

/// Whether `password` is the one behind `stored` (nullopt: nobody's). The attempt counts as a failure until it is found
/// right. RATE_LIMITED after repeated failures, or when too many wait to be judged, which counts for nothing.
Task<Result<bool>> try_password(LoginAttempts& attempts, Passwords& passwords, LoginAttempt attempt,
                                std::string password, std::optional<std::string> stored);

}  // namespace boxoffice::services::users
