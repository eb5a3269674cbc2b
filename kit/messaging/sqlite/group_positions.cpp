#include "kit/messaging/sqlite/group_positions.hpp"

#include "kit/messaging/sqlite/transaction.hpp"

#include <algorithm>

namespace boxoffice::kit::messaging {

GroupPositions::GroupPositions(const std::filesystem::path& folder, const base::Clock& clock)
    : clock_(clock), connection_({.file = folder / "groups.db"}) {
  // NORMAL never damages a file in WAL mode; a power cut may only take back the last commits.
  connection_.execute("PRAGMA synchronous=NORMAL");
  connection_.execute(
      "CREATE TABLE IF NOT EXISTS positions ("
      "consumer_group TEXT NOT NULL, topic TEXT NOT NULL, position INTEGER NOT NULL, owner TEXT NOT NULL, "
      "lease_until INTEGER NOT NULL, PRIMARY KEY (consumer_group, topic)) STRICT, WITHOUT ROWID");
}

GroupPositions::Positions GroupPositions::claim(const Member& member, const std::vector<std::string>& topics,
                                                std::chrono::milliseconds lease) {
  const auto wanted = claimable(member, topics, lease);
  if (wanted.empty()) return {};
  return in_transaction(connection_, [&] {
    const auto now = clock_.now();  // under the lock: an older time would misjudge the leases of others
    Positions owned;
    for (const auto& topic : wanted) {
      // A lease further in the future than one can be is a leftover from before the wall clock was set back.
      const auto rows = connection_.query(
          "INSERT INTO positions (consumer_group, topic, position, owner, lease_until) VALUES ($1, $2, 0, $3, $4) "
          "ON CONFLICT (consumer_group, topic) DO UPDATE SET owner = excluded.owner, "
          "lease_until = excluded.lease_until "
          "WHERE owner = $3 OR lease_until <= $5 OR lease_until > $6 RETURNING position",
          member.group, topic, member.id, now + lease, now, now + 2 * lease);
      if (!rows.empty()) owned.emplace(topic, rows.front().get<std::int64_t>(0));
    }
    return owned;
  });
}

/// A look without a write lock, so that members which only stand by do not disturb the others.
std::vector<std::string> GroupPositions::claimable(const Member& member, const std::vector<std::string>& topics,
                                                   std::chrono::milliseconds lease) {
  const auto now = clock_.now();
  std::vector<std::string> wanted = topics;
  for (const auto& row : connection_.query("SELECT topic FROM positions WHERE consumer_group = $1 AND owner <> $2 "
                                           "AND lease_until > $3 AND lease_until <= $4",
                                           member.group, member.id, now, now + 2 * lease)) {
    std::erase(wanted, row.get<std::string>(0));
  }
  return wanted;
}

void GroupPositions::commit(const Member& member, const Positions& positions) {
  in_transaction(connection_, [&] {
    std::int64_t moved = 0;
    for (const auto& [topic, position] : positions) {
      moved += connection_.execute(
          "UPDATE positions SET position = $1 WHERE consumer_group = $2 AND topic = $3 AND owner = $4 "
          "AND position < $1",
          position, member.group, topic, member.id);
    }
    return moved;
  });
}

void GroupPositions::release(const Member& member) {
  connection_.execute("UPDATE positions SET owner = '', lease_until = 0 WHERE consumer_group = $1 AND owner = $2",
                      member.group, member.id);
}

std::int64_t GroupPositions::position(const std::string& group, const std::string& topic) {
  const auto rows =
      connection_.query("SELECT position FROM positions WHERE consumer_group = $1 AND topic = $2", group, topic);
  return rows.empty() ? 0 : rows.front().get<std::int64_t>(0);
}

}  // namespace boxoffice::kit::messaging
