#include "kit/http/deadline_sweep.hpp"

#include <boost/asio/steady_timer.hpp>

#include <vector>

namespace boxoffice::kit::http {

struct DeadlineSweep::State : std::enable_shared_from_this<DeadlineSweep::State> {
  explicit State(const runtime::Executor& executor) : timer(executor) {}

  boost::asio::steady_timer timer;
  std::vector<Swept*> members{};
  bool armed = false;

  void arm() {
    if (armed || members.empty()) return;
    armed = true;
    timer.expires_after(interval);
    timer.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      const auto state = weak.lock();
      if (error || !state) return;
      state->armed = false;
      state->visit();
      state->arm();
    });
  }

  // Backwards, because remove() fills a gap with the last member, which was visited already.
  void visit() {
    const auto now = std::chrono::steady_clock::now();
    for (auto i = members.size(); i-- > 0;) {
      if (i < members.size()) members[i]->sweep(now);
    }
  }
};

DeadlineSweep::DeadlineSweep(const runtime::Executor& executor) : state_(std::make_shared<State>(executor)) {}

DeadlineSweep::~DeadlineSweep() = default;

void DeadlineSweep::add(Swept& swept) {
  swept.place_ = state_->members.size();
  state_->members.push_back(&swept);
  state_->arm();
}

void DeadlineSweep::remove(Swept& swept) {
  auto& members = state_->members;
  members[swept.place_] = members.back();
  members[swept.place_]->place_ = swept.place_;
  members.pop_back();
}

void DeadlineSweep::run_now() {
  const auto keep_alive = state_;
  keep_alive->visit();
}

}  // namespace boxoffice::kit::http
