#pragma once

// The databases that an audit reads, by service ("orders", "tickets", ...), and "provider" for the simulator's books.

#include "kit/sql/database.hpp"

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::app::audit {

struct StoreName {
  std::string_view name;
  std::string_view service;  // whose it is
};

/// Every store that has an outbox, an inbox, or something that an invariant speaks of.
inline constexpr std::array<StoreName, 8> store_names{{{"users", "users"},
                                                       {"events", "events"},
                                                       {"tickets", "tickets"},
                                                       {"orders", "orders"},
                                                       {"payments", "payments"},
                                                       {"provider", "payments"},
                                                       {"notifications", "notifications"},
                                                       {"chat", "chat"}}};

/// Copied into coroutines; the databases outlive every audit that uses them.
using Stores = std::map<std::string, std::reference_wrapper<kit::sql::Database>, std::less<>>;

/// Opens all of store_names for reading only, and owns them.
class OpenStores {
 public:
  /// Throws base::StartupError when there is nothing to audit at `database_url`.
  explicit OpenStores(const std::string& database_url);

  [[nodiscard]] Stores stores() const;

 private:
  std::map<std::string, std::unique_ptr<kit::sql::Database>> databases_;
};

}  // namespace boxoffice::app::audit
