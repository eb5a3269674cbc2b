#include "kit/messaging/kafka/archive.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/failures.hpp"
#include "kit/messaging/kafka/record.hpp"
#include "kit/runtime/deadline.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <ranges>
#include <span>
#include <string_view>
#include <thread>
#include <utility>

namespace boxoffice::kit::messaging::detail {
namespace {

using AdminOptions = base::Owned<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;
using Event = base::Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using MessageHandle = base::Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList = base::Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using Queue = base::Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using GroupOffsets = base::Owned<rd_kafka_ListConsumerGroupOffsets_t, rd_kafka_ListConsumerGroupOffsets_destroy>;

constexpr std::chrono::milliseconds pause{20};

using Offsets = std::map<std::int32_t, std::int64_t>;  // by partition

std::span<const rd_kafka_topic_partition_t> elements_of(const rd_kafka_topic_partition_list_t* list) {
  return {list->elems, static_cast<std::size_t>(list->cnt)};
}

PartitionList list_of(const std::string& topic, const Offsets& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = offset;
  }
  return list;
}

Offsets same_for_all(int partitions, std::int64_t offset) {
  Offsets offsets;
  for (std::int32_t partition = 0; partition < partitions; ++partition) offsets.emplace(partition, offset);
  return offsets;
}

/// Questions about one topic.
struct Question {
  rd_kafka_t* handle;
  std::string topic;  // full name
  int partitions;
  std::chrono::milliseconds limit;
};

/// The first thing that is wrong with a list of answers.
int failure_in(int code, const rd_kafka_topic_partition_list_t* list) {
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return code;
  for (const auto& each : elements_of(list)) {
    if (each.err != RD_KAFKA_RESP_ERR_NO_ERROR) return each.err;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

/// The offset of the oldest message (RD_KAFKA_OFFSET_BEGINNING) or the one after the newest (RD_KAFKA_OFFSET_END). Asks
/// again while a partition has no leader that knows of it: it is new, or moves.
Offsets query_offsets(const Question& question, std::int64_t which) {
  const auto deadline = runtime::Deadline::after(question.limit);
  for (;;) {
    const auto list = list_of(question.topic, same_for_all(question.partitions, which));
    const auto code = rd_kafka_offsets_for_times(question.handle, list.get(), milliseconds(deadline.remaining()));
    const int failure = failure_in(code, list.get());
    if (failure == RD_KAFKA_RESP_ERR_NO_ERROR) {
      Offsets found;
      for (const auto& each : elements_of(list.get())) found.emplace(each.partition, each.offset);
      return found;
    }
    if (deadline.passed()) throw_failure(failure, "a look at a topic");
    std::this_thread::sleep_for(pause);
  }
}

/// Only where the group has committed something.
Offsets query_commits(const Question& question, const std::string& group) {
  const auto list = list_of(question.topic, same_for_all(question.partitions, RD_KAFKA_OFFSET_INVALID));
  const GroupOffsets wanted(rd_kafka_ListConsumerGroupOffsets_new(group.c_str(), list.get()));
  const AdminOptions options(rd_kafka_AdminOptions_new(question.handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS));
  std::array<char, 256> reason{};
  rd_kafka_AdminOptions_set_request_timeout(options.get(), milliseconds(question.limit), reason.data(), reason.size());
  const Queue queue(rd_kafka_queue_new(question.handle));
  auto* request = wanted.get();
  rd_kafka_ListConsumerGroupOffsets(question.handle, &request, 1, options.get(), queue.get());

  const Event event(rd_kafka_queue_poll(queue.get(), milliseconds(question.limit)));
  if (!event) throw_failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "a look at a group");
  if (const auto code = rd_kafka_event_error(event.get())) throw_failure(code, "a look at a group");
  std::size_t count = 0;
  const auto* const groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(event.get()), &count);
  Offsets found;
  for (const auto* answer : std::span(groups, count)) {
    if (const auto* error = rd_kafka_group_result_error(answer)) {
      throw_failure(rd_kafka_error_code(error), "a look at a group");
    }
    for (const auto& each : elements_of(rd_kafka_group_result_partitions(answer))) {
      if (each.offset >= 0) found.emplace(each.partition, each.offset);
    }
  }
  return found;
}

/// By the time they were sent, which here is never before those that precede it in their partition. Equal ones stay in
/// the order in which they were read.
using Dated = std::multimap<std::int64_t, Message>;

/// Reads from `starts` to the ends, which are read with it.
class Reader {
 public:
  Reader(const KafkaOptions& options, const Topics& topics, std::string topic, Offsets ends)
      : topics_(topics),
        topic_(std::move(topic)),
        ends_(std::move(ends)),
        client_(options, {.kind = Client::Kind::consumer,
                          .settings = {{"group.id", options.prefix + "boxoffice-reader"},  // never joins nor commits
                                       {"enable.auto.commit", "false"},
                                       {"enable.auto.offset.store", "false"},
                                       {"auto.offset.reset", "earliest"},
                                       {"enable.partition.eof", "true"},
                                       {"fetch.error.backoff.ms", "100"}}}) {
    rd_kafka_poll_set_consumer(client_.handle());
  }

