#include "kit/messaging/kafka/topics.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/failures.hpp"
#include "kit/messaging/kafka/limits.hpp"
#include "kit/runtime/deadline.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <span>
#include <stdexcept>
#include <thread>

namespace boxoffice::kit::messaging::detail {
namespace {

using AdminOptions = base::Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using Event = base::Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Queue = base::Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using NewTopic = base::Owned<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy>;
using TopicHandle = base::Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using ErrorText = std::array<char, 256>;

constexpr std::chrono::milliseconds pause{20};
constexpr const char* retention_ms = "604800000";  // 7 days

NewTopic new_topic(const KafkaOptions& options, const std::string& name) {
  ErrorText reason{};
  NewTopic topic(
      rd_kafka_NewTopic_new(name.c_str(), options.partitions, options.replication, reason.data(), reason.size()));
  if (!topic) throw std::invalid_argument(fmt::format("\"{}\" is no name for a topic: {}", name, reason.data()));
  // With three copies a message is safe when two of them have it, and one broker may be away.
  const std::string copies = options.replication >= 3 ? "2" : "1";
  const std::string longest = std::to_string(longest_message);
  rd_kafka_NewTopic_set_config(topic.get(), "retention.ms", retention_ms);
  rd_kafka_NewTopic_set_config(topic.get(), "cleanup.policy", "delete");
  rd_kafka_NewTopic_set_config(topic.get(), "max.message.bytes", longest.c_str());
  rd_kafka_NewTopic_set_config(topic.get(), "min.insync.replicas", copies.c_str());
  return topic;
}

AdminOptions admin_options(rd_kafka_t* handle, std::chrono::milliseconds limit) {
  AdminOptions options(rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  ErrorText reason{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), milliseconds(limit), reason.data(), reason.size());
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), milliseconds(limit), reason.data(), reason.size());
  return options;
}

[[noreturn]] void refuse(std::string_view reason) {
  throw base::StartupError(fmt::format(
      "MESSAGING_URL cannot be used: {}. Check its hosts, user, password and parameters, and whether Kafka runs.",
      reason));
}

/// Waiting does not mend what the operator has to mend.
bool is_refusal(int problem) {
  return problem == RD_KAFKA_RESP_ERR__AUTHENTICATION || problem == RD_KAFKA_RESP_ERR__SSL;
}

}  // namespace

// A consumer that never joins its group: librdkafka 2.0 crashes in a client without a group when it is asked what
// another group has committed and that group's coordinator is just moving (a null rk_cgrp in
// rd_kafka_handle_OffsetFetch).
Topics::Topics(const KafkaOptions& options)
    : options_(options),
      client_(options,
              {.kind = Client::Kind::consumer,
               .settings = {{"group.id", options.prefix + "boxoffice-reader"}, {"enable.auto.commit", "false"}}}) {}

void Topics::connect() {
  constexpr std::chrono::milliseconds look{100};
  const auto deadline = runtime::Deadline::after(options_.startup_limit);
  while (!client_.is_connected(look)) {
    rd_kafka_poll(client_.handle(), 0);  // calls back with the reason
    const int problem = client_.problem();
    if (!is_refusal(problem) && !deadline.passed()) continue;
    refuse(fmt::format("Kafka at {} cannot be reached, {}", options_.servers,
                       reason_of(problem == 0 ? RD_KAFKA_RESP_ERR__TIMED_OUT : problem)));
  }
}

void Topics::ensure(const std::vector<std::string>& topics) {
  std::vector<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    std::ranges::copy_if(topics, std::back_inserter(unknown),
                         [&](const auto& topic) { return !known_.contains(topic); });
  }
  if (unknown.empty()) return;
  std::vector<std::string> missing;
  std::ranges::copy_if(unknown, std::back_inserter(missing), [&](const auto& topic) { return !look(topic).is_usable; });
  if (!missing.empty()) make(missing);
  const std::lock_guard lock(mutex_);
  known_.insert(unknown.begin(), unknown.end());
}

void Topics::forget() {
  const std::lock_guard lock(mutex_);
  known_.clear();
}

void Topics::make(const std::vector<std::string>& topics) const {
  const auto deadline = runtime::Deadline::after(options_.request_limit);
  std::vector<NewTopic> made;
  made.reserve(topics.size());
  for (const auto& topic : topics) made.push_back(new_topic(options_, full_name(topic)));
  std::vector<rd_kafka_NewTopic_t*> wanted;
  wanted.reserve(made.size());
  for (const auto& topic : made) wanted.push_back(topic.get());
  const auto options = admin_options(client_.handle(), options_.request_limit);
  const Queue queue(rd_kafka_queue_new(client_.handle()));
  rd_kafka_CreateTopics(client_.handle(), wanted.data(), wanted.size(), options.get(), queue.get());

  const Event event(rd_kafka_queue_poll(queue.get(), milliseconds(deadline.remaining())));
  if (!event) throw_failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "making a topic");
  if (const auto code = rd_kafka_event_error(event.get())) throw_failure(code, "making a topic");
  std::size_t count = 0;
  const auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (const auto* result : std::span(results, count)) {
    const auto code = rd_kafka_topic_result_error(result);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    throw base::Unavailable(fmt::format("Kafka does not make the topic {}: {}", rd_kafka_topic_result_name(result),
                                        rd_kafka_topic_result_error_string(result)));
  }
  // The controller has them; the other brokers hear of it.
  while (!std::ranges::all_of(topics, [&](const auto& topic) { return look(topic).is_usable; })) {
    if (deadline.passed()) throw_failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "making a topic");
    std::this_thread::sleep_for(pause);
  }
}

int Topics::partitions(const std::string& topic) const {
  return look(topic).partitions;
}

Topics::Look Topics::look(const std::string& topic) const {
  const TopicHandle known(rd_kafka_topic_new(client_.handle(), full_name(topic).c_str(), nullptr));
  if (!known) throw std::invalid_argument(fmt::format("\"{}\" is no name for a topic", topic));
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code =
      rd_kafka_metadata(client_.handle(), 0, known.get(), &metadata, milliseconds(options_.request_limit));
  const base::Owned<const rd_kafka_metadata_t, rd_kafka_metadata_destroy> owned(metadata);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) throw_failure(code, "a look at a topic");
  if (metadata->topic_cnt != 1 || metadata->topics[0].err != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const std::span partitions(metadata->topics[0].partitions,
                             static_cast<std::size_t>(metadata->topics[0].partition_cnt));
  return {.partitions = metadata->topics[0].partition_cnt,
          .is_usable = std::ranges::all_of(partitions, [](const auto& each) { return each.leader >= 0; })};
}

}  // namespace boxoffice::kit::messaging::detail
