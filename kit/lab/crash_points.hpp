#pragma once

// Named places in the code where a process may end without warning, to show that nothing is lost. Only in lab mode.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace boxoffice::kit::lab {

/// Every place that can be named. Each has a test in tests/chaos.
namespace points {
inline constexpr std::string_view orders_after_reserve = "orders_after_reserve_before_commit";
inline constexpr std::string_view orders_after_commit = "orders_after_commit_before_answer";
inline constexpr std::string_view orders_after_confirm = "orders_after_confirm_before_commit";
inline constexpr std::string_view payments_after_charge = "payments_after_charge_before_record";
inline constexpr std::string_view tickets_in_batch = "tickets_in_mid_batch";
inline constexpr std::string_view relay_after_publish = "relay_after_publish_before_mark";
}  // namespace points

/// True for a name above.
[[nodiscard]] bool is_crash_point(std::string_view name);

/// Immutable; safe from any thread.
class CrashPoints {
 public:
  /// Nothing crashes.
  CrashPoints() = default;
  /// Whoever passes `armed` first ends, and nobody after that: the file "<folder>/crashed-<armed>" is made before.
  CrashPoints(std::string armed, const std::filesystem::path& folder);

  /// Ends the process as kill -9 would (exit status 137, no destructors) when it is the first at the armed point.
  void pass(std::string_view name) const;

  /// The same as a function, for code that knows only that something may happen here. Outlived by this, and `name` is
  /// one of the points above.
  [[nodiscard]] std::function<void()> at(std::string_view name) const;

 private:
  std::string armed_{};
  std::filesystem::path marker_{};
};

}  // namespace boxoffice::kit::lab
