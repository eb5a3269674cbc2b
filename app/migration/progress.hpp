#pragma once

// Tells whoever waits how far it is, every two seconds.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::app::migration {

/// Used by one coroutine at a time.
class Progress {
 public:
  explicit Progress(std::function<void(std::string_view line)> say) : say_(std::move(say)) {}

  /// "orders.tasks: copied 20000 rows", if the last line is old enough.
  void at(std::string_view what, std::string_view done, std::int64_t count);
  /// A line in any case.
  void line(std::string_view text) { say_(text); }

 private:
  static constexpr std::chrono::seconds pace{2};

  std::function<void(std::string_view line)> say_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace boxoffice::app::migration
