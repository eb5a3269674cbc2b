#include "services/tickets/adapters/sql_stock.hpp"

#include "kit/base/failure.hpp"
#include "services/tickets/adapters/sql_stock_reading.hpp"
#include "services/tickets/adapters/sql_stock_writing.hpp"
#include "services/tickets/adapters/stock_log.hpp"
#include "services/tickets/core/errors.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace boxoffice::services::tickets {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

constexpr int attempts = 8;  // for one command that others get in the way of

/// Refused for want of tickets, or of what a user may have, that an expired hold may still keep.
bool may_differ_after_sweep(const Outcome& outcome) {
  if (outcome) return false;
  const auto& code = outcome.error().code;
  return code == codes::sold_out || code == codes::hold_lost || code == codes::limit_exceeded;
}

Commands only(const Command& command) {
  return std::make_shared<const std::vector<Command>>(1, command);
}

}  // namespace

Task<std::vector<Outcome>> SqlStock::apply(contracts::EventId event_id, Commands commands) {
  auto applied = co_await try_apply(event_id, commands);
  if (!applied) co_return co_await apply_one_by_one(std::move(event_id), std::move(commands));
  if (!applied->has_more_expired) co_return std::move(applied->outcomes);
  // "Sold out" and "too many" must be the truth: those who were refused are asked again after the rest of the expired
  // holds.
  for (std::size_t index = 0; index < commands->size(); ++index) {
    if (!may_differ_after_sweep(applied->outcomes[index])) continue;
    Applied again{.has_more_expired = true};
    while (again.has_more_expired && (again.outcomes.empty() || may_differ_after_sweep(again.outcomes.front()))) {
      again = co_await apply_persistently(event_id, only((*commands)[index]));
    }
    applied->outcomes[index] = std::move(again.outcomes.front());
  }
  co_return std::move(applied->outcomes);
}

Task<std::vector<Outcome>> SqlStock::apply_one_by_one(contracts::EventId event_id, Commands commands) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(commands->size());
  for (const auto& command : *commands) {
    auto applied = co_await apply_persistently(event_id, only(command));
    outcomes.push_back(std::move(applied.outcomes.front()));
  }
  co_return outcomes;
}

Task<SqlStock::Applied> SqlStock::apply_persistently(contracts::EventId event_id, Commands commands) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (auto applied = co_await try_apply(event_id, commands)) co_return *std::move(applied);
  }
  throw kit::base::Unavailable("other writers of the event's stock are always faster");
}

Task<std::optional<SqlStock::Applied>> SqlStock::try_apply(contracts::EventId event_id, Commands commands) {
  try {
    auto applied = policy_ == StockPolicy::one_transaction ? apply_in_one(std::move(event_id), commands)
                                                           : apply_apart(std::move(event_id), commands);
    auto done = co_await std::move(applied);
    if (parts_.metrics) parts_.metrics->note(done.tally);
    if (parts_.log) log_announcements(*parts_.log, done.announcements, *commands);
    co_return done;
  } catch (const kit::sql::ConstraintViolation&) {
    co_return std::nullopt;
  } catch (const StaleStock&) {
    co_return std::nullopt;
  }
}

Task<SqlStock::Applied> SqlStock::apply_in_one(contracts::EventId event_id, Commands commands) {
  co_return co_await parts_.database.write([this, event_id, commands](Transaction& transaction) {
    const Timestamp now = parts_.clock.now();
    Stock stock = read_stock(transaction, event_id, *commands, now, Locking::rows);
    return decide_and_write(transaction, event_id, *commands, std::move(stock), now);
  });
}

Task<SqlStock::Applied> SqlStock::apply_apart(contracts::EventId event_id, Commands commands) {
  const Timestamp now = parts_.clock.now();
  const auto stock = co_await parts_.database.read([event_id, commands, now](Session& session) {
    return read_stock(session, event_id, *commands, now, Locking::none);
  });
  co_return co_await parts_.database.write([this, event_id, commands, stock, now](Transaction& transaction) {
    return decide_and_write(transaction, event_id, *commands, stock, now);
  });
}

SqlStock::Applied SqlStock::decide_and_write(Transaction& transaction, const contracts::EventId& event_id,
                                             const std::vector<Command>& commands, Stock stock, Timestamp now) const {
  const std::vector<TypeStock> before = stock.types;
  BatchDecision decision = decide_batch(std::move(stock), commands, now, times_, parts_.ids);
  write_batch(transaction,
              {.event_id = event_id,
               .commands = commands,
               .types_before = before,
               .decision = decision,
               .now = now,
               .guard = policy_ == StockPolicy::unguarded ? HoldGuard::off : HoldGuard::on},
              parts_.outbox);
  parts_.in_batch();
  const StockTally tally = tally_of(decision);
  return {.outcomes = std::move(decision.outcomes),
          .has_more_expired = decision.stock.has_more_expired,
          .tally = tally,
          .announcements = std::move(decision.announcements)};
}

Task<std::optional<contracts::EventId>> SqlStock::event_of(contracts::OrderId order_id) {
  co_return co_await parts_.database.read([order_id](Session& session) -> std::optional<contracts::EventId> {
    const auto row = session.query_one("SELECT event_id FROM holds WHERE order_id = $1", order_id);
    if (!row) return std::nullopt;
    return row->get<contracts::EventId>(0);
  });
}

Task<bool> SqlStock::bury(contracts::OrderId order_id) {
  co_return co_await parts_.database.write([this, order_id](Transaction& transaction) {
    return transaction.execute(
               "INSERT INTO holds (order_id, user_id, event_id, status, expires_at, extensions, "
               "currency) VALUES ($1, '', '', 'CANCELLED', $2, 0, '') ON CONFLICT DO NOTHING",
               order_id, parts_.clock.now()) == 1;
  });
}

Task<std::vector<contracts::EventId>> SqlStock::events_with_expired_holds() {
  co_return co_await parts_.database.read([now = parts_.clock.now()](Session& session) {
    std::vector<contracts::EventId> events;
    for (const auto& row :
         session.query("SELECT DISTINCT event_id FROM holds WHERE status = 'HELD' AND expires_at <= $1", now)) {
      events.push_back(row.get<contracts::EventId>(0));
    }
    return events;
  });
}

}  // namespace boxoffice::services::tickets
