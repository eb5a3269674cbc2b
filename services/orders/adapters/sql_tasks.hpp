#pragma once

// Tasks in SQL, claimed by a lease that a guarded update takes.

#include "kit/base/id.hpp"
#include "kit/sql/database.hpp"
#include "services/orders/adapters/sql_rows.hpp"
#include "services/orders/core/ports.hpp"

namespace boxoffice::services::orders {

/// Safe from any thread; the references outlive it.
class SqlTasks final : public TaskStore {
 public:
  SqlTasks(kit::sql::Database& database, const kit::base::Clock& clock, const kit::base::IdGenerator& ids,
           LeaseGuard guard = LeaseGuard::on)
      : database_(database), clock_(clock), ids_(ids), guard_(guard) {}

  Task<std::vector<OrderTask>> claim(std::size_t limit) override;
  Task<> postpone(OrderTask task, Timestamp due_at) override;

 private:
  kit::sql::Database& database_;
  const kit::base::Clock& clock_;
  const kit::base::IdGenerator& ids_;
  LeaseGuard guard_;
};

}  // namespace boxoffice::services::orders
