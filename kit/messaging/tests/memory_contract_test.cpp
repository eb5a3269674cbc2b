#include "kit/messaging/tests/memory_message_log.hpp"
#include "kit/messaging/tests/message_log_contract.hpp"

namespace boxoffice::kit::messaging {
namespace {

/// The other tests of this folder rely on the log in memory, so it has to keep the contract too.
class MemoryWorld final : public MessageLogWorld {
 public:
  MessageLog& open() override { return *logs_.emplace_back(broker_.open()); }

  void kill(std::unique_ptr<Consumer> member) override {
    broker_.expel(member.get());
    silent_.push_back(std::move(member));
  }

 private:
  MemoryBroker broker_;
  std::vector<std::unique_ptr<MessageLog>> logs_;
  std::vector<std::unique_ptr<Consumer>> silent_;
};

std::unique_ptr<MessageLogWorld> make_world() {
  return std::make_unique<MemoryWorld>();
}

INSTANTIATE_TEST_SUITE_P(memory, MessageLogContract, ::testing::Values(&make_world));

}  // namespace
}  // namespace boxoffice::kit::messaging
