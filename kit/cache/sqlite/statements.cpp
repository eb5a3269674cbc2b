#include "kit/cache/sqlite/statements.hpp"

#include <chrono>

namespace boxoffice::kit::cache::statements {
namespace {

constexpr std::chrono::minutes messages_kept{1};  // far longer than a living subscriber takes to read them

constexpr std::string_view select_value = "SELECT value FROM entries WHERE key = $1 AND expires_at > $2";
constexpr std::string_view upsert_value =
    "INSERT INTO entries (key, value, expires_at) VALUES ($1, $2, $3) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at";
constexpr std::string_view delete_value = "DELETE FROM entries WHERE key = $1";
constexpr std::string_view add_one =
    "INSERT INTO entries (key, value, expires_at) VALUES ($1, '1', $2) ON CONFLICT (key) DO UPDATE SET "
    "value = CASE WHEN expires_at > $3 THEN CAST(CAST(value AS INTEGER) + 1 AS TEXT) ELSE '1' END, "
    "expires_at = CASE WHEN expires_at > $3 THEN expires_at ELSE excluded.expires_at END "
    "RETURNING CAST(value AS INTEGER)";
constexpr std::string_view subtract_one =
    "UPDATE entries SET value = CAST(CAST(value AS INTEGER) - 1 AS TEXT) "
    "WHERE key = $1 AND expires_at > $2 AND CAST(value AS INTEGER) > 0";
constexpr std::string_view select_prefix =
    "SELECT key, value FROM entries WHERE key >= $1 AND key < $2 AND expires_at > $3 ORDER BY key LIMIT $4";
constexpr std::string_view delete_expired =
    "DELETE FROM entries WHERE key IN (SELECT key FROM entries WHERE expires_at <= $1 ORDER BY expires_at LIMIT 2)";
constexpr std::string_view insert_message =
    "INSERT INTO channel_messages (channel, payload, sent_at) VALUES ($1, $2, $3) RETURNING id";
constexpr std::string_view delete_old_messages =
    "DELETE FROM channel_messages "
    "WHERE id IN (SELECT id FROM channel_messages ORDER BY id LIMIT 2) AND sent_at <= $1";

/// Above every key that starts with `prefix`: U+10FFFF is the greatest code point, and keys compare by their bytes.
std::string end_of(const std::string& prefix) {
  return prefix + "\xF4\x8F\xBF\xBF";
}

}  // namespace

std::optional<std::string> get(sql::Session& session, const std::string& key, base::Timestamp now) {
  const auto row = session.query_one(select_value, key, now);
  if (!row) return std::nullopt;
  return row->get<std::string>(0);
}

void set(sql::Transaction& transaction, const std::string& key, const std::string& value, base::Timestamp now,
         base::Timestamp expires_at) {
  transaction.execute(delete_expired, now);
  transaction.execute(upsert_value, key, value, expires_at);
}

void remove(sql::Transaction& transaction, const std::string& key) {
  transaction.execute(delete_value, key);
}

std::int64_t increment(sql::Transaction& transaction, const std::string& key, base::Timestamp now,
                       base::Timestamp expires_at) {
  transaction.execute(delete_expired, now);
  return transaction.query_one(add_one, key, expires_at, now)->get<std::int64_t>(0);
}

void decrement(sql::Transaction& transaction, const std::string& key, base::Timestamp now) {
  transaction.execute(subtract_one, key, now);
}

std::vector<std::pair<std::string, std::string>> entries(sql::Session& session, const std::string& prefix,
                                                         base::Timestamp now, std::size_t limit) {
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& row : session.query(select_prefix, prefix, end_of(prefix), now, limit)) {
    found.emplace_back(row.get<std::string>(0), row.get<std::string>(1));
  }
  return found;
}

std::int64_t publish(sql::Transaction& transaction, const std::string& channel, const std::string& payload,
                     base::Timestamp now) {
  transaction.execute(delete_old_messages, now - messages_kept);
  return transaction.query_one(insert_message, channel, payload, now)->get<std::int64_t>(0);
}

}  // namespace boxoffice::kit::cache::statements
