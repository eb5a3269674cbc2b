#include "services/events/adapters/sql_search.hpp"

#include "services/events/core/folding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace boxoffice::services::events {

namespace {

constexpr std::size_t words_limit = 10;

// bm25() multiplies how often a word occurs by its column's weight and then saturates: one hit in the name beats any
// number of hits further down.
const WordSearch sqlite_search{
    .source =
        "event_search_index JOIN event_search s ON s.position = event_search_index.rowid JOIN events e ON e.id = "
        "s.event_id",
    .condition = "event_search_index MATCH {}",
    .rank = "bm25(event_search_index, 1000, 30, 1)"};

const WordSearch postgres_search{.source = "event_search s JOIN events e ON e.id = s.event_id",
                                 .condition = "s.words @@ to_tsquery('simple', {})",
                                 .rank = "-ts_rank('{{0.01, 0.1, 0.1, 1}}', s.words, to_tsquery('simple', {}))"};

}  // namespace

std::optional<WordSearch> word_search(kit::sql::Dialect dialect, std::string_view text) {
  std::vector<std::string> words = folded_words(text, words_limit);
  if (words.empty()) return std::nullopt;
  const bool is_sqlite = dialect == kit::sql::Dialect::sqlite;
  for (auto& word : words) word = is_sqlite ? fmt::format("\"{}\"*", word) : fmt::format("'{}':*", word);
  WordSearch search = is_sqlite ? sqlite_search : postgres_search;
  search.pattern = fmt::to_string(fmt::join(words, is_sqlite ? " " : " & "));
  return search;
}

void index_event(kit::sql::Transaction& transaction, const Event& event) {
  const EventContent& content = event.content;
  const Venue& venue = content.venue;
  transaction.execute(
      "INSERT INTO event_search (event_id, name, place, description) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (event_id) DO UPDATE SET name = excluded.name, place = excluded.place, "
      "description = excluded.description",
      event.id, folded(content.name),
      folded(fmt::format("{} {} {} {}", content.category, venue.name, venue.city, venue.country)),
      folded(content.description));
}

void remove_from_index(kit::sql::Transaction& transaction, const contracts::EventId& id) {
  transaction.execute("DELETE FROM event_search WHERE event_id = $1", id);
}

}  // namespace boxoffice::services::events
