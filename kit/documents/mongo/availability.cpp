#include "kit/documents/mongo/availability.hpp"

#include "kit/base/failure.hpp"

namespace boxoffice::kit::documents {

Availability::Call::Call(Availability& availability) : availability_(availability) {
  availability_.begin();
}

Availability::Call::~Call() {
  availability_.end(was_answered_);
}

void Availability::begin() {
  const std::lock_guard lock(mutex_);
  if (!is_away_) return;
  if (is_tried_ || Clock::now() < next_trial_) throw base::Unavailable("MongoDB is away and is tried again soon");
  is_tried_ = true;
}

// Calls that began before the server went away may end during a trial; the next trial is then a little early or late.
void Availability::end(bool was_answered) {
  const std::lock_guard lock(mutex_);
  is_away_ = !was_answered;
  is_tried_ = false;
  if (is_away_) next_trial_ = Clock::now() + pause_;
}

}  // namespace boxoffice::kit::documents
