#include "kit/messaging/kafka/kafka_message_log.hpp"

#include "kit/messaging/kafka/archive.hpp"
#include "kit/messaging/kafka/kafka_consumer.hpp"
#include "kit/messaging/kafka/producer.hpp"
#include "kit/messaging/kafka/topics.hpp"
#include "kit/runtime/blocking_pool.hpp"

#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::size_t threads = 4;  // what waits for an answer must not hold up what only looks

class KafkaMessageLog final : public MessageLog {
 public:
  explicit KafkaMessageLog(KafkaOptions options)
      : options_(std::move(options)),
        topics_(std::make_shared<detail::Topics>(options_)),
        pool_({.name = "kafka", .threads = threads}),
        producer_(options_, topics_, pool_) {
    topics_->connect();
  }

  runtime::Task<> publish(std::vector<Message> messages) override { return producer_.publish(std::move(messages)); }

  std::unique_ptr<Consumer> subscribe(std::string group, std::vector<std::string> topics) override {
    return std::make_unique<detail::KafkaConsumer>(options_, topics_, pool_, std::move(group), std::move(topics));
  }

  runtime::Task<std::vector<Message>> tail(std::string topic, std::size_t limit) override {
    co_return co_await pool_.run([options = options_, topics = topics_, topic, limit] {
      return detail::read_tail(options, *topics, topic, limit);
    });
  }

  runtime::Task<std::vector<Lag>> lag(std::string group, std::vector<std::string> topics) override {
    co_return co_await pool_.run([options = options_, cluster = topics_, group, topics] {
      std::vector<Lag> lags;
      lags.reserve(topics.size());
      for (const auto& topic : topics) lags.push_back(detail::read_lag(options, *cluster, group, topic));
      return lags;
    });
  }

  runtime::Task<bool> healthy() override {
    co_return co_await pool_.run(
        [topics = topics_, limit = options_.request_limit] { return topics->client().is_connected(limit); });
  }

 private:
  KafkaOptions options_;
  std::shared_ptr<detail::Topics> topics_;  // shared with work of a cancelled call that still runs
  runtime::BlockingPool pool_;
  detail::Producer producer_;
};

}  // namespace

std::unique_ptr<MessageLog> open_kafka_message_log(KafkaOptions options) {
  return std::make_unique<KafkaMessageLog>(std::move(options));
}

}  // namespace boxoffice::kit::messaging
