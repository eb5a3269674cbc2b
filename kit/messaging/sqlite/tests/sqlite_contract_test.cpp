#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/messaging/tests/message_log_contract.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/temporary_directory.hpp"

namespace boxoffice::kit::messaging {
namespace {

/// Each log is an object of its own on the same files, which is all that two processes share.
class SqliteWorld final : public MessageLogWorld {
 public:
  MessageLog& open() override { return *logs_.emplace_back(open_sqlite_message_log(directory_.path(), clock_)); }

  void kill(std::unique_ptr<Consumer> member) override {
    silent_.push_back(std::move(member));  // never polls again, and never leaves
    clock_.advance(std::chrono::milliseconds{3001});
  }

 private:
  testing::TemporaryDirectory directory_;
  testing::FakeClock clock_;
  std::vector<std::unique_ptr<MessageLog>> logs_;
  std::vector<std::unique_ptr<Consumer>> silent_;
};

std::unique_ptr<MessageLogWorld> make_world() {
  return std::make_unique<SqliteWorld>();
}

INSTANTIATE_TEST_SUITE_P(sqlite, MessageLogContract, ::testing::Values(&make_world));

}  // namespace
}  // namespace boxoffice::kit::messaging
