#pragma once

// Orders in SQL: what the use cases keep and how they find it again.

#include "kit/base/id.hpp"
#include "kit/sql/database.hpp"
#include "services/orders/adapters/sql_rows.hpp"
#include "services/orders/adapters/sql_steps.hpp"
#include "services/orders/core/ports.hpp"

namespace boxoffice::services::orders {

/// Safe from any thread; the references outlive it.
class SqlOrders final : public OrderStore {
 public:
  SqlOrders(kit::sql::Database& database, const SqlSteps& steps, const kit::base::Clock& clock,
            const kit::base::IdGenerator& ids, LeaseGuard guard = LeaseGuard::on)
      : database_(database), steps_(steps), clock_(clock), ids_(ids), guard_(guard) {}

  Task<Result<Begun>> begin(Context context, PlaceKey key, Order order) override;
  Task<Placed> reserved(Context context, PlaceKey key, Order order, RenderAnswer render) override;
  Task<> refused(PlaceKey key, contracts::OrderId id, std::optional<KeptAnswer> answer) override;
  Task<KeptAnswer> keep_answer(PlaceKey key, contracts::OrderId id, RenderAnswer render) override;
  Task<std::vector<HalfPlaced>> claim_half_placed(std::size_t limit) override;
  Task<std::optional<Order>> take_step(Context context, contracts::OrderId id, Trigger trigger,
                                       std::optional<std::string> reason) override;
  Task<std::optional<Order>> finish_task(Context context, OrderTask task, std::optional<Trigger> trigger) override;
  Task<std::optional<Order>> find(contracts::OrderId id) override;
  Task<std::vector<Order>> list(OrderFilter filter) override;
  Task<std::optional<OrderTask>> want_cancel(Context context, contracts::OrderId id, std::string reason) override;
  Task<std::optional<Order>> extended(contracts::OrderId id, std::int64_t number, Timestamp expires_at) override;
  Task<bool> cancel_orders_of_cancelled_events(std::size_t limit) override;

 private:
  kit::sql::Database& database_;
  const SqlSteps& steps_;
  const kit::base::Clock& clock_;
  const kit::base::IdGenerator& ids_;
  LeaseGuard guard_;
};

}  // namespace boxoffice::services::orders
