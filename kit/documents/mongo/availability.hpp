#pragma once

// Whether to ask the server at all. While it is away, asking takes as long as the driver's limits allow, so one caller
// tries now and then and all others are told at once.

#include <chrono>
#include <mutex>

namespace boxoffice::kit::documents {

/// Safe from any thread.
class Availability {
 public:
  explicit Availability(std::chrono::milliseconds pause) : pause_(pause) {}

  /// Stands around one call to the server. It was answered unless somebody says otherwise.
  class Call {
   public:
    /// Throws base::Unavailable while the server is away and it is not yet time to try again.
    explicit Call(Availability& availability);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    void was_not_answered() { was_answered_ = false; }

   private:
    Availability& availability_;
    bool was_answered_ = true;
  };

 private:
  using Clock = std::chrono::steady_clock;

  void begin();
  void end(bool was_answered);

  const std::chrono::milliseconds pause_;
  std::mutex mutex_{};
  bool is_away_ = false;
  bool is_tried_ = false;  // by a call that has not ended
  Clock::time_point next_trial_{};
};

}  // namespace boxoffice::kit::documents
