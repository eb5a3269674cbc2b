#include "app/crashing_message_log.hpp"

#include <utility>

namespace boxoffice::app {

namespace {

using kit::messaging::Lag;
using kit::messaging::Message;
using kit::runtime::Task;

class CrashingMessageLog final : public kit::messaging::MessageLog {
 public:
  CrashingMessageLog(std::unique_ptr<MessageLog> inner, const kit::lab::CrashPoints& crash_points)
      : inner_(std::move(inner)), crash_points_(crash_points) {}

  Task<> publish(std::vector<Message> messages) override {
    co_await inner_->publish(std::move(messages));
    crash_points_.pass(kit::lab::points::relay_after_publish);
  }
  std::unique_ptr<kit::messaging::Consumer> subscribe(std::string group, std::vector<std::string> topics) override {
    return inner_->subscribe(std::move(group), std::move(topics));
  }
  Task<std::vector<Message>> tail(std::string topic, std::size_t limit) override {
    return inner_->tail(std::move(topic), limit);
  }
  Task<std::vector<Lag>> lag(std::string group, std::vector<std::string> topics) override {
    return inner_->lag(std::move(group), std::move(topics));
  }
  Task<bool> healthy() override { return inner_->healthy(); }

 private:
  std::unique_ptr<MessageLog> inner_;
  const kit::lab::CrashPoints& crash_points_;
};

}  // namespace

std::unique_ptr<kit::messaging::MessageLog> with_crash_point(std::unique_ptr<kit::messaging::MessageLog> inner,
                                                             const kit::lab::CrashPoints& crash_points) {
  return std::make_unique<CrashingMessageLog>(std::move(inner), crash_points);
}

}  // namespace boxoffice::app
