#pragma once

// Wakes a thread that waits in poll(2).

namespace boxoffice::kit::cache {

/// wake() is safe from any thread.
class Waker {
 public:
  /// Throws std::system_error when the process has no descriptor left.
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  void wake() const;

  /// Readable from wake() to clear().
  [[nodiscard]] int descriptor() const { return descriptor_; }
  void clear() const;

 private:
  int descriptor_;
};

}  // namespace boxoffice::kit::cache
