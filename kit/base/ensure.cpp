#include "kit/base/ensure.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace boxoffice::kit::base {

void ensure_failed(std::string_view message, std::source_location where) {
  fmt::print(stderr, "{}:{}: {}: {}\n", where.file_name(), where.line(), where.function_name(), message);
  std::fflush(stderr);
  std::abort();
}

}  // namespace boxoffice::kit::base
