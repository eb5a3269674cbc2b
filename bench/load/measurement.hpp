#pragma once

// One run from beginning to end: prepare, load, let the system come to rest, audit.

#include "bench/load/closed_loop.hpp"
#include "bench/load/outcome.hpp"
#include "bench/load/scenario.hpp"
#include "kit/runtime/task.hpp"

#include <filesystem>

namespace boxoffice::bench {

/// Runs once, on the executor that awaits it. `scenario` outlives it.
class Measurement {
 public:
  /// `run_folder` has the pid files of the services.
  Measurement(Scenario& scenario, LoopOptions options, std::filesystem::path run_folder);

  /// Prints a line per second. Throws SetupFailure. The name and the users of the outcome are the caller's to fill in.
  kit::runtime::Task<Outcome> run();

 private:
  /// Messages may still be under way when the last answer came, and their work belongs to the run.
  kit::runtime::Task<std::optional<std::chrono::milliseconds>> come_to_rest() const;

  Scenario& scenario_;
  LoopOptions options_;
  std::filesystem::path run_folder_;
};

}  // namespace boxoffice::bench
