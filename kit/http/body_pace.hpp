#pragma once

// How long a server waits for the next piece of a body.

#include <chrono>
#include <cstdint>

namespace boxoffice::kit::http {

/// Each piece may take `idle`, and all that came so far pays for the waiting so far: a body in single bytes, each in
/// time, would hold its connection and whoever serves it for hours.
class BodyPace {
 public:
  using Duration = std::chrono::steady_clock::duration;

  /// `rate` in bytes a second.
  BodyPace(std::chrono::milliseconds idle, std::uint64_t rate) : idle_(idle), rate_(rate) {}

  /// For the next body.
  void begin();
  void received(std::uint64_t bytes, Duration waited);
  /// From zero up to `idle`.
  [[nodiscard]] std::chrono::milliseconds patience() const;

 private:
  std::chrono::milliseconds idle_;
  std::uint64_t rate_;
  std::uint64_t bytes_ = 0;
  Duration waited_{};
};

}  // namespace boxoffice::kit::http
