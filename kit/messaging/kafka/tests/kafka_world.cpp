#include "kit/messaging/kafka/tests/kafka_world.hpp"

#include "kit/messaging/kafka/client.hpp"
#include "kit/messaging/kafka/owned.hpp"

#include <librdkafka/rdkafka.h>

#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

constexpr int limit_ms = 5000;

void check(rd_kafka_resp_err_t code) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(code));
}

}  // namespace

int members_of(const KafkaOptions& options, const std::string& group) {
  const detail::Client client(options, {});
  const rd_kafka_group_list* list = nullptr;
  check(rd_kafka_list_groups(client.handle(), (options.prefix + group).c_str(), &list, limit_ms));
  const detail::Owned<const rd_kafka_group_list, rd_kafka_group_list_destroy> owned(list);
  return list->group_cnt == 1 ? list->groups[0].member_cnt : 0;
}

void produce_raw(const KafkaOptions& options, const std::string& topic, const std::string& key,
                 const std::string& value) {
  const detail::Client client(options, {});
  const detail::Owned<rd_kafka_topic_t, rd_kafka_topic_destroy> handle(
      rd_kafka_topic_new(client.handle(), (options.prefix + topic).c_str(), nullptr));
  const int failed = rd_kafka_produce(handle.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                                      const_cast<char*>(value.data()), value.size(), key.data(), key.size(), nullptr);
  if (failed != 0) check(rd_kafka_last_error());
  check(rd_kafka_flush(client.handle(), limit_ms));
}

}  // namespace boxoffice::kit::messaging
