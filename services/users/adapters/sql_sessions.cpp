#include "services/users/adapters/sql_sessions.hpp"

#include "services/users/adapters/sql_rows.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::services::users {

using kit::sql::Transaction;

namespace {

constexpr std::int64_t pruned_at_once = 1000;  // bounds how long the write lock is held

const std::string select_session = fmt::format("SELECT {} FROM sessions ", session_columns);

}  // namespace

Task<std::optional<User>> SqlSessions::begin(Session session, CheckedHash hash) {
  co_return co_await database_.write([session, hash, guard = guard_](Transaction& transaction) {
    const auto user = replace_hash(transaction, session.user_id, hash, guard);
    if (user) insert_session(transaction, session);
    return user;
  });
}

Task<std::optional<Session>> SqlSessions::find(contracts::SessionId id) {
  co_return co_await database_.read([id](kit::sql::Session& session) -> std::optional<Session> {
    const auto row = session.query_one(select_session + "WHERE id = $1", id);
    if (!row) return std::nullopt;
    return read_session(*row);
  });
}

Task<std::vector<Session>> SqlSessions::list(SessionFilter filter) {
  co_return co_await database_.read([filter](kit::sql::Session& session) {
    const auto rows = session.query(select_session +
                                        "WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 "
                                        "AND ($3 IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
                                    filter.user_id, filter.alive_at, filter.after, filter.limit);
    std::vector<Session> sessions;
    sessions.reserve(rows.size());
    for (const auto& row : rows) sessions.push_back(read_session(row));
    return sessions;
  });
}

Task<bool> SqlSessions::rotate(contracts::SessionId id, std::int64_t generation, Timestamp now, Timestamp expires_at) {
  co_return co_await database_.write([=, guarded = guard_ == AccountGuard::on](Transaction& transaction) {
    return transaction.execute(
               "UPDATE sessions SET generation = generation + 1, rotated_at = $3, last_seen_at = $3, expires_at = $4 "
               "WHERE id = $1 AND ($5 = 0 OR (generation = $2 AND revoked_at IS NULL AND expires_at > $3 AND "
               "EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND users.status = 'ACTIVE')))",
               id, generation, now, expires_at, guarded ? 1 : 0) == 1;
  });
}

Task<bool> SqlSessions::revoke(contracts::SessionId id, contracts::UserId user_id, Timestamp now) {
  co_return co_await database_.write([=](Transaction& transaction) {
    return transaction.execute(
               "UPDATE sessions SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND "
               "revoked_at IS NULL AND expires_at > $3",
               id, user_id, now) == 1;
  });
}

Task<std::vector<RevokedSession>> SqlSessions::list_revoked(RevokedSession last, std::size_t limit) {
  co_return co_await database_.read([last, limit](kit::sql::Session& session) {
    std::vector<RevokedSession> revoked;
    for (const auto& row : session.query("SELECT id, revoked_at FROM sessions WHERE revoked_at >= $1 "
                                         "AND (revoked_at > $1 OR id > $2) ORDER BY revoked_at, id LIMIT $3",
                                         last.revoked_at, last.id, limit)) {
      revoked.push_back({.id = row.get<contracts::SessionId>(0), .revoked_at = row.get<Timestamp>(1)});
    }
    return revoked;
  });
}

Task<bool> SqlSessions::prune(Timestamp before) {
  co_return co_await database_.write([before](Transaction& transaction) {
    return transaction.execute(
               "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)", before,
               pruned_at_once) == pruned_at_once;
  });
}

}  // namespace boxoffice::services::users
