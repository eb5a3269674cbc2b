#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/cache/tests/cache_contract.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

namespace boxoffice::kit::cache {
namespace {

class SqliteEngine {
 public:
  std::unique_ptr<Cache> open() { return open_sqlite_cache({.file = directory_ / "cache.db"}, clock_); }
  void let_pass(std::chrono::milliseconds time) { clock_.advance(time); }

 private:
  testing::TemporaryDirectory directory_{};
  testing::FakeClock clock_{};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(sqlite, cache_contract, SqliteEngine);

}  // namespace boxoffice::kit::cache
