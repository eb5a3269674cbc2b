#pragma once

// Fills a deployment with demo data through the public API, as an administrator and a handful of buyers would. Looks
// before it makes anything, and every write carries a key, so that running it again completes what is missing.

#include "app/seed/demo_events.hpp"
#include "app/seed/gateway_client.hpp"
#include "kit/base/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::app::seed {

struct Credentials {
  std::string username{};
  std::string password{};
};

struct SeedingParts {
  const GatewayClient& gateway;
  const kit::base::Clock& clock;
  Credentials admin{};
  std::string buyers_password{};  // of all demo buyers
  std::function<void(const std::string& line)> tell{};
};

class Seeding {
 public:
  explicit Seeding(SeedingParts parts) : parts_(std::move(parts)) {}

  /// Throws base::StartupError with a sentence when the system refuses something.
  kit::runtime::Task<> run();

 private:
  /// An event as the API shows it, as far as buying needs it.
  struct Known {
    std::string id{};
    std::string status{};
    std::string first_type_id{};
  };
  struct Placed {
    std::string id{};
    std::string access_token{};
  };

  kit::runtime::Task<std::string> sign_in(Credentials credentials);
  kit::runtime::Task<std::map<std::string, Known>> known_events(std::string admin_token);
  kit::runtime::Task<Known> ensure_event(const DemoEvent& event, std::string admin_token);
  kit::runtime::Task<std::string> ensure_buyer(const DemoBuyer& buyer);
  kit::runtime::Task<> ensure_buyers();
  kit::runtime::Task<> sell(const DemoEvent& event, Known known);
  kit::runtime::Task<> ensure_order(const DemoEvent& event, Known known, std::size_t buyer);
  kit::runtime::Task<> wait_for_sales(std::string event_id);
  kit::runtime::Task<> wait_for_order(Placed order);

  SeedingParts parts_;
  std::vector<std::string> buyer_tokens_{};  // in the order of demo_buyers(); empty: taken by somebody else
  std::vector<Placed> placed_{};
};

}  // namespace boxoffice::app::seed
