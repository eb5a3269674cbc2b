#include "kit/documents/mongo/failures.hpp"

#include <fmt/format.h>
#include <mongoc/mongoc.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::documents {
namespace {

constexpr std::size_t most_shown = 300;  // FerretDB's messages quote whole call stacks

std::string in_one_line(std::string_view text) {
  std::string line(text.substr(0, most_shown));
  std::ranges::replace_if(line, [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
  return line;
}

/// FerretDB on PostgreSQL passes logins on with each command and reports what PostgreSQL says (SQLSTATE class 28).
bool is_login_refusal(std::uint32_t code, std::string_view message) {
  constexpr std::uint32_t unauthorized = 13;
  constexpr std::uint32_t authentication_failed = 18;
  return code == unauthorized || code == authentication_failed || code == MONGOC_ERROR_CLIENT_AUTHENTICATE ||
         message.contains("(SQLSTATE 28");
}

/// Server codes that say that the command itself is wrong. All others may pass: a server that starts, stops, loses its
/// disk or steps down has many, and a caller of a command that was written right loses nothing by trying again.
bool is_our_fault(std::uint32_t code) {
  constexpr std::array<std::uint32_t, 13> codes{
      2,      // BadValue
      9,      // FailedToParse
      14,     // TypeMismatch
      20,     // IllegalOperation
      59,     // CommandNotFound
      67,     // CannotCreateIndex
      72,     // InvalidOptions
      73,     // InvalidNamespace
      85,     // IndexOptionsConflict
      86,     // IndexKeySpecsConflict
      121,    // DocumentValidationFailure
      238,    // NotImplemented
      10334,  // BSONObjectTooLarge
  };
  return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

void throw_failure(std::uint32_t domain, std::uint32_t code, std::string_view message) {
  const std::string reason = fmt::format("MongoDB: {} (error {}:{})", in_one_line(message), domain, code);
  const bool server_said_it = domain == MONGOC_ERROR_SERVER || domain == MONGOC_ERROR_WRITE_CONCERN;
  if ((server_said_it || domain == MONGOC_ERROR_CLIENT) && is_login_refusal(code, message)) throw LoginRefused(reason);
  if (domain == MONGOC_ERROR_BSON || domain == MONGOC_ERROR_COMMAND || (server_said_it && is_our_fault(code))) {
    throw std::logic_error(reason);
  }
  if (server_said_it) throw base::Unavailable(reason);
  if (domain == MONGOC_ERROR_STREAM) throw ConnectionLost(reason);
  throw ServerAway(reason);
}

}  // namespace boxoffice::kit::documents
