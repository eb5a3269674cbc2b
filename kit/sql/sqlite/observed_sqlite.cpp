#include "kit/sql/sqlite/observed_sqlite.hpp"

#include "kit/sql/sqlite/reader_pool.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

class ObservedSqlite final : public Database {
 public:
  explicit ObservedSqlite(std::filesystem::path file)
      : readers_({.connection = {.file = std::move(file), .access = Access::observe}, .threads = 1}) {}

  Listening listen(std::string /*channel*/, std::function<void()> /*callback*/) override {
    throw std::logic_error("An observed database is not listened to");
  }
  runtime::Task<bool> healthy() override { co_return true; }
  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

 protected:
  runtime::Task<> write_erased(WriteStep /*step*/) override {
    throw std::logic_error("An observed database is not written");
  }
  runtime::Task<> read_erased(ReadStep step) override { return readers_.read(std::move(step)); }

 private:
  ReaderPool readers_;
};

}  // namespace

std::unique_ptr<Database> observe_sqlite(std::filesystem::path file) {
  return std::make_unique<ObservedSqlite>(std::move(file));
}

}  // namespace boxoffice::kit::sql
