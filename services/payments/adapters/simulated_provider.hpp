#pragma once

// A payment provider that is not there: it keeps its charges in a database of its own, as somebody else's system would,
// and knows nothing of ours.

#include "kit/base/id.hpp"
#include "kit/base/random.hpp"
#include "kit/base/time.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/migrations.hpp"
#include "services/payments/core/ports.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::payments {

/// Woken when a webhook was committed that is to be sent now.
inline constexpr std::string_view webhooks_channel = "webhooks_due";

/// The provider's tables charges and webhooks, for its own database.
[[nodiscard]] std::vector<kit::sql::Migration> simulator_migrations();

/// Safe from any thread; the references outlive it. Several processes may share the database.
class SimulatedProvider final : public Provider {
 public:
  struct Options {
    std::chrono::milliseconds assumed_hold{600'000};  // from the charge on, of a payment that knows no end of its hold
  };

  SimulatedProvider(kit::sql::Database& database, const kit::base::Clock& clock, kit::base::Random& random,
                    const kit::base::IdGenerator& ids, Options options)
      : database_(database), clock_(clock), random_(random), ids_(ids), options_(options) {}

  [[nodiscard]] bool accepts(const std::string& token) const override;
  Task<ChargeStatus> charge(Context context, Payment payment) override;
  Task<std::optional<ChargeStatus>> query(Context context, contracts::PaymentId id) override;
  Task<ChargeStatus> refund(Context context, contracts::PaymentId id) override;
  Task<ChargeStatus> void_charge(Context context, contracts::PaymentId id) override;

 private:
  kit::sql::Database& database_;
  const kit::base::Clock& clock_;
  kit::base::Random& random_;
  const kit::base::IdGenerator& ids_;
  Options options_;
};

}  // namespace boxoffice::services::payments
