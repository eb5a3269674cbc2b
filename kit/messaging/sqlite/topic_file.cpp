#include "kit/messaging/sqlite/topic_file.hpp"

#include "kit/json/reader.hpp"
#include "kit/json/writer.hpp"
#include "kit/messaging/sqlite/transaction.hpp"
#include "kit/sql/sqlite/bell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

// AUTOINCREMENT: a position is never used twice, not even when everything older was pruned, because groups remember
// positions.
constexpr std::string_view create_table = R"(
CREATE TABLE IF NOT EXISTS log (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time INTEGER NOT NULL,
  traceparent TEXT NOT NULL,
  dataversion INTEGER NOT NULL,
  data TEXT NOT NULL,
  extensions TEXT NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT)";

sql::ConnectionOptions connection_options(const std::filesystem::path& file, sql::Access access) {
  if (access == sql::Access::read_only) {
    sql::SqliteConnection({.file = file}).execute(create_table);  // a reader cannot create what it reads
  }
  return {.file = file, .access = access};
}

/// "" for none, which is what nearly all messages have.
std::string extensions_text(const std::map<std::string, std::string>& extensions) {
  if (extensions.empty()) return {};
  json::Writer writer;
  writer.begin_object();
  for (const auto& [name, text] : extensions) writer.member(name, text);
  return writer.end_object().take();
}

std::map<std::string, std::string> read_extensions(const std::string& text) {
  std::map<std::string, std::string> extensions;
  if (text.empty()) return extensions;
  const auto object = json::parse(text);
  if (!object) throw std::runtime_error("the extensions of a stored message are not JSON");
  for (const auto& [name, value] : object->members()) extensions.emplace(name, value.as_string().value_or(""));
  return extensions;
}

Message read_message(const sql::Row& row, const std::string& topic) {
  return {.id = row.get<std::string>(1),
          .topic = topic,
          .source = row.get<std::string>(2),
          .type = row.get<std::string>(3),
          .subject = row.get<std::string>(4),
          .time = row.get<base::Timestamp>(5),
          .traceparent = row.get<std::string>(6),
          .dataversion = row.get<std::int64_t>(7),
          .data = row.get<std::string>(8),
          .extensions = read_extensions(row.get<std::string>(9))};
}

bool is_topic_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

}  // namespace

std::filesystem::path topic_path(const std::filesystem::path& folder, std::string_view topic) {
  const bool is_name = std::ranges::all_of(
      topic, [](char letter) { return is_topic_letter(letter) || letter == '-' || letter == '_' || letter == '.'; });
  if (topic.empty() || !is_name || !is_topic_letter(topic.front())) {
    throw std::invalid_argument(fmt::format("\"{}\" is no name for a topic", topic));
  }
  return folder / fmt::format("{}.db", topic);
}

std::filesystem::path topic_bell(const std::filesystem::path& file) {
  return sql::bell_of(file, "appended");
}

TopicFile::TopicFile(const std::filesystem::path& folder, std::string topic, sql::Access access)
    : topic_(std::move(topic)), connection_(connection_options(topic_path(folder, topic_), access)) {
  if (access == sql::Access::read_write) connection_.execute(create_table);
}

void TopicFile::append(const std::vector<const Message*>& messages, base::Timestamp now) {
  in_transaction(connection_, [&] {
    for (const Message* message : messages) {
      connection_.execute(
          "INSERT INTO log (id, source, type, subject, time, traceparent, dataversion, data, extensions, stored_at) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
          message->id, message->source, message->type, message->subject, message->time, message->traceparent,
          message->dataversion, message->data, extensions_text(message->extensions), now);
    }
    return messages.size();
  });
}

std::vector<Received> TopicFile::read_after(std::int64_t position, std::size_t limit) {
  const auto rows = connection_.query(
      "SELECT position, id, source, type, subject, time, traceparent, dataversion, data, extensions FROM log "
      "WHERE position > $1 ORDER BY position LIMIT $2",
      position, limit);
  std::vector<Received> received;
  received.reserve(rows.size());
  for (const auto& row : rows) {
    received.push_back({.message = read_message(row, topic_), .position = std::to_string(row.get<std::int64_t>(0))});
  }
  return received;
}

std::vector<Message> TopicFile::tail(std::size_t limit) {
  const auto rows = connection_.query(
      "SELECT position, id, source, type, subject, time, traceparent, dataversion, data, extensions FROM log "
      "ORDER BY position DESC LIMIT $1",
      limit);
  std::vector<Message> messages;
  messages.reserve(rows.size());
  for (const auto& row : std::views::reverse(rows)) messages.push_back(read_message(row, topic_));
  return messages;
}

std::int64_t TopicFile::last_position() {
  const auto rows = connection_.query("SELECT seq FROM sqlite_sequence WHERE name = 'log'");
  return rows.empty() ? 0 : rows.front().get<std::int64_t>(0);
}

std::size_t TopicFile::prune(base::Timestamp oldest, std::size_t limit) {
  return static_cast<std::size_t>(connection_.execute(
      "DELETE FROM log WHERE stored_at < $1 AND position IN (SELECT position FROM log ORDER BY position LIMIT $2)",
      oldest, limit));
}

}  // namespace boxoffice::kit::messaging
