#include "app/audit/invariants.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string_view>
#include <utility>

// I3 and I6: what the orders service answered under a key, and what it keeps.

namespace boxoffice::app::audit {

namespace {

using kit::sql::Session;

constexpr std::size_t page = 1000;

/// Where a page of keys ends.
struct Position {
  std::string caller{};
  std::string key{};
};

constexpr std::string_view select_answers =
    "SELECT k.caller, k.key, k.resource_id, o.status, o.user_id, o.place_key, k.body FROM idempotency_keys k "
    "LEFT JOIN orders o ON o.id = k.resource_id "
    "WHERE k.route = 'POST /api/orders' AND k.status = 201 AND (k.caller, k.key) > ($1, $2) "
    "ORDER BY k.caller, k.key LIMIT $3";

// Keys are kept for a day at least; after that the same text is another key.
constexpr std::string_view select_double_keys =
    "SELECT user_id, place_key, COUNT(*) FROM orders WHERE status <> 'REJECTED' GROUP BY user_id, place_key "
    "HAVING COUNT(*) > 1 AND MAX(created_at) - MIN(created_at) < 86400000 LIMIT $1";

constexpr std::string_view count_keys = "SELECT COUNT(*) FROM orders WHERE status <> 'REJECTED'";

std::string answer_subject(const kit::sql::Row& row) {
  return fmt::format("order {} of user {}", row.get<std::string>(2), row.get<std::string>(0));
}

bool is_visible(const std::optional<std::string>& status) {
  return status && *status != "RESERVING" && *status != "REJECTED";
}

/// Judges one page of answers; false when it was the last.
bool check_answers(Session& session, Position& position, Verdict& verdict) {
  const auto rows = session.query(select_answers, position.caller, position.key, page);
  for (const auto& row : rows) {
    ++verdict.checked;
    const auto status = row.get<std::optional<std::string>>(3);
    if (!is_visible(status)) {
      verdict.violate(answer_subject(row), fmt::format("was answered with 201 and is {}", status.value_or("nowhere")));
    } else if (row.get<std::string>(4) != row.get<std::string>(0)) {
      verdict.violate(answer_subject(row), "was answered with 201 and belongs to somebody else");
    }
  }
  if (rows.size() < page) return false;
  position = {.caller = rows.back().get<std::string>(0), .key = rows.back().get<std::string>(1)};
  return true;
}

/// Judges one page of keys; false when it was the last.
bool check_keys(Session& session, Position& position, Verdict& verdict) {
  const auto rows = session.query(select_answers, position.caller, position.key, page);
  for (const auto& row : rows) {
    const auto place_key = row.get<std::optional<std::string>>(5);
    const auto body = row.get<std::optional<std::string>>(6).value_or("");
    if (place_key && *place_key != row.get<std::string>(1)) {
      verdict.violate(answer_subject(row), "was made under another key than the one that answers it");
    } else if (!body.contains(row.get<std::string>(2))) {
      verdict.violate(answer_subject(row), "has a key whose answer names another order");
    }
  }
  if (rows.size() < page) return false;
  position = {.caller = rows.back().get<std::string>(0), .key = rows.back().get<std::string>(1)};
  return true;
}

void check_double_keys(Session& session, Verdict& verdict) {
  verdict.checked = session.query_one(count_keys)->get<std::int64_t>(0);
  for (const auto& row : session.query(select_double_keys, violations_limit)) {
    verdict.violate(fmt::format("key {} of user {}", row.get<std::string>(1), row.get<std::string>(0)),
                    fmt::format("has {} orders", row.get<std::int64_t>(2)));
  }
}

}  // namespace

kit::runtime::Task<Verdict> answered_orders_exist(Stores stores, Timestamp /*now*/) {
  co_return co_await stores.at("orders").get().read([](Session& session) {
    Verdict verdict;
    for (Position position; check_answers(session, position, verdict);) {
    }
    return verdict;
  });
}

kit::runtime::Task<Verdict> one_key_one_order(Stores stores, Timestamp /*now*/) {
  co_return co_await stores.at("orders").get().read([](Session& session) {
    Verdict verdict;
    check_double_keys(session, verdict);
    for (Position position; check_keys(session, position, verdict);) {
    }
    return verdict;
  });
}

}  // namespace boxoffice::app::audit