  Dated read(const Offsets& starts, runtime::Deadline deadline) {
    const auto list = list_of(topics_.full_name(topic_), starts);
    if (const auto code = rd_kafka_assign(client_.handle(), list.get())) throw_failure(code, "reading a topic");
    while (!ends_.empty()) {
      const auto left = deadline.remaining();
      const MessageHandle message(rd_kafka_consumer_poll(client_.handle(), milliseconds(left)));
      if (message) {
        take(*message);
      } else if (deadline.passed()) {
        throw_failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "reading a topic");
      }
    }
    return std::move(found_);
  }

 private:
  void take(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ends_.erase(message.partition);
      return;
    }
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) throw_failure(message.err, "reading a topic");
    const auto end = ends_.find(message.partition);
    if (end == ends_.end()) return;  // came after we had asked for the ends
    const Place place{.topic = topic_,
                      .partition = message.partition,
                      .offset = message.offset,
                      .timestamp_ms = std::max<std::int64_t>(rd_kafka_message_timestamp(&message, nullptr), 0)};
    auto& latest = latest_[message.partition];
    latest = std::max(latest, place.timestamp_ms);
    const std::string_view key(static_cast<const char*>(message.key), message.key_len);
    const std::string_view value(static_cast<const char*>(message.payload), message.len);
    found_.emplace(latest, from_record(place, key, value).message);
    if (message.offset + 1 >= end->second) ends_.erase(end);
  }

  const Topics& topics_;
  std::string topic_;
  Offsets ends_;    // of partitions that are not read to their end yet
  Offsets latest_;  // time of the newest message so far
  Dated found_;
  Client client_;
};

}  // namespace

std::vector<Message> read_tail(const KafkaOptions& options, const Topics& topics, const std::string& topic,
                               std::size_t limit) {
  const auto deadline = runtime::Deadline::after(options.tail_limit);
  const Question question{.handle = topics.client().handle(),
                          .topic = topics.full_name(topic),
                          .partitions = topics.partitions(topic),
                          .limit = options.request_limit};
  if (question.partitions == 0) return {};
  Offsets starts = query_offsets(question, RD_KAFKA_OFFSET_BEGINNING);
  Offsets ends = query_offsets(question, RD_KAFKA_OFFSET_END);
  for (auto& [partition, start] : starts) {
    start = std::max(start, ends[partition] - static_cast<std::int64_t>(limit));
  }
  std::erase_if(starts, [&](const auto& each) { return each.second >= ends[each.first]; });
  std::erase_if(ends, [&](const auto& each) { return !starts.contains(each.first); });
  if (starts.empty()) return {};

  auto found = Reader(options, topics, topic, std::move(ends)).read(starts, deadline);
  const auto surplus = found.size() - std::min(limit, found.size());
  std::vector<Message> messages;
  for (auto& [time, message] : found | std::views::drop(surplus)) messages.push_back(std::move(message));
  return messages;
}

Lag read_lag(const KafkaOptions& options, const Topics& topics, const std::string& group, const std::string& topic) {
  Lag lag{.topic = topic, .group = group};
  const Question question{.handle = topics.client().handle(),
                          .topic = topics.full_name(topic),
                          .partitions = topics.partitions(topic),
                          .limit = options.request_limit};
  if (question.partitions == 0) return lag;
  const auto commits = query_commits(question, topics.full_name(group));
  const auto starts = query_offsets(question, RD_KAFKA_OFFSET_BEGINNING);
  for (const auto& [partition, end] : query_offsets(question, RD_KAFKA_OFFSET_END)) {
    const auto commit = commits.find(partition);
    const auto start = starts.at(partition);  // what was deleted is not waited for
    lag.messages += end - (commit == commits.end() ? start : std::max(commit->second, start));
  }
  return lag;
}

}  // namespace boxoffice::kit::messaging::detail
