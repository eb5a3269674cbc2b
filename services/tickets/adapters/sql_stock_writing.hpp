#pragma once

// Writes what a batch decided: by sets, every change guarded by what was read.

#include "kit/messaging/outbox.hpp"
#include "kit/sql/database.hpp"
#include "services/tickets/core/decide_batch.hpp"

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace boxoffice::services::tickets {

/// Somebody has changed in between what was decided on: read again, decide again.
class StaleStock : public std::runtime_error {
 public:
  StaleStock() : std::runtime_error("the stock has changed since it was read") {}
};

/// Whether a hold changes only from the state in which it was read.
enum class HoldGuard : std::uint8_t {
  on,
  off,  // only for tests that show what the guard prevents
};

struct WrittenBatch {
  const contracts::EventId& event_id;
  const std::vector<Command>& commands;
  const std::vector<TypeStock>& types_before;
  const BatchDecision& decision;
  Timestamp now;
  HoldGuard guard = HoldGuard::on;
};

/// Throws StaleStock, or sql::ConstraintViolation where the database's own checks refuse.
void write_batch(kit::sql::Transaction& transaction, const WrittenBatch& batch, const kit::messaging::Outbox& outbox);

}  // namespace boxoffice::services::tickets
