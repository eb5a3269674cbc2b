#include "services/orders/adapters/sql_statistics.hpp"

#include <map>
#include <string>
#include <utility>

namespace boxoffice::services::orders {

using kit::base::Money;
using kit::base::Timestamp;
using kit::runtime::Task;
using kit::sql::Row;
using kit::sql::Session;

namespace {

constexpr std::int64_t default_buckets = 24;

std::chrono::milliseconds width_of(const std::string& bucket) {
  if (bucket == "minute") return std::chrono::minutes{1};
  if (bucket == "hour") return std::chrono::hours{1};
  return std::chrono::hours{24};
}

Timestamp begin_of_bucket(Timestamp time, std::chrono::milliseconds width) {
  return Timestamp{time.time_since_epoch() / width * width};
}

void add_money(std::vector<Money>& sums, std::int64_t amount, const std::string& currency) {
  for (auto& sum : sums) {
    if (sum.currency == currency) {
      sum.amount += amount;
      return;
    }
  }
  sums.push_back({.amount = amount, .currency = currency});
}

/// One group of orders with the same status and currency.
struct Group {
  std::string status{};
  std::string currency{};
  std::int64_t orders = 0;
  std::int64_t tickets = 0;
  std::int64_t amount = 0;
};

Group read_group(const Row& row) {
  return {.status = row.get<std::string>(1),
          .currency = row.get<std::string>(2),
          .orders = row.get<std::int64_t>(3),
          .tickets = row.get<std::int64_t>(4),
          .amount = row.get<std::int64_t>(5)};
}

void add(StatisticsBucket& bucket, const Group& group) {
  bucket.created += group.orders;
  if (group.status == "CONFIRMED") {
    bucket.confirmed += group.orders;
    bucket.tickets += group.tickets;
    add_money(bucket.revenue, group.amount, group.currency);
  }
  if (group.status == "CANCELLED") bucket.cancelled += group.orders;
  if (group.status == "EXPIRED") bucket.expired += group.orders;
  if (group.status == "REFUNDED") bucket.refunded += group.orders;
}

std::vector<StatisticsBucket> count_by_time(Session& session, const StatisticsQuestion& question) {
  std::map<Timestamp, StatisticsBucket> buckets;
  for (Timestamp at = question.from; at < question.to; at += question.bucket) buckets[at].at = at;
  // Integer division is the same on every engine.
  const auto rows = session.query(
      "SELECT created_at / $3 * $3, status, currency, count(*), sum(ticket_quantity), sum(total_amount) FROM orders "
      "WHERE created_at >= $1 AND created_at < $2 AND status NOT IN ('RESERVING', 'REJECTED') "
      "AND ($4 IS NULL OR event_id = $4) GROUP BY 1, status, currency",
      question.from, question.to, question.bucket.count(), question.event_id);
  for (const auto& row : rows) {
    const auto found = buckets.find(row.get<Timestamp>(0));
    if (found != buckets.end()) add(found->second, read_group(row));
  }
  std::vector<StatisticsBucket> in_order;
  in_order.reserve(buckets.size());
  for (auto& [at, bucket] : buckets) in_order.push_back(std::move(bucket));
  return in_order;
}

std::vector<EventStatistics> count_by_event(Session& session, const StatisticsQuestion& question) {
  std::map<std::string, EventStatistics> events;
  const auto rows = session.query(
      "SELECT event_id, status, currency, count(*), sum(ticket_quantity), sum(total_amount) FROM orders "
      "WHERE created_at >= $1 AND created_at < $2 AND status = 'CONFIRMED' "
      "AND ($3 IS NULL OR event_id = $3) GROUP BY event_id, status, currency",
      question.from, question.to, question.event_id);
  for (const auto& row : rows) {
    const Group group = read_group(row);
    auto& event = events[row.get<std::string>(0)];
    event.event_id = row.get<contracts::EventId>(0);
    event.orders += group.orders;
    event.tickets += group.tickets;
    add_money(event.revenue, group.amount, group.currency);
  }
  std::vector<EventStatistics> in_order;
  in_order.reserve(events.size());
  for (auto& [id, event] : events) in_order.push_back(std::move(event));
  return in_order;
}

}  // namespace

kit::base::Result<StatisticsQuestion> question_of(const StatisticsQuery& query, Timestamp now) {
  const auto width = width_of(query.bucket);
  const Timestamp to = query.to.value_or(begin_of_bucket(now, width) + width);
  const Timestamp from = begin_of_bucket(query.from.value_or(to - default_buckets * width), width);
  if (from >= to) return kit::base::fail_field("?to", "must be after from");
  if ((to - from + width - std::chrono::milliseconds{1}) / width > buckets_limit) {
    return kit::base::fail_field("?from", "gives more than 400 buckets; choose a shorter span or larger buckets");
  }
  return StatisticsQuestion{
      .from = from, .to = to, .bucket = width, .event_id = query.event_id, .by_event = query.group_by.has_value()};
}

Task<Statistics> statistics(kit::sql::Database& database, StatisticsQuestion question) {
  co_return co_await database.read([question](Session& session) {
    Statistics answer{.buckets = count_by_time(session, question)};
    if (question.by_event) answer.by_event = count_by_event(session, question);
    return answer;
  });
}

}  // namespace boxoffice::services::orders
