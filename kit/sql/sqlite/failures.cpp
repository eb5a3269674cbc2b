#include "kit/sql/sqlite/failures.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace boxoffice::kit::sql::detail {
namespace {

ConstraintViolation::Kind violation_kind(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return ConstraintViolation::Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return ConstraintViolation::Kind::foreign_key;
    case SQLITE_CONSTRAINT_NOTNULL:
      return ConstraintViolation::Kind::not_null;
    default:  // CHECK, the column types of STRICT tables, and RAISE in triggers
      return ConstraintViolation::Kind::check;
  }
}

constexpr std::string_view disk_is_full = "the disk is full, free some space";

/// An I/O error is often only a full disk: SQLite cannot tell when it fails to enlarge the index of the log.
bool is_full(const std::filesystem::path& file) {
  constexpr std::uintmax_t least_bytes = 128UL * 1024;
  std::error_code unknown;
  const auto space = std::filesystem::space(file, unknown);
  return !unknown && space.available < least_bytes;
}

/// The plain reason for codes that may pass by themselves or when the operator makes room; nullopt for others.
std::optional<std::string_view> passing_reason(int code, const std::filesystem::path& file) {
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return "another connection kept the database file locked for too long";
    case SQLITE_FULL:
      return disk_is_full;
    case SQLITE_IOERR:
      return is_full(file) ? disk_is_full : "reading or writing the database file failed";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "the database file cannot be written";
    case SQLITE_NOMEM:
      return "SQLite is out of memory";
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
      return "the statement was interrupted";
    default:
      return std::nullopt;
  }
}

}  // namespace

void throw_failure(sqlite3* connection, const std::filesystem::path& file, std::string_view statement) {
  const int extended = sqlite3_extended_errcode(connection);
  const int code = extended & 0xff;
  const std::string_view message = sqlite3_errmsg(connection);
  if (code == SQLITE_CONSTRAINT) {
    throw ConstraintViolation(violation_kind(extended), fmt::format("{} [{}]", message, statement));
  }
  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
    throw base::StartupError(
        fmt::format("{} is damaged or is not a SQLite database ({}): stop the service, move the file away and restore "
                    "it from a backup.",
                    file.string(), message));
  }
  if (const auto reason = passing_reason(code, file)) {
    throw base::Unavailable(fmt::format("{}: {} ({}, code {})", file.string(), *reason, message, extended));
  }
  throw std::logic_error(fmt::format("SQLite refuses a statement: {} (code {}) [{}]", message, extended, statement));
}

void throw_cannot_open(std::string_view reason, const std::filesystem::path& file) {
  throw base::StartupError(fmt::format(
      "{} cannot be opened ({}): check that its folder exists and that this user may use it.", file.string(), reason));
}

}  // namespace boxoffice::kit::sql::detail
