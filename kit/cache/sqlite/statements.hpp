#pragma once

// The SQL of the embedded cache.

#include "kit/base/time.hpp"
#include "kit/sql/database.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::cache::statements {

[[nodiscard]] std::optional<std::string> get(sql::Session& session, const std::string& key, base::Timestamp now);

/// Each write also deletes a few expired rows: more than it adds, so that they never pile up.
void set(sql::Transaction& transaction, const std::string& key, const std::string& value, base::Timestamp now,
         base::Timestamp expires_at);
void remove(sql::Transaction& transaction, const std::string& key);
[[nodiscard]] std::int64_t increment(sql::Transaction& transaction, const std::string& key, base::Timestamp now,
                                     base::Timestamp expires_at);
void decrement(sql::Transaction& transaction, const std::string& key, base::Timestamp now);
[[nodiscard]] std::vector<std::pair<std::string, std::string>> entries(sql::Session& session, const std::string& prefix,
                                                                       base::Timestamp now, std::size_t limit);

/// The id of the message. Also deletes a few that are older than a minute.
[[nodiscard]] std::int64_t publish(sql::Transaction& transaction, const std::string& channel,
                                   const std::string& payload, base::Timestamp now);

inline constexpr std::string_view last_message = "SELECT coalesce(max(id), 0) FROM channel_messages";
inline constexpr std::string_view messages_after =
    "SELECT id, channel, payload FROM channel_messages WHERE id > $1 ORDER BY id LIMIT $2";
inline constexpr std::size_t messages_at_once = 256;

}  // namespace boxoffice::kit::cache::statements
