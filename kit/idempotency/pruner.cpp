#include "kit/idempotency/idempotency.hpp"

#include <cstdint>

namespace boxoffice::kit::idempotency {

namespace {

constexpr std::chrono::minutes pruning_interval{5};
constexpr std::int64_t batch = 1'000;  // rows deleted in one transaction

constexpr std::string_view delete_old =
    "DELETE FROM idempotency_keys WHERE (caller, route, key) IN "
    "(SELECT caller, route, key FROM idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2)";

class Pruner {
 public:
  Pruner(sql::Database& database, const base::Clock& clock) : database_(database), clock_(clock) {}

  runtime::Task<bool> tick() {
    auto step = [before = clock_.now() - kept_for](sql::Transaction& transaction) {
      return transaction.execute(delete_old, before, batch);
    };
    co_return co_await database_.write(std::move(step)) == batch;
  }

 private:
  sql::Database& database_;
  const base::Clock& clock_;
};

}  // namespace

runtime::Worker idempotency_pruner(sql::Database& database, const base::Clock& clock) {
  auto pruner = std::make_shared<Pruner>(database, clock);
  return {.name = "idempotency_pruner", .interval = pruning_interval, .tick = [pruner] { return pruner->tick(); }};
}

}  // namespace boxoffice::kit::idempotency
