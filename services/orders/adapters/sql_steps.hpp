#pragma once

// Taking a step of the saga inside a transaction: status, history, message and tasks together or not at all.

#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/log.hpp"
#include "services/orders/core/ports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::services::orders {

/// Whether a step is written only if the order still is in the state that it begins with. Tests take the guard away to
/// see what it is for.
enum class StatusGuard : std::uint8_t { on, off };

/// Used by the store and by message handlers. Immutable; `outbox` and `clock` outlive it. The ends of an order are
/// logged here (order_confirmed, order_cancelled, order_expired, order_refunded); should the commit fail, the line
/// comes again with the step.
class SqlSteps {
 public:
  SqlSteps(const kit::messaging::Outbox& outbox, const kit::base::Clock& clock, kit::telemetry::Log log,
           StatusGuard guard = StatusGuard::on)
      : outbox_(outbox), clock_(clock), log_(std::move(log)), guard_(guard) {}

  /// The order after the step, or as it is when the saga has none for it; nullopt when there is no such order.
  std::optional<Order> take(kit::sql::Transaction& transaction, const Context& context, const contracts::OrderId& id,
                            Trigger trigger, const std::optional<std::string>& reason) const;

  /// The same for an order as the caller knows it. Throws base::Unavailable when it has moved on meanwhile.
  std::optional<Order> take(kit::sql::Transaction& transaction, const Context& context, Order order, Trigger trigger,
                            const std::optional<std::string>& reason) const;

 private:
  const kit::messaging::Outbox& outbox_;
  const kit::base::Clock& clock_;
  kit::telemetry::Log log_;
  StatusGuard guard_;
};

}  // namespace boxoffice::services::orders
