#include "services/gateway/core/upstreams.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <map>
#include <utility>

namespace boxoffice::services::gateway {
namespace {

Upstreams three_of_orders() {
  Upstreams upstreams;
  constexpr std::array<std::uint16_t, 3> ports{8084, 8184, 8284};
  for (const std::uint16_t port : ports) upstreams.add("orders", "127.0.0.1", port);
  return upstreams;
}

TEST(upstreams, given_unknown_service_then_nothing) {
  const Upstreams upstreams = three_of_orders();

  EXPECT_EQ(upstreams.choose("no-such-service"), nullptr);
}

TEST(upstreams, given_outstanding_requests_then_the_instance_with_the_least) {
  const Upstreams upstreams = three_of_orders();
  const auto& instances = upstreams.pools().at("orders").instances;
  const Outstanding first(*instances[0]);
  const Outstanding second(*instances[1]);

  EXPECT_EQ(upstreams.choose("orders"), instances[2].get());
}

TEST(upstreams, given_nothing_outstanding_then_they_take_turns) {
  const Upstreams upstreams = three_of_orders();
  std::map<const Instance*, int> chosen;

  for (int i = 0; i < 9; ++i) ++chosen[upstreams.choose("orders")];

  for (const auto& instance : upstreams.pools().at("orders").instances) EXPECT_EQ(chosen[instance.get()], 3);
}

TEST(upstreams, given_one_down_then_the_others_take_turns) {
  const Upstreams upstreams = three_of_orders();
  const auto& instances = upstreams.pools().at("orders").instances;
  instances[1]->up = false;
  std::map<const Instance*, int> chosen;

  for (int i = 0; i < 10; ++i) ++chosen[upstreams.choose("orders")];

  EXPECT_EQ(chosen[instances[0].get()], 5);
  EXPECT_EQ(chosen[instances[2].get()], 5);
}

TEST(upstreams, given_an_answer_then_no_longer_outstanding) {
  const Upstreams upstreams = three_of_orders();
  const auto& instances = upstreams.pools().at("orders").instances;
  {
    Outstanding asked(*instances[0]);
    const Outstanding moved(std::move(asked));
    EXPECT_EQ(instances[0]->outstanding, 1);
  }

  EXPECT_EQ(instances[0]->outstanding, 0);
}

TEST(upstreams, given_instances_down_then_only_those_that_are_up) {
  const Upstreams upstreams = three_of_orders();
  const auto& instances = upstreams.pools().at("orders").instances;
  instances[0]->up = false;
  instances[1]->up = false;
  const Outstanding busy(*instances[2]);

  EXPECT_EQ(upstreams.choose("orders"), instances[2].get());
}

TEST(upstreams, given_all_down_then_one_of_them_because_health_may_be_out_of_date) {
  const Upstreams upstreams = three_of_orders();
  for (const auto& instance : upstreams.pools().at("orders").instances) instance->up = false;

  EXPECT_NE(upstreams.choose("orders"), nullptr);
}

}  // namespace
}  // namespace boxoffice::services::gateway
