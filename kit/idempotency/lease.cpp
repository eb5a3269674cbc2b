#include "kit/idempotency/lease.hpp"

#include "kit/idempotency/idempotency.hpp"

namespace boxoffice::kit::idempotency {

namespace {

constexpr std::string_view select_key =
    "SELECT fingerprint, lease_until, resource_id, status, body FROM idempotency_keys "
    "WHERE caller = $1 AND route = $2 AND key = $3";

constexpr std::string_view insert_key =
    "INSERT INTO idempotency_keys (caller, route, key, fingerprint, attempt, lease_until, resource_id, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (caller, route, key) DO NOTHING";

constexpr std::string_view take_over_key =
    "UPDATE idempotency_keys SET attempt = $4, lease_until = $5 "
    "WHERE caller = $1 AND route = $2 AND key = $3 AND lease_until = $6 AND status IS NULL";

// The fingerprint: a key that was freed may have been taken by another request, which must not get this answer.
constexpr std::string_view update_answer =
    "UPDATE idempotency_keys SET status = $4, body = $5 "
    "WHERE caller = $1 AND route = $2 AND key = $3 AND fingerprint = $6 AND status IS NULL";

}  // namespace

const LeaseStatements& guarded_statements() {
  static constexpr LeaseStatements statements{.insert = insert_key, .take_over = take_over_key};
  return statements;
}

std::optional<StoredKey> look(sql::Session& session, const http::KeyedRequest& request) {
  const std::optional<sql::Row> row = session.query_one(select_key, request.caller, request.route, request.key);
  if (!row) return std::nullopt;
  return StoredKey{.fingerprint = row->get<std::string>(0),
                   .lease_until = row->get<base::Timestamp>(1),
                   .resource_id = row->get<std::string>(2),
                   .status = row->get<std::optional<int>>(3),
                   .body = row->get<std::optional<std::string>>(4).value_or("")};
}

bool take_new(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
              const std::string& resource_id, const LeaseStatements& statements) {
  return transaction.execute(statements.insert, request.caller, request.route, request.key, request.fingerprint,
                             request.attempt, now + lease, resource_id, now) == 1;
}

bool take_over(sql::Transaction& transaction, const http::KeyedRequest& request, base::Timestamp now,
               const StoredKey& seen, const LeaseStatements& statements) {
  return transaction.execute(statements.take_over, request.caller, request.route, request.key, request.attempt,
                             now + lease, seen.lease_until) == 1;
}

bool store_answer(sql::Transaction& transaction, const http::KeyedRequest& request, int status,
                  const std::string& body) {
  return transaction.execute(update_answer, request.caller, request.route, request.key, status, body,
                             request.fingerprint) == 1;
}

}  // namespace boxoffice::kit::idempotency
