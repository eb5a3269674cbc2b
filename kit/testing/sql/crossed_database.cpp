#include "kit/testing/sql/crossed_database.hpp"

#include "kit/base/error.hpp"

#include <tuple>
#include <utility>

namespace boxoffice::kit::testing {

sql::Listening CrossedDatabase::listen(std::string channel, std::function<void()> callback) {
  return inner_.listen(std::move(channel), std::move(callback));
}

runtime::Task<bool> CrossedDatabase::healthy() {
  return inner_.healthy();
}

sql::Dialect CrossedDatabase::dialect() const {
  return inner_.dialect();
}

runtime::Task<> CrossedDatabase::write_erased(WriteStep step) {
  if (const auto happens = std::exchange(meanwhile, nullptr)) co_await happens();
  std::ignore =
      co_await inner_.write([wanted = std::move(step)](sql::Transaction& transaction) mutable -> base::Result<void> {
        if (wanted(transaction)) return {};
        return base::fail(base::codes::invalid_state, "The step rolls back.");
      });
}

runtime::Task<> CrossedDatabase::read_erased(ReadStep step) {
  co_await inner_.read([wanted = std::move(step)](sql::Session& session) mutable { wanted(session); });
}

}  // namespace boxoffice::kit::testing
