#pragma once

// What the use cases need from outside. Real parts are in adapters/, fakes in tests/fakes.hpp.

#include "contracts/calls/payments_calls.hpp"
#include "contracts/calls/tickets_calls.hpp"
#include "contracts/ids.hpp"
#include "kit/base/error.hpp"
#include "kit/runtime/context.hpp"
#include "kit/runtime/task.hpp"
#include "services/orders/core/order.hpp"
#include "services/orders/core/saga.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::services::orders {

using kit::base::Result;
using kit::base::Timestamp;
using kit::runtime::Context;
using kit::runtime::Task;

/// A keyed request to place an order: whose, under which key, and what was asked (a fingerprint of it).
struct PlaceKey {
  contracts::UserId user_id{};
  std::string key{};
  std::string fingerprint{};
  std::string attempt{};  // tells this attempt from others under the same key
};

/// An answer as it was, or will be, given and kept.
struct KeptAnswer {
  int status = 0;
  std::string body{};
  bool replayed = false;
  contracts::OrderId order_id{};  // of the order that was placed; empty for a refusal and for a replay
};

/// Renders the answer of an order as it is. May run on a database's thread, and more than once.
using RenderAnswer = std::function<KeptAnswer(const Order&)>;

struct OrderFilter {
  std::optional<contracts::UserId> user_id{};
  std::optional<contracts::EventId> event_id{};
  std::optional<OrderStatus> status{};
  std::optional<Timestamp> from{};  // created_at >= from
  std::optional<Timestamp> to{};    // created_at < to
  bool oldest_first = false;
  std::optional<std::string> after{};  // id of the last order of the page before
  std::size_t limit = 20;
};

/// A piece of work that somebody has to finish.
struct OrderTask {
  contracts::OrderId order_id{};
  TaskKind kind = TaskKind::confirm;
  std::optional<std::string> reason{};
  std::int64_t attempts = 0;           // claims so far, this one included
  kit::runtime::Trace trace{};         // of what asked for it
  std::optional<std::string> claim{};  // by which its bearer holds it; absent: run on the side of whoever holds it
};

/// An order whose placing stopped half-way, with the key that leads on.
struct HalfPlaced {
  contracts::OrderId id{};
  PlaceKey key{};
  kit::runtime::Trace trace{};  // of the request that began it
};

/// What T1 of placing an order found.
struct Begun {
  std::optional<KeptAnswer> replay{};  // the key was used before and is done
  Order order{};                       // else the order to go on with
};

/// What T2 of placing an order came to: an answer, or the task (held) that has to be done before there is one.
struct Placed {
  Order order{};
  std::optional<KeptAnswer> answer{};
  std::optional<OrderTask> task{};
};

/// Orders and what is kept with them. Every change of a status is a step of the saga, taken only if the order still is
/// in the state that the step begins with, in one transaction with its message and tasks.
class OrderStore {
 public:
  virtual ~OrderStore() = default;

  /// T1: takes the key and makes `order` (RESERVING), or finds what an earlier attempt made. REQUEST_IN_PROGRESS,
  /// IDEMPOTENCY_KEY_REUSED. An `order` without an id is not made: base::Unavailable when there is nothing to find.
  virtual Task<Result<Begun>> begin(Context context, PlaceKey key, Order order) = 0;
  /// T2: the order as reserved becomes PENDING and its answer is kept. An order without money goes on to be confirmed
  /// first, so its answer is not kept yet. A `status` other than PENDING: its event was cancelled meanwhile.
  virtual Task<Placed> reserved(Context context, PlaceKey key, Order order, RenderAnswer render) = 0;
  /// The reservation was refused: nothing of the order remains to be seen; `answer` is kept, or the key freed.
  virtual Task<> refused(PlaceKey key, contracts::OrderId id, std::optional<KeptAnswer> answer) = 0;
  /// Keeps the order as it is now as the key's answer.
  virtual Task<KeptAnswer> keep_answer(PlaceKey key, contracts::OrderId id, RenderAnswer render) = 0;
  /// Orders whose placing stopped half-way and whose turn it is, longest due first. Each has its next turn after
  /// resume_pause().
  virtual Task<std::vector<HalfPlaced>> claim_half_placed(std::size_t limit) = 0;

