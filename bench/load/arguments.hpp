#pragma once

// The command line of the load generator.

#include "bench/load/deployment.hpp"
#include "bench/load/scenarios/catalogue.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace boxoffice::bench {

/// What is left out is as the scenario's entry in the catalogue has it.
struct Arguments {
  Deployment deployment{.home = "var"};
  std::string scenario{};
  std::optional<std::size_t> connections{};
  std::optional<std::size_t> users{};
  std::optional<std::int64_t> attempts{};
  std::optional<std::int64_t> warm_up_seconds{};
  std::optional<std::int64_t> seconds{};
  std::filesystem::path report{};  // empty: none

  [[nodiscard]] LoopOptions loop(const CatalogueEntry& entry) const;
};

/// `arguments` is filled in when `program` parses, and outlives it.
void add_arguments(CLI::App& program, Arguments& arguments);

}  // namespace boxoffice::bench
