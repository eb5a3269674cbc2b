#pragma once

// Outcomes of the users service beyond those that every service has.

#include "kit/base/error.hpp"

namespace boxoffice::services::users::codes {

using kit::base::ErrorCode;
using kit::base::ErrorKind;

inline constexpr ErrorCode username_taken{ErrorKind::conflict, "USERNAME_TAKEN"};
inline constexpr ErrorCode email_taken{ErrorKind::conflict, "EMAIL_TAKEN"};
inline constexpr ErrorCode invalid_credentials{ErrorKind::unauthenticated, "INVALID_CREDENTIALS"};
inline constexpr ErrorCode last_admin{ErrorKind::conflict, "LAST_ADMIN"};

}  // namespace boxoffice::services::users::codes
