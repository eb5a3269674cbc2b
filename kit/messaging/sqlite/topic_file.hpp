#pragma once

// One topic: a SQLite file with an append-only table and a bell beside it.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::messaging {

/// The file of a topic. Throws std::invalid_argument for names that are no file name: topics are lower-case letters,
/// digits, '-', '_' and '.', and start with a letter or digit.
[[nodiscard]] std::filesystem::path topic_path(const std::filesystem::path& folder, std::string_view topic);

/// The bell that is rung after each append.
[[nodiscard]] std::filesystem::path topic_bell(const std::filesystem::path& file);

/// One connection to a topic. Used by one thread at a time; errors are those of sql::SqliteConnection.
class TopicFile {
 public:
  /// Creates the file when it is missing. A read_only one refuses append() and prune().
  TopicFile(const std::filesystem::path& folder, std::string topic, sql::Access access);

  /// Adds the messages in this order, durably and all or none.
  void append(const std::vector<const Message*>& messages, base::Timestamp now);

  /// Messages after `position`, oldest first.
  [[nodiscard]] std::vector<Received> read_after(std::int64_t position, std::size_t limit);
  /// The last `limit` messages, oldest first.
  [[nodiscard]] std::vector<Message> tail(std::size_t limit);
  /// The position of the newest message ever; 0 when there was none.
  [[nodiscard]] std::int64_t last_position();

  /// Deletes at most `limit` messages stored before `oldest`; returns how many.
  std::size_t prune(base::Timestamp oldest, std::size_t limit);

 private:
  std::string topic_;
  sql::SqliteConnection connection_;
};

}  // namespace boxoffice::kit::messaging
