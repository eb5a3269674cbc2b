#pragma once

// One member of a PATCH body (RFC 7396): left out, null, or a new value. A member that cannot be cleared is a
// std::optional instead, which refuses null.

#include <optional>
#include <utility>

namespace boxoffice::kit::json {

/// Three states: absent (keep what is there), null (clear it), value (set it). Absent by default.
template <class T>
class Patch {
 public:
  using value_type = T;

  Patch() = default;
  explicit(false) Patch(T value) : state_(State::value), value_(std::move(value)) {}

  [[nodiscard]] static Patch null() {
    Patch patch;
    patch.state_ = State::null;
    return patch;
  }

  [[nodiscard]] bool is_absent() const { return state_ == State::absent; }
  [[nodiscard]] bool is_null() const { return state_ == State::null; }
  [[nodiscard]] bool has_value() const { return state_ == State::value; }

  /// The value; only when has_value().
  [[nodiscard]] const T& operator*() const { return value_; }
  [[nodiscard]] const T* operator->() const { return &value_; }

  /// Changes `target` as the patch says; absent leaves it alone.
  void apply_to(std::optional<T>& target) const {
    if (is_null()) target.reset();
    if (has_value()) target = value_;
  }

  /// Becomes a default value and gives access to it, for the reader.
  T& emplace() {
    state_ = State::value;
    return value_ = T{};
  }

  friend bool operator==(const Patch&, const Patch&) = default;

 private:
  enum class State : unsigned char { absent, null, value };

  State state_ = State::absent;
  T value_{};
};

}  // namespace boxoffice::kit::json
