#pragma once

// Figures about orders over time, computed where the rows are.

#include "kit/base/error.hpp"
#include "kit/sql/database.hpp"
#include "services/orders/adapters/http_json.hpp"

#include <chrono>

namespace boxoffice::services::orders {

inline constexpr std::int64_t buckets_limit = 400;

/// A question with its defaults filled in.
struct StatisticsQuestion {
  kit::base::Timestamp from{};
  kit::base::Timestamp to{};
  std::chrono::milliseconds bucket{};
  std::optional<contracts::EventId> event_id{};
  bool by_event = false;
};

/// Fills in the defaults: the last 24 buckets up to `now`. VALIDATION_FAILED when the span is empty or has more than
/// buckets_limit buckets.
[[nodiscard]] kit::base::Result<StatisticsQuestion> question_of(const StatisticsQuery& query, kit::base::Timestamp now);

/// Every bucket of the span, also empty ones. An order counts in the bucket in which it was created.
[[nodiscard]] kit::runtime::Task<Statistics> statistics(kit::sql::Database& database, StatisticsQuestion question);

}  // namespace boxoffice::services::orders
