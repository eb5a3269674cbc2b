#include "kit/sql/postgres/failures.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::sql::detail {
namespace {

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view{} : std::string_view(text);
}

std::optional<ConstraintViolation::Kind> violation_kind(std::string_view state) {
  using Kind = ConstraintViolation::Kind;
  if (state == "23505" || state == "23P01") return Kind::unique;
  if (state == "23503") return Kind::foreign_key;
  if (state == "23502") return Kind::not_null;
  if (state.starts_with("23")) return Kind::check;
  return std::nullopt;
}

/// Codes that may pass by themselves or when the operator makes room.
bool is_passing(std::string_view state) {
  // Connection, resources, operator's intervention (with statement_timeout), system error, lock not available,
  // read-only after a fail-over.
  constexpr std::array<std::string_view, 4> classes{"08", "53", "57", "58"};
  return std::ranges::find(classes, state.substr(0, 2)) != classes.end() || state == "55P03";
}

/// libpq's messages have several lines.
std::string in_one_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return line;
}

/// The server's refusals that pass: while it starts, stops or recovers, and while all connections are taken.
bool is_passing_refusal(std::string_view message) {
  constexpr std::array<std::string_view, 6> passing{"starting up",       "shutting down", "recovery mode",
                                                    "not yet accepting", "too many",      "remaining connection slots"};
  return std::ranges::any_of(passing, [&](std::string_view part) { return message.contains(part); });
}

}  // namespace

void throw_failure(const PGresult* result, std::string_view statement) {
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  const std::string_view message = field(result, PG_DIAG_MESSAGE_PRIMARY);
  if (const auto kind = violation_kind(state)) {
    throw ConstraintViolation(*kind, fmt::format("{} [{}]", message, statement));
  }
  if (state == "40001" || state == "40P01") throw TransactionLost(fmt::format("{} (SQLSTATE {})", message, state));
  if (state.empty() || is_passing(state)) {
    const std::string_view said = message.empty() ? PQresultErrorMessage(result) : message;
    throw base::Unavailable(fmt::format("PostgreSQL: {} (SQLSTATE {})", in_one_line(said), state));
  }
  throw std::logic_error(
      fmt::format("PostgreSQL refuses a statement: {} (SQLSTATE {}) [{}]", message, state, statement));
}

void throw_not_connected(const PGconn* connection) {
  const std::string message = in_one_line(PQerrorMessage(connection));
  const bool has_answered = message.contains("FATAL:");
  if (has_answered && !is_passing_refusal(message)) throw ConnectionRefused(message);
  throw base::Unavailable(fmt::format("PostgreSQL cannot be reached: {}", message));
}

}  // namespace boxoffice::kit::sql::detail
