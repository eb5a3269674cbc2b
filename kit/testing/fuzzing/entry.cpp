// Where libFuzzer enters a target. A file of its own, so that tests of this folder link without a target.

#include "kit/testing/fuzzing/fuzzing.hpp"

#include <cstddef>
#include <cstdint>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  boxoffice::kit::testing::test_one_input({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
