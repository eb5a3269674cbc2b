#pragma once

// What PostgreSQL's error codes (SQLSTATE, manual appendix A) mean to callers. Only the .cpp files of this folder
// include it.

#include <string_view>

struct pg_conn;
struct pg_result;

namespace boxoffice::kit::sql::detail {

/// Throws what the failed `result` of `statement` means; see PostgresConnection for the kinds.
[[noreturn]] void throw_failure(const pg_result* result, std::string_view statement);

/// Throws why `connection` could not be made: ConnectionRefused or base::Unavailable.
[[noreturn]] void throw_not_connected(const pg_conn* connection);

}  // namespace boxoffice::kit::sql::detail
