#include "kit/messaging/relay.hpp"

#include "kit/messaging/outbox.hpp"
#include "kit/runtime/timeout.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace boxoffice::kit::messaging {

/// A batch and the moment until which this relay may publish it.
struct Relay::Look {
  std::vector<std::int64_t> positions{};
  std::vector<Message> messages{};
  base::Timestamp lease_until{};  // in the past when another relay holds the lease
};

namespace {

using Positions = std::vector<std::int64_t>;

constexpr std::chrono::seconds count_every{5};

void read_batch(sql::Session& session, std::size_t limit, Positions& positions, std::vector<Message>& messages) {
  const auto rows = session.query(
      "SELECT position, id, source, topic, type, subject, time, traceparent, dataversion, data FROM outbox "
      "WHERE published_at IS NULL ORDER BY position LIMIT $1",
      limit);
  positions.reserve(rows.size());
  messages.reserve(rows.size());
  for (const auto& row : rows) {
    positions.push_back(row.get<std::int64_t>(0));
    messages.push_back({.id = row.get<std::string>(1),
                        .topic = row.get<std::string>(3),
                        .source = row.get<std::string>(2),
                        .type = row.get<std::string>(4),
                        .subject = row.get<std::string>(5),
                        .time = row.get<base::Timestamp>(6),
                        .traceparent = row.get<std::string>(7),
                        .dataversion = row.get<std::int64_t>(8),
                        .data = row.get<std::string>(9)});
  }
}

/// Until when `owner` holds the lease; the epoch when it does not.
base::Timestamp read_lease(sql::Session& session, const std::string& owner) {
  const auto row = session.query_one("SELECT lease_until FROM outbox_relay WHERE line = 1 AND owner = $1", owner);
  return row ? row->get<base::Timestamp>(0) : base::Timestamp{};
}

/// Takes the lease if it is ours or has expired. `now` is read inside the transaction: an older one would misjudge the
/// others. A lease further in the future than one can be is a leftover from before the wall clock was set back.
bool claim(sql::Transaction& transaction, const RelayOptions& options, base::Timestamp now) {
  return transaction.execute(
             "UPDATE outbox_relay SET owner = $1, lease_until = $2 "
             "WHERE line = 1 AND (owner = $1 OR lease_until <= $3 OR lease_until > $4)",
             options.owner, now + options.lease, now, now + 2 * options.lease) == 1;
}

/// One UPDATE per run of neighbouring positions: one in all on SQLite, few on PostgreSQL, where a gap may be the row
/// of a transaction that has not committed yet and must not be marked.
void mark(sql::Transaction& transaction, const Positions& positions, base::Timestamp now) {
  for (auto first = positions.begin(); first != positions.end();) {
    const auto gap =
        std::adjacent_find(first, positions.end(), [](auto left, auto right) { return right != left + 1; });
    const auto last = gap == positions.end() ? std::prev(gap) : gap;
    transaction.execute("UPDATE outbox SET published_at = $1 WHERE position BETWEEN $2 AND $3 AND published_at IS NULL",
                        now, *first, *last);
    first = std::next(last);
  }
}

}  // namespace

Relay::Relay(sql::Database& database, MessageLog& log, const base::Clock& clock, RelayOptions options,
             std::optional<telemetry::Gauge> unpublished)
    : database_(database), log_(log), clock_(clock), options_(std::move(options)), unpublished_(unpublished) {}

runtime::Task<bool> Relay::tick() {
  Look batch = co_await look();
  const auto time_left = batch.lease_until - clock_.now();
  if (batch.messages.empty() || time_left <= std::chrono::milliseconds{0}) {
    co_await count_unpublished();
    co_return false;
  }

  const bool has_more = batch.messages.size() == options_.batch_limit;
  co_await runtime::with_timeout(runtime::Deadline::after(time_left), "publish outbox",
                                 log_.publish(std::move(batch.messages)));
  co_await mark_published(std::move(batch.positions));
  co_await count_unpublished();
  co_return has_more;
}

/// Reads a batch; when there is one and the lease is not ours for much longer, claims it and reads again, because
/// whoever had it may have published in between.
runtime::Task<Relay::Look> Relay::look() {
  const auto now = clock_.now();
  auto seen = co_await database_.read([options = options_, now](sql::Session& session) {
    Look found{.lease_until = options.is_exclusive ? read_lease(session, options.owner) : now + options.lease};
    read_batch(session, options.batch_limit, found.positions, found.messages);
    return found;
  });
  const bool holds_lease = seen.lease_until > now + options_.lease / 2 && seen.lease_until <= now + options_.lease;
  if (seen.messages.empty() || holds_lease) co_return seen;

  co_return co_await database_.write([options = options_, &clock = clock_](sql::Transaction& transaction) {
    const auto now_locked = clock.now();
    Look found;
    if (!claim(transaction, options, now_locked)) return found;
    found.lease_until = now_locked + options.lease;
    read_batch(transaction, options.batch_limit, found.positions, found.messages);
    return found;
  });
}

runtime::Task<> Relay::mark_published(Positions positions) {
  co_await database_.write([options = options_, now = clock_.now(), positions](sql::Transaction& transaction) {
    mark(transaction, positions, now);
    if (options.is_exclusive) {
      transaction.execute("UPDATE outbox_relay SET lease_until = $1 WHERE line = 1 AND owner = $2", now + options.lease,
                          options.owner);
    }
  });
}

runtime::Task<> Relay::count_unpublished() {
  if (!unpublished_ || clock_.steady_now() < counted_at_ + count_every) co_return;
  counted_at_ = clock_.steady_now();
  unpublished_->set(static_cast<double>(co_await database_.read([](sql::Session& session) {
    return session.query_one("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL")->get<std::int64_t>(0);
  })));
}

namespace {

/// What the worker's copies share. The listening dies first, so that nothing wakes a dead relay.
struct RelayWorker {
  Relay relay;
  sql::Listening listening{};
};

runtime::Task<bool> tick(std::shared_ptr<RelayWorker> worker) {
  co_return co_await worker->relay.tick();
}

}  // namespace

runtime::Worker outbox_relay(sql::Database& database, MessageLog& log, const base::Clock& clock, std::string instance,
                             telemetry::Metrics* metrics) {
  std::optional<telemetry::Gauge> unpublished;
  if (metrics != nullptr) {
    unpublished = metrics->gauge("outbox_unpublished", "Messages in the outbox that are not published yet.");
  }
  const auto shared =
      std::make_shared<RelayWorker>(Relay(database, log, clock, {.owner = std::move(instance)}, unpublished));
  runtime::Worker worker{.name = "outbox_relay", .tick = [shared] { return tick(shared); }};
  shared->listening = database.listen(std::string(outbox_channel), [wakeup = worker.wakeup] { wakeup.notify(); });
  return worker;
}

}  // namespace boxoffice::kit::messaging
