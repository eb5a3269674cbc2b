#pragma once

// The first start makes one administrator whose password only the owner of the machine can read.

#include "kit/base/random.hpp"
#include "kit/config/settings.hpp"
#include "services/users/core/accounts.hpp"

#include <filesystem>
#include <string>

namespace boxoffice::services::users {

/// Reads `file` (ADMIN_USERNAME=, ADMIN_PASSWORD=) or writes it (mode 0600) with `wanted` or a random password, then
/// makes the account when there is no administrator. A start that was killed in between goes on with the same password.
/// Throws base::StartupError when the file cannot be written, or is there without a password.
Task<> make_first_admin(const Accounts& accounts, std::filesystem::path file, kit::config::Secret wanted,
                        kit::base::Random& random, Context context);

}  // namespace boxoffice::services::users
