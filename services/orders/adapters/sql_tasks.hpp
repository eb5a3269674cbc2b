#pragma once

// Tasks in SQL, claimed by a lease that a guarded update takes.

#include "kit/sql/database.hpp"
#include "services/orders/core/ports.hpp"

namespace boxoffice::services::orders {

inline constexpr std::chrono::seconds task_lease{15};

/// How a claim makes sure that nobody else has the task. Tests take the guard away to see what it is for.
enum class LeaseGuard : std::uint8_t { on, off };

/// Safe from any thread; `database` and `clock` outlive it.
class SqlTasks final : public TaskStore {
 public:
  SqlTasks(kit::sql::Database& database, const kit::base::Clock& clock, LeaseGuard guard = LeaseGuard::on)
      : database_(database), clock_(clock), guard_(guard) {}

  Task<std::vector<OrderTask>> claim(std::size_t limit) override;
  Task<> postpone(OrderTask task, Timestamp due_at) override;

 private:
  kit::sql::Database& database_;
  const kit::base::Clock& clock_;
  LeaseGuard guard_;
};

}  // namespace boxoffice::services::orders
