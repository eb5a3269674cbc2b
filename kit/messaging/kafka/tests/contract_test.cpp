#include "kit/messaging/kafka/kafka_consumer.hpp"
#include "kit/messaging/kafka/tests/kafka_world.hpp"
#include "kit/messaging/tests/message_log_contract.hpp"
#include "kit/testing/eventually.hpp"

#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

/// Each log has connections of its own, as in a process of its own.
class KafkaWorld final : public MessageLogWorld {
 public:
  MessageLog& open() override { return *logs_.emplace_back(open_kafka_message_log(options_)); }

  void kill(std::unique_ptr<Consumer> member) override {
    const auto name = dynamic_cast<detail::KafkaConsumer&>(*member).die();
    const auto has_passed_on = [&] { return !members_of(options_, "tickets").contains(name); };
    if (!testing::eventually(has_passed_on, std::chrono::seconds{20})) throw std::runtime_error("nobody takes over");
  }

 private:
  KafkaOptions options_ = fresh_options();
  std::vector<std::unique_ptr<MessageLog>> logs_{};
};

std::unique_ptr<MessageLogWorld> make_world() {
  return std::make_unique<KafkaWorld>();
}

INSTANTIATE_TEST_SUITE_P(kafka, MessageLogContract, ::testing::Values(&make_world));

}  // namespace
}  // namespace boxoffice::kit::messaging
