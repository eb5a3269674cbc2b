#pragma once

// Enumerators as SQL text, and what differs between the engines.

#include "kit/sql/database.hpp"
#include "services/tickets/core/stock.hpp"

#include <string>
#include <string_view>

namespace boxoffice::services::tickets {

[[nodiscard]] std::string_view to_text(HoldStatus status);  // "HELD"
[[nodiscard]] HoldStatus hold_status_of(std::string_view text);

/// A query in two forms: plain, and one that keeps other writers out of the rows until the transaction ends. SQLite has
/// one writer at a time and needs no such words.
class LockableQuery {
 public:
  explicit LockableQuery(std::string_view text) : plain_(text), locking_(std::string(text) + " FOR UPDATE") {}

  [[nodiscard]] const std::string& plain() const { return plain_; }
  [[nodiscard]] const std::string& locking(kit::sql::Dialect dialect) const {
    return dialect == kit::sql::Dialect::postgres ? locking_ : plain_;
  }

 private:
  std::string plain_;
  std::string locking_;
};

}  // namespace boxoffice::services::tickets
