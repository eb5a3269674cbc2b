#pragma once

// Row 1 of the purchase: placing an order. Two transactions with one call between them; whoever finds it half-way goes
// on from there.

#include "kit/base/id.hpp"
#include "services/orders/core/ports.hpp"
#include "services/orders/core/task_runner.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace boxoffice::services::orders {

/// Valid by the rules of the border: see PlaceOrder in adapters/http_json.hpp.
struct Wanted {
  contracts::EventId event_id{};
  std::vector<OrderItem> items{};
  std::optional<std::string> payment_token{};
};

inline constexpr std::chrono::seconds resume_after{15};  // a worker goes on with what a crash left half-way
inline constexpr std::chrono::seconds longest_resume_pause{60};

/// Until the next try to finish an order that was begun `age` ago: about as long as it has taken so far.
[[nodiscard]] std::chrono::milliseconds resume_pause(std::chrono::milliseconds age);

/// How answers look that are kept as the key's.
struct Rendering {
  RenderAnswer order{};
  std::function<KeptAnswer(const kit::base::Error&)> refusal{};
};

/// Stateless; safe from any thread. The references outlive it.
class Placing {
 public:
  /// `after_reserve` is called between the reservation and T2: a place where a crash hurts.
  Placing(OrderStore& store, TaskStore& tasks, Tickets& tickets, const TaskRunner& runner,
          const kit::base::Clock& clock, const kit::base::IdGenerator& ids, std::function<void()> after_reserve)
      : store_(store),
        tasks_(tasks),
        tickets_(tickets),
        runner_(runner),
        clock_(clock),
        ids_(ids),
        after_reserve_(std::move(after_reserve)) {}

  /// The answer to keep and to give. Errors are those that are not kept: REQUEST_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED,
  /// NOT_FOUND. Throws base::Unavailable when tickets gives no answer: a repeat with the same key goes on.
  Task<Result<KeptAnswer>> place(Context context, PlaceKey key, Wanted wanted, Rendering rendering) const;
  /// As if the buyer had repeated the request: the key leads to the order that is there. The same errors; also
  /// base::Unavailable when the buyer was faster and nothing is left to go on with.
  Task<Result<KeptAnswer>> resume(Context context, PlaceKey key, Rendering rendering) const;

 private:
  Task<Result<KeptAnswer>> go_on(Context context, PlaceKey key, Order draft, Rendering rendering) const;
  Task<Result<KeptAnswer>> reserve(Context context, PlaceKey key, Order order, Rendering rendering) const;
  Task<Result<KeptAnswer>> refuse(PlaceKey key, contracts::OrderId id, kit::base::Error error,
                                  Rendering rendering) const;
  Task<KeptAnswer> confirm_free(Context context, PlaceKey key, OrderTask task, Rendering rendering) const;

  OrderStore& store_;
  TaskStore& tasks_;
  Tickets& tickets_;
  const TaskRunner& runner_;
  const kit::base::Clock& clock_;
  const kit::base::IdGenerator& ids_;
  std::function<void()> after_reserve_;
};

}  // namespace boxoffice::services::orders
