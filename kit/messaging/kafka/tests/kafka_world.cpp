#include "kit/messaging/kafka/tests/kafka_world.hpp"

#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/client.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <span>
#include <stdexcept>

namespace boxoffice::kit::messaging {
namespace {

using Event = base::Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Queue = base::Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;

constexpr int limit_ms = 5000;

void check(rd_kafka_resp_err_t code) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(code));
}

}  // namespace

std::set<std::string> members_of(const KafkaOptions& options, const std::string& group) {
  const detail::Client client(options, {});
  const rd_kafka_group_list* list = nullptr;
  check(rd_kafka_list_groups(client.handle(), (options.prefix + group).c_str(), &list, limit_ms));
  const base::Owned<const rd_kafka_group_list, rd_kafka_group_list_destroy> owned(list);
  std::set<std::string> members;
  for (const auto& found : std::span(list->groups, static_cast<std::size_t>(list->group_cnt))) {
    for (const auto& member : std::span(found.members, static_cast<std::size_t>(found.member_cnt))) {
      members.insert(member.member_id);
    }
  }
  return members;
}

void produce_raw(const KafkaOptions& options, const std::string& topic, const std::string& key,
                 const std::string& value) {
  const detail::Client client(options, {});
  const base::Owned<rd_kafka_topic_t, rd_kafka_topic_destroy> handle(
      rd_kafka_topic_new(client.handle(), (options.prefix + topic).c_str(), nullptr));
  const int failed = rd_kafka_produce(handle.get(), RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY,
                                      const_cast<char*>(value.data()), value.size(), key.data(), key.size(), nullptr);
  if (failed != 0) check(rd_kafka_last_error());
  check(rd_kafka_flush(client.handle(), limit_ms));
}

void make_topic(const KafkaOptions& options, const std::string& topic, const std::string& max_message_bytes) {
  const detail::Client client(options, {});
  std::array<char, 256> reason{};
  const base::Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy> made(
      rd_kafka_NewTopic_new((options.prefix + topic).c_str(), 1, 1, reason.data(), reason.size()));
  check(rd_kafka_NewTopic_set_config(made.get(), "max.message.bytes", max_message_bytes.c_str()));
  const Queue queue(rd_kafka_queue_new(client.handle()));
  auto* wanted = made.get();
  rd_kafka_CreateTopics(client.handle(), &wanted, 1, nullptr, queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), limit_ms));
  check(rd_kafka_event_error(event.get()));
}

std::string configuration_of(const KafkaOptions& options, const std::string& topic, const std::string& name) {
  const detail::Client client(options, {});
  const base::Owned<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, (options.prefix + topic).c_str()));
  const Queue queue(rd_kafka_queue_new(client.handle()));
  auto* wanted = resource.get();
  rd_kafka_DescribeConfigs(client.handle(), &wanted, 1, nullptr, queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), limit_ms));
  check(rd_kafka_event_error(event.get()));
  std::size_t count = 0;
  const auto* const found =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  const auto* const entries = rd_kafka_ConfigResource_configs(found[0], &count);
  for (const auto* entry : std::span(entries, count)) {
    if (rd_kafka_ConfigEntry_name(entry) == name) return rd_kafka_ConfigEntry_value(entry);
  }
  return {};
}

}  // namespace boxoffice::kit::messaging
