#include "services/notifications/adapters/announcements.hpp"

#include "kit/base/ensure.hpp"
#include "kit/json/json.hpp"
#include "kit/telemetry/trace.hpp"
#include "services/notifications/adapters/sql_copies.hpp"
#include "services/notifications/adapters/sql_notifications.hpp"

#include <utility>
#include <vector>

namespace boxoffice::services::notifications {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

Letter read_letter(const std::string& text) {
  auto letter = kit::json::from_json_lenient<Letter>(text);
  kit::base::ensure(letter.has_value(), "letters are what this service wrote itself");
  return *std::move(letter);
}

/// False when somebody else has moved the mark since.
bool move_mark(Transaction& transaction, const Announcement& announcement, const std::vector<Buyer>& buyers,
               CursorGuard guard) {
  const auto seen = guard == CursorGuard::on ? std::optional(announcement.last_user_id) : std::nullopt;
  return transaction.execute(
             "UPDATE announcements SET last_user_id = $4, people = people + $5 "
             "WHERE event_id = $1 AND version = $2 AND ($3 IS NULL OR last_user_id = $3)",
             announcement.event_id, announcement.version, seen, buyers.back().id, buyers.size()) == 1;
}

bool end(Transaction& transaction, const Announcement& announcement) {
  return transaction.execute("DELETE FROM announcements WHERE event_id = $1 AND version = $2 AND last_user_id = $3",
                             announcement.event_id, announcement.version, announcement.last_user_id) == 1;
}

}  // namespace

void announce(Transaction& transaction, const Announcement& announcement) {
  transaction.execute(
      "INSERT INTO announcements (event_id, version, english, german, happened_at, traceparent) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      announcement.event_id, announcement.version, kit::json::to_json(announcement.english),
      kit::json::to_json(announcement.german), announcement.happened_at, announcement.traceparent);
  transaction.notify(announcements_channel);
}

std::optional<Announcement> next_announcement(Session& session) {
  const auto row = session.query_one(
      "SELECT event_id, version, english, german, happened_at, traceparent, last_user_id, people FROM announcements "
      "WHERE event_id = (SELECT event_id FROM announcements ORDER BY happened_at, event_id LIMIT 1) "
      "ORDER BY version LIMIT 1");
  if (!row) return std::nullopt;
  return Announcement{.event_id = row->get<contracts::EventId>(0),
                      .version = row->get<std::int64_t>(1),
                      .english = read_letter(row->get<std::string>(2)),
                      .german = read_letter(row->get<std::string>(3)),
                      .happened_at = row->get<Timestamp>(4),
                      .traceparent = row->get<std::string>(5),
                      .last_user_id = row->get<contracts::UserId>(6),
                      .people = row->get<std::int64_t>(7)};
}

Task<bool> Announcer::tell() const {
  auto next = co_await parts_.database.read(next_announcement);
  if (!next) co_return false;
  co_await tell_batch(*std::move(next));
  co_return true;
}

Task<> Announcer::tell_batch(Announcement announcement) const {
  const Timestamp now = parts_.clock.now();
  const bool ended = co_await parts_.database.write([announcement, now, this](Transaction& transaction) {
    const auto buyers = buyers_of(transaction, announcement.event_id, announcement.happened_at,
                                  announcement.last_user_id, options_.batch);
    if (buyers.empty()) return end(transaction, announcement);
    if (!move_mark(transaction, announcement, buyers, options_.guard)) return false;
    for (const Buyer& buyer : buyers) {
      store_letter(transaction, parts_.ids.next_as<contracts::NotificationId>(), buyer.id,
                   buyer.language == Language::de ? announcement.german : announcement.english, now);
    }
    return false;
  });
  if (!ended) co_return;
  const auto trace = kit::telemetry::parse_traceparent(announcement.traceparent).value_or(kit::runtime::Trace{});
  parts_.telemetry.log.info("buyers_notified",
                            {{"event_id", announcement.event_id.str()},
                             {"kind", announcement.english.about.kind},
                             {"people", announcement.people}},
                            {.trace = trace});
}

}  // namespace boxoffice::services::notifications
