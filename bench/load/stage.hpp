#pragma once

// What scenarios need beforehand, made through the public API: an event on sale, and people who buy.

#include "bench/load/caller.hpp"
#include "bench/load/deployment.hpp"
#include "kit/base/id.hpp"
#include "kit/base/random.hpp"
#include "kit/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace boxoffice::bench {

/// A published event with one ticket type, without a limit per user.
struct Sale {
  std::string event_id{};
  std::string ticket_type_id{};
  std::int64_t capacity = 0;
};

struct Stock {
  std::int64_t capacity = 0;
  std::int64_t available = 0;
  std::int64_t held = 0;
  std::int64_t sold = 0;
};

/// Calls throw SetupFailure. `client` outlives it.
class Stage {
 public:
  Stage(Deployment deployment, kit::http::Client& client);

  /// Returns when the tickets service knows the event.
  kit::runtime::Task<Sale> open_sale(std::int64_t capacity) const;
  /// New accounts that call through the gateway. At least one.
  kit::runtime::Task<std::vector<Caller>> register_buyers(std::size_t count) const;
  kit::runtime::Task<Stock> stock_of(Sale sale) const;

  /// A key or id that nobody else has.
  [[nodiscard]] std::string unique_id() const { return ids_.next(); }
  [[nodiscard]] const Deployment& deployment() const { return deployment_; }
  [[nodiscard]] kit::http::Client& client() const { return client_; }
  [[nodiscard]] const kit::base::Clock& clock() const { return clock_; }

 private:
  [[nodiscard]] Caller anyone() const { return {client_, deployment_.gateway()}; }
  kit::runtime::Task<Caller> sign_in_administrator() const;
  kit::runtime::Task<Caller> register_buyer() const;
  [[nodiscard]] std::string event_body(std::int64_t capacity) const;
  kit::runtime::Task<> wait_for_inventory(std::string event_id) const;

  Deployment deployment_;
  kit::http::Client& client_;
  kit::base::SystemClock clock_{};
  mutable kit::base::SystemRandom random_{};
  kit::base::IdGenerator ids_{clock_, random_};
};

}  // namespace boxoffice::bench
