#pragma once

// Everybody wants the same ticket type: POST /api/orders through the gateway, one ticket each, not paid.

#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"

#include <string>
#include <vector>

namespace boxoffice::bench {

/// Done: 201. Refused: 409 (SOLD_OUT), which must not happen while tickets are left.
class HotEvent final : public Scenario {
 public:
  /// `stage` outlives it.
  HotEvent(const Stage& stage, std::size_t users, std::int64_t capacity)
      : stage_(stage), users_(users), capacity_(capacity) {}

  kit::runtime::Task<> prepare() override;
  kit::runtime::Task<Attempt> attempt(std::size_t connection) override;
  kit::runtime::Task<std::vector<std::string>> audit(Totals totals) override;

 private:
  const Stage& stage_;
  std::size_t users_;
  std::int64_t capacity_;
  Sale sale_{};
  std::string body_{};
  std::vector<Caller> buyers_{};
};

}  // namespace boxoffice::bench