  /// Takes the step that the saga has for this trigger, and none when it has none for the order as it is. `reason`
  /// stands instead of the step's own. The order as it is afterwards; nullopt when there is no such order.
  virtual Task<std::optional<Order>> take_step(Context context, contracts::OrderId id, Trigger trigger,
                                               std::optional<std::string> reason) = 0;
  /// The same in one transaction with the end of the task that led to it. Without a trigger the task just ends. A task
  /// that its bearer does not hold any more, because another one claimed it or it was asked for anew, stays. The step
  /// is taken all the same: what tickets or payments answered is a fact, whoever asked, and the step is guarded by
  /// status.
  virtual Task<std::optional<Order>> finish_task(Context context, OrderTask task, std::optional<Trigger> trigger) = 0;

  /// Visible orders only.
  virtual Task<std::optional<Order>> find(contracts::OrderId id) = 0;
  virtual Task<std::vector<Order>> list(OrderFilter filter) = 0;

  /// A person wants to cancel: remembered as a task that the caller holds, so that a worker can go on. Nullopt unless
  /// PENDING.
  virtual Task<std::optional<OrderTask>> want_cancel(Context context, contracts::OrderId id, std::string reason) = 0;
  /// Copies an extension that tickets has granted.
  virtual Task<std::optional<Order>> extended(contracts::OrderId id, std::int64_t number, Timestamp expires_at) = 0;

  /// Gives tasks to at most `limit` orders of cancelled events that are not over yet; true when there may be more.
  virtual Task<bool> cancel_orders_of_cancelled_events(std::size_t limit) = 0;
};

/// Tasks are claimed by a lease; whoever holds it works, and when the lease runs out another may. A task that is asked
/// for anew is held by nobody.
class TaskStore {
 public:
  virtual ~TaskStore() = default;
  virtual Task<std::vector<OrderTask>> claim(std::size_t limit) = 0;
  /// Try again at `due_at`; nothing for a task that its bearer does not hold any more.
  virtual Task<> postpone(OrderTask task, Timestamp due_at) = 0;
};

/// The tickets service. All calls are idempotent per order and throw base::Unavailable when there is no answer.
class Tickets {
 public:
  virtual ~Tickets() = default;
  /// SOLD_OUT, SALES_CLOSED, LIMIT_EXCEEDED, HOLD_LOST, NOT_FOUND.
  virtual Task<Result<contracts::Reservation>> reserve(Context context, contracts::ReserveTickets wanted) = 0;
  /// HOLD_LOST.
  virtual Task<Result<void>> confirm(Context context, contracts::OrderId id) = 0;
  virtual Task<Result<void>> cancel(Context context, contracts::OrderId id, contracts::CancelTickets how) = 0;
  /// HOLD_LOST, SALES_CLOSED.
  virtual Task<Result<contracts::HoldExtended>> extend(Context context, contracts::OrderId id, std::int64_t number) = 0;
};

/// The payments service. All calls are idempotent per order and throw base::Unavailable when there is no answer.
class Payments {
 public:
  virtual ~Payments() = default;
  /// ORDER_NOT_PAYABLE; PAYMENT_IN_PROGRESS for cash where a card is being charged or was.
  virtual Task<Result<void>> start(Context context, contracts::StartPayment payment) = 0;
  virtual Task<Result<contracts::GateClosed>> close(Context context, contracts::OrderId id, bool unless_open) = 0;
  /// NOT_FOUND when nothing was taken.
  virtual Task<Result<void>> refund(Context context, contracts::OrderId id, std::string reason) = 0;
};

}  // namespace boxoffice::services::orders
