#pragma once

// The index of words in which events are found: FTS5 on SQLite, tsvector on PostgreSQL. The only place of this service
// that knows engines apart.

#include "kit/sql/database.hpp"
#include "services/events/core/event.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::events {

/// A search as parts of a SELECT over `events e`. `{}` of a part stands for the parameter that binds `pattern`.
struct WordSearch {
  std::string_view source;     // in place of "events e" after FROM
  std::string_view condition;  // with {}
  std::string_view rank;       // with {}; less is better: the name counts most, then category and place, then the text
  std::string pattern{};
};

/// Finds events that have every word of `text`, or a word that begins with it. Whatever people type is only words: no
/// quote or operator reaches the engine. Nullopt when there is no word in it.
[[nodiscard]] std::optional<WordSearch> word_search(kit::sql::Dialect dialect, std::string_view text);

/// Puts the event's words into the index, in place of those it had.
void index_event(kit::sql::Transaction& transaction, const Event& event);
void remove_from_index(kit::sql::Transaction& transaction, const contracts::EventId& id);

}  // namespace boxoffice::services::events
