#include "kit/service/checks.hpp"

#include "kit/runtime/cancellation.hpp"
#include "kit/runtime/concurrently.hpp"
#include "kit/runtime/timeout.hpp"

#include <exception>
#include <utility>

namespace boxoffice::kit::service {

namespace {

runtime::Task<> look_at(const HealthCheck& check, std::chrono::milliseconds limit, bool& up) {
  try {
    up = co_await runtime::with_timeout(runtime::Deadline::after(limit), check.name, check.healthy());
  } catch (const std::exception&) {
    // Whoever asked has gone: that says nothing about the dependency.
    if (runtime::is_cancellation(std::current_exception())) throw;
    up = false;  // whatever went wrong, it does not serve us; its adapter has logged why
  }
}

}  // namespace

/// Ends a look however it ends.
class Checks::Looking {
 public:
  explicit Looking(Checks& checks) : checks_(checks) {}
  Looking(const Looking&) = delete;
  Looking& operator=(const Looking&) = delete;
  ~Looking() { checks_.end(); }

 private:
  Checks& checks_;
};

Checks::Checks(std::vector<HealthCheck> checks, const base::Clock& clock, CheckLimits limits)
    : checks_(std::move(checks)), clock_(clock), limits_(limits) {}

runtime::Task<std::map<std::string, bool>> Checks::look() {
  if (auto known = known_or_begin()) co_return *std::move(known);
  const Looking looking(*this);
  Found found;
  std::vector<runtime::Task<>> looks;
  looks.reserve(checks_.size());
  for (const auto& check : checks_) looks.push_back(look_at(check, limits_.answer, found[check.name]));
  co_await runtime::run_all(std::move(looks));
  keep(found);
  co_return found;
}

std::optional<Checks::Found> Checks::known_or_begin() {
  const std::scoped_lock lock(mutex_);
  const bool is_fresh = known_ && clock_.steady_now() - known_at_ < limits_.kept;
  if (is_fresh || (known_ && looking_ > 0)) return known_;
  ++looking_;
  return std::nullopt;
}

void Checks::keep(Found found) {
  const std::scoped_lock lock(mutex_);
  known_ = std::move(found);
  known_at_ = clock_.steady_now();
}

void Checks::end() {
  const std::scoped_lock lock(mutex_);
  --looking_;
}

}  // namespace boxoffice::kit::service
