#pragma once

// All scenarios by name, with the load that each is measured under unless the command line says otherwise.

#include "bench/load/closed_loop.hpp"
#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::bench {

struct CatalogueEntry {
  std::string_view name;
  std::string_view description;
  LoopOptions loop{};
  std::size_t users = 1;
  /// `stage` outlives the scenario.
  std::function<std::unique_ptr<Scenario>(const Stage& stage, std::size_t users)> make;
};

[[nodiscard]] const std::vector<CatalogueEntry>& catalogue();

}  // namespace boxoffice::bench
