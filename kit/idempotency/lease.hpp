#pragma once

// How a key is taken: look first, then take by one guarded statement. Whatever happens between the two, of any number
// of concurrent attempts exactly one succeeds, because the statement repeats what was seen as its condition. So the
// guard holds for every isolation level and for a look in another transaction.

#include "kit/base/time.hpp"
#include "kit/http/call.hpp"
#include "kit/sql/database.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::idempotency {

/// A key's row.
struct StoredKey {
  std::string fingerprint;
  base::Timestamp lease_until;
  std::string resource_id;
  std::optional<int> status{};  // absent: not finished
  std::string body{};
};

/// The statements that take a key; an attempt has it if the statement changed a row. A parameter, so that a test can
/// show what happens without the conditions.
struct LeaseStatements {
  // $1 caller, $2 route, $3 key, $4 fingerprint, $5 attempt, $6 lease_until, $7 resource_id, $8 now
  std::string_view insert;
  // $1 caller, $2 route, $3 key, $4 attempt, $5 new lease_until, $6 lease_until as it was seen
  std::string_view take_over;
};

[[nodiscard]] const LeaseStatements& guarded_statements();

[[nodiscard]] std::optional<StoredKey> look(sql::Session& session, const http::KeyedRequest& request);

/// For a key that look() did not find. False when another attempt was faster.
[[nodiscard]] bool take_new(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
                            const std::string& resource_id, const LeaseStatements& statements = guarded_statements());

/// For a key that look() found unfinished with its lease over. False when another attempt was faster.
[[nodiscard]] bool take_over(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
                             const StoredKey& seen, const LeaseStatements& statements = guarded_statements());

/// Stores the answer of an unfinished key; false when there is none, or it is another request's.
[[nodiscard]] bool store_answer(sql::Transaction& transaction, const http::KeyedRequest& request, int status,
                                const std::string& body);

}  // namespace boxoffice::kit::idempotency
