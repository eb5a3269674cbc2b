#pragma once

// How far each consumer group has read each topic, and which member of a group reads a topic now.

#include "kit/base/time.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// One connection to <folder>/groups.db. Used by one thread at a time; errors are those of sql::SqliteConnection.
/// Losing the last commits or the whole file repeats messages that the inbox drops, hence no fsync per commit.
class GroupPositions {
 public:
  struct Member {
    std::string group{};
    std::string id{};  // unique per member
  };
  using Positions = std::map<std::string, std::int64_t>;  // by topic

  GroupPositions(const std::filesystem::path& folder, const base::Clock& clock);

  /// Takes or keeps the leases of all topics that no other member holds. Returns the topics that are the member's until
  /// `lease` from now, with the group's position.
  Positions claim(const Member& member, const std::vector<std::string>& topics, std::chrono::milliseconds lease);

  /// Moves positions forward where the member still owns the topic.
  void commit(const Member& member, const Positions& positions);

  /// Gives all leases of the member back.
  void release(const Member& member);

  /// 0 for a topic that the group has never read.
  [[nodiscard]] std::int64_t position(const std::string& group, const std::string& topic);

 private:
  [[nodiscard]] std::vector<std::string> claimable(const Member& member, const std::vector<std::string>& topics,
                                                   std::chrono::milliseconds lease);

  const base::Clock& clock_;
  sql::SqliteConnection connection_;
};

}  // namespace boxoffice::kit::messaging
