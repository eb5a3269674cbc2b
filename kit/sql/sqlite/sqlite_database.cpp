#include "kit/sql/sqlite/sqlite_database.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/bell.hpp"
#include "kit/sql/sqlite/group_writer.hpp"
#include "kit/sql/sqlite/reader_pool.hpp"

#include <utility>

namespace boxoffice::kit::sql {
namespace {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options)
      : file_(options.file), writer_(writer_options(options)), readers_(reader_options(options)) {}

  Listening listen(std::string channel, std::function<void()> callback) override {
    return watcher_.watch(bell_of(file_, channel), std::move(callback));
  }

  runtime::Task<bool> healthy() override {
    try {
      co_await readers_.read([](Session& session) { session.query("SELECT count(*) FROM sqlite_master"); });
      co_return true;
    } catch (const base::Unavailable&) {
      co_return false;
    } catch (const base::StartupError&) {
      co_return false;
    }
  }

  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

 protected:
  runtime::Task<> write_erased(WriteStep step) override { return writer_.write(std::move(step)); }
  runtime::Task<> read_erased(ReadStep step) override { return readers_.read(std::move(step)); }

 private:
  static ConnectionOptions connection_options(const SqliteOptions& options) {
    return {.file = options.file,
            .synchronous = options.synchronous,
            .busy_timeout = options.busy_timeout,
            .keep_log_file = options.keep_log_file};
  }

  GroupWriter::Options writer_options(const SqliteOptions& options) {
    return {.connection = connection_options(options),
            .queue_limit = options.queue_limit,
            .batch_limit = options.batch_limit,
            .on_commit = options.on_commit,
            .notify = [this](const std::string& channel) { notify(channel); }};
  }

  static ReaderPool::Options reader_options(const SqliteOptions& options) {
    auto connection = connection_options(options);
    connection.access = Access::read_only;
    return {.connection = std::move(connection), .threads = options.readers, .queue_limit = options.queue_limit};
  }

  /// Listeners of this process are called without the way through the kernel.
  void notify(const std::string& channel) {
    const auto bell = bell_of(file_, channel);
    watcher_.wake_here(bell);
    ring_bell(bell);
  }

  std::filesystem::path file_;
  BellWatcher watcher_;
  GroupWriter writer_;  // makes the file that the readers open
  ReaderPool readers_;
};

}  // namespace

std::unique_ptr<Database> open_sqlite(SqliteOptions options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace boxoffice::kit::sql
