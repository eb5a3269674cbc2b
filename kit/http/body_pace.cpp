#include "kit/http/body_pace.hpp"

#include <algorithm>

namespace boxoffice::kit::http {

void BodyPace::begin() {
  bytes_ = 0;
  waited_ = {};
}

void BodyPace::received(std::uint64_t bytes, Duration waited) {
  bytes_ += bytes;
  waited_ += waited;
}

std::chrono::milliseconds BodyPace::patience() const {
  using std::chrono::milliseconds;
  const milliseconds earned{bytes_ * 1000 / rate_};
  return std::clamp(idle_ + earned - std::chrono::ceil<milliseconds>(waited_), milliseconds{0}, idle_);
}

}  // namespace boxoffice::kit::http
