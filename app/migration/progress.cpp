#include "app/migration/progress.hpp"

#include <fmt/format.h>

namespace boxoffice::app::migration {

void Progress::at(std::string_view what, std::string_view done, std::int64_t count) {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < pace) return;
  last_ = now;
  say_(fmt::format("{}: {} {}", what, done, count));
}

}  // namespace boxoffice::app::migration
