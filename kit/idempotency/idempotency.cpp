#include "kit/idempotency/idempotency.hpp"

#include "kit/base/failure.hpp"
#include "kit/idempotency/lease.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace boxoffice::kit::idempotency {

namespace {

constexpr std::string_view create_table = R"sql(
CREATE TABLE idempotency_keys (
  caller TEXT NOT NULL,
  route TEXT NOT NULL,
  key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  attempt TEXT NOT NULL,
  lease_until BIGINT NOT NULL,
  resource_id TEXT NOT NULL,
  status BIGINT,
  body TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
)sql";

constexpr std::string_view delete_unfinished =
    "DELETE FROM idempotency_keys "
    "WHERE caller = $1 AND route = $2 AND key = $3 AND attempt = $4 AND status IS NULL";

std::unexpected<base::Error> in_progress(std::chrono::milliseconds remaining) {
  base::Error error{.code = base::codes::request_in_progress,
                    .message = "The first request with this Idempotency-Key is still running. Repeat it in a moment."};
  error.retry_after = std::max(std::chrono::ceil<std::chrono::seconds>(remaining), std::chrono::seconds{1});
  return std::unexpected(std::move(error));
}

std::unexpected<base::Error> reused() {
  return base::fail(base::codes::idempotency_key_reused,
                    "This Idempotency-Key was used for another request. Send a new one.");
}

base::Result<Begun> begin_known(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
                                const StoredKey& seen) {
  if (seen.fingerprint != request.fingerprint) return reused();
  if (seen.status) return Begun{.replay = http::Rendered{.status = *seen.status, .body = seen.body, .replayed = true}};
  if (seen.lease_until > now) return in_progress(seen.lease_until - now);
  if (!take_over(transaction, request, now, seen)) return in_progress(lease);
  return Begun{.resource_id = seen.resource_id};
}

}  // namespace

std::vector<sql::Migration> idempotency_migrations() {
  return {{.name = "kit_0001_create_idempotency_keys.sql", .sql = create_table}};
}

base::Result<Begun> begin(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
                          std::string resource_id) {
  // Most keys are new: one statement, and where it changes nothing the key is there.
  if (take_new(transaction, request, now, resource_id)) return Begun{};
  const std::optional<StoredKey> seen = look(transaction, request);
  if (!seen) return in_progress(lease);  // freed in this moment by another attempt
  return begin_known(transaction, request, now, *seen);
}

void finish(sql::Transaction& transaction, const http::KeyedRequest& request, int status, const std::string& body) {
  if (store_answer(transaction, request, status, body)) return;
  throw base::Unavailable("another attempt with the same idempotency key was faster");
}

void release(sql::Transaction& transaction, const http::KeyedRequest& request) {
  transaction.execute(delete_unfinished, request.caller, request.route, request.key, request.attempt);
}

bool is_stored(int status, std::string_view code) {
  constexpr std::array<std::string_view, 3> final_conflicts{"SOLD_OUT", "SALES_CLOSED", "LIMIT_EXCEEDED"};
  if (status >= 200 && status < 300) return true;
  if (status == 402) return true;
  return status == 409 && std::ranges::find(final_conflicts, code) != final_conflicts.end();
}

}  // namespace boxoffice::kit::idempotency
