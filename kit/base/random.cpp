#include "kit/base/random.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"

#include <sys/random.h>
#include <cerrno>
#include <limits>
#include <string_view>
#include <system_error>

namespace boxoffice::kit::base {

void SystemRandom::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const auto count = ::getrandom(bytes.data(), bytes.size(), 0);
    if (count < 0) {
      if (errno == EINTR) continue;
      throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::uint64_t uniform(Random& random, std::uint64_t bound) {
  ensure(bound != 0, "uniform: bound must not be 0");
  // Values above the largest multiple of `bound` would favour small results, so they are drawn again.
  const auto largest = std::numeric_limits<std::uint64_t>::max();
  const auto excess = (largest % bound + 1) % bound;
  std::uint64_t value = 0;
  do {
    random.fill(std::as_writable_bytes(std::span{&value, 1}));
  } while (value > largest - excess);
  return value % bound;
}

std::string random_token(Random& random, std::size_t bytes) {
  std::string raw(bytes, '\0');
  random.fill(std::as_writable_bytes(std::span{raw}));
  return base64url_encode(raw);
}

}  // namespace boxoffice::kit::base
