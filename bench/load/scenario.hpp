#pragma once

// What a load consists of: one kind of work that many connections repeat.

#include "bench/load/latencies.hpp"
#include "kit/runtime/task.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::bench {

enum class Verdict : std::uint8_t {
  done,     // counts for the rate and the percentiles
  refused,  // a correct answer that is no success: SOLD_OUT
  failed,   // anything else, counted as an error
};

/// One unit of work.
struct Attempt {
  int status = 0;  // of the answer that decided; 0: none came
  Verdict verdict = Verdict::failed;
  std::optional<Latency> latency{};  // where it is not the time that the whole attempt took
};

/// What all attempts together came to, warm-up included.
struct Totals {
  std::int64_t done = 0;
  std::int64_t refused = 0;
  std::int64_t failed = 0;
};

/// Used by one thread.
class Scenario {
 public:
  virtual ~Scenario() = default;

  /// Makes what the attempts need. Throws SetupFailure.
  virtual kit::runtime::Task<> prepare() = 0;

  /// `connection` counts from 0; attempts of one connection follow each other. May throw base::Unavailable, which is a
  /// failed attempt.
  virtual kit::runtime::Task<Attempt> attempt(std::size_t connection) = 0;

  /// Asks the system whether it did what it answered; a sentence for each thing that is wrong.
  virtual kit::runtime::Task<std::vector<std::string>> audit(Totals totals) = 0;
};

}  // namespace boxoffice::bench
