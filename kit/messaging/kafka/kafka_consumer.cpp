#include "kit/messaging/kafka/kafka_consumer.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/number.hpp"
#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/failures.hpp"
#include "kit/messaging/kafka/record.hpp"
#include "kit/runtime/deadline.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace boxoffice::kit::messaging::detail {
namespace {

using Error = base::Owned<rd_kafka_error_t, rd_kafka_error_destroy>;
using MessageHandle = base::Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList = base::Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;
using Queue = base::Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
constexpr std::chrono::milliseconds look_every{1000};  // besides wake-ups
constexpr std::chrono::milliseconds in_touch{2000};    // how long an answer proves that Kafka is there
constexpr std::chrono::milliseconds leave_limit{2000};

/// A position as text is "<deal>/<partition>/<offset>".
struct Position {
  std::int64_t deal = 0;  // how often the shares had been dealt out when it was received
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

std::string to_text(const Position& position) {
  return fmt::format("{}/{}/{}", position.deal, position.partition, position.offset);
}

Position to_position(std::string_view text) {
  std::array<std::int64_t, 3> numbers{};
  for (auto& number : numbers) {
    const auto end = text.find('/');
    const auto parsed = base::parse_integer(text.substr(0, end));
    if (!parsed) throw std::invalid_argument("a position that this log has not given out");
    number = *parsed;
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return {.deal = numbers[0], .partition = static_cast<std::int32_t>(numbers[1]), .offset = numbers[2]};
}

std::string_view view(const void* bytes, std::size_t size) {
  return bytes == nullptr ? std::string_view{} : std::string_view(static_cast<const char*>(bytes), size);
}

std::map<std::string, std::string> settings(const KafkaOptions& options, const std::string& group) {
  return {{"group.id", options.prefix + group},
          {"session.timeout.ms", std::to_string(options.session_limit.count())},
          {"heartbeat.interval.ms", std::to_string(options.session_limit.count() / 4)},
          {"max.poll.interval.ms", std::to_string(options.poll_limit.count())},
          // Every change deals all partitions out anew. The co-operative assignor of librdkafka before 2.4 may hang.
          {"partition.assignment.strategy", "range"},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "earliest"},
          {"fetch.error.backoff.ms", "100"},
          {"queued.max.messages.kbytes", "16384"}};
}

/// Answers to a commit that say: the partition is somebody else's now.
bool is_not_ours(int code) {
  switch (code) {
    case RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST:
    case RD_KAFKA_RESP_ERR__NO_OFFSET:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// The blocking part, used on the threads of the pool. The mutex is free but for a cancelled call that still runs.
class KafkaConsumer::Session {
 public:
  Session(KafkaOptions options, std::shared_ptr<Topics> topics, std::string group, std::vector<std::string> subscribed,
          runtime::Wakeup wakeup)
      : options_(std::move(options)),
        topics_(std::move(topics)),
        group_(std::move(group)),
        subscribed_(std::move(subscribed)),
        wakeup_(std::move(wakeup)) {}
  ~Session() { end(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Joins the group if need be and takes in what has arrived, until `limit` messages are ready.
  void look(std::size_t limit);
  /// What is ready. Apart from look(), so that messages stay here when its caller is cancelled.
  [[nodiscard]] std::vector<Received> take(std::size_t limit);
  /// Makes sure that nothing arrives because there is nothing, and not because Kafka is away.
  void check_contact();
  void commit(const std::vector<Received>& applied);
  void leave();
  /// Without leaving the group.
  void end();
  /// Of this member in the group; "" before it has joined.
  [[nodiscard]] std::string name();

 private:
  using Offsets = std::map<std::pair<std::string, std::int32_t>, std::int64_t>;

  void join();
  void receive(const rd_kafka_message_t& message);
  void complain(const rd_kafka_message_t& message);
  void forget_shares();
  void stop_listening();
  void send_commit(const Offsets& offsets);
  static void on_rebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                           void* opaque);

  KafkaOptions options_;
  std::shared_ptr<Topics> topics_;
  std::string group_;
  std::vector<std::string> subscribed_;
  runtime::Wakeup wakeup_;
  std::mutex mutex_{};
  std::optional<Client> client_{};
  Queue queue_{};
  std::int64_t deal_ = 0;
  std::deque<Received> ready_{};
  std::chrono::steady_clock::time_point heard_at_{};
};

void KafkaConsumer::Session::look(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  if (!client_) join();
  while (ready_.size() < limit) {
    const MessageHandle message(rd_kafka_consumer_poll(client_->handle(), 0));
    if (!message) return;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      receive(*message);
    } else {
      complain(*message);
    }
  }
}

void KafkaConsumer::Session::join() {
  topics_->ensure(subscribed_);
  client_.emplace(options_, Client::Parts{.kind = Client::Kind::consumer,
                                          .settings = settings(options_, group_),
                                          .set_callbacks =
                                              [](rd_kafka_conf_t* configuration) {
                                                rd_kafka_conf_set_rebalance_cb(configuration, &Session::on_rebalance);
                                              },
                                          .owner = this});
  rd_kafka_poll_set_consumer(client_->handle());
  queue_.reset(rd_kafka_queue_get_consumer(client_->handle()));
  rd_kafka_queue_cb_event_enable(
      queue_.get(), [](rd_kafka_t* /*handle*/, void* wakeup) { static_cast<runtime::Wakeup*>(wakeup)->notify(); },
      &wakeup_);
  const PartitionList topics(rd_kafka_topic_partition_list_new(static_cast<int>(subscribed_.size())));
  for (const auto& topic : subscribed_) {
    rd_kafka_topic_partition_list_add(topics.get(), topics_->full_name(topic).c_str(), RD_KAFKA_PARTITION_UA);
  }
  if (const auto code = rd_kafka_subscribe(client_->handle(), topics.get())) throw_failure(code, "subscribing");
}

void KafkaConsumer::Session::receive(const rd_kafka_message_t& message) {
  heard_at_ = std::chrono::steady_clock::now();
  const Place place{.topic = topics_->short_name(rd_kafka_topic_name(message.rkt)),
                    .partition = message.partition,
                    .offset = message.offset,
                    .timestamp_ms = std::max<std::int64_t>(rd_kafka_message_timestamp(&message, nullptr), 0)};
  ready_.push_back(from_record(place, view(message.key, message.key_len), view(message.payload, message.len)));
  ready_.back().position = to_text({.deal = deal_, .partition = place.partition, .offset = place.offset});
}

void KafkaConsumer::Session::complain(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED) {
    forget_shares();  // the group has gone on without us, and the next poll joins again
    return;
  }
  const auto code = message.err;
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC) {
    topics_->forget();
    topics_->ensure(subscribed_);  // somebody has deleted one
  }
  throw_failure(code, fmt::format("reading as a member of {}", group_));
}

std::vector<Received> KafkaConsumer::Session::take(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const auto end = std::next(ready_.begin(), static_cast<std::ptrdiff_t>(std::min(limit, ready_.size())));
  std::vector<Received> taken(std::make_move_iterator(ready_.begin()), std::make_move_iterator(end));
  ready_.erase(ready_.begin(), end);
  return taken;
}

void KafkaConsumer::Session::check_contact() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (!client_ || now < heard_at_ + in_touch) return;
  if (!client_->is_connected(options_.request_limit)) throw_failure(RD_KAFKA_RESP_ERR__TRANSPORT, "reading");
  heard_at_ = now;
}

/// Called by rd_kafka_consumer_poll(), between messages.
void KafkaConsumer::Session::on_rebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code,
                                          rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto& session = *static_cast<Session*>(Client::owner_of(opaque));
  session.forget_shares();
  rd_kafka_assign(handle, code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS ? partitions : nullptr);
}

/// What was not handed out comes again, here or elsewhere.
void KafkaConsumer::Session::forget_shares() {
  deal_ += 1;
  ready_.clear();
}

void KafkaConsumer::Session::commit(const std::vector<Received>& applied) {
  const std::lock_guard lock(mutex_);
  Offsets offsets;
  for (const auto& received : applied) {
    const auto position = to_position(received.position);
    if (position.deal != deal_) continue;
    auto& next = offsets[{received.message.topic, position.partition}];
    next = std::max(next, position.offset + 1);
  }
  if (client_ && !offsets.empty()) send_commit(offsets);
}

void KafkaConsumer::Session::send_commit(const Offsets& offsets) {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [partition, offset] : offsets) {
    const auto topic = topics_->full_name(partition.first);
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition.second)->offset = offset;
  }
  int answer = RD_KAFKA_RESP_ERR__TIMED_OUT;
  const auto on_answer = [](rd_kafka_t* /*handle*/, rd_kafka_resp_err_t code,
                            rd_kafka_topic_partition_list_t* /*offsets*/,
                            void* opaque) { *static_cast<int*>(opaque) = code; };
  const Queue queue(rd_kafka_queue_new(client_->handle()));
  if (const auto code = rd_kafka_commit_queue(client_->handle(), list.get(), queue.get(), on_answer, &answer)) {
    throw_failure(code, "a commit");
  }
  rd_kafka_queue_poll_callback(queue.get(), milliseconds(options_.request_limit));
  if (is_not_ours(answer)) return;  // whoever has it now reads from the last commit on, and the inbox knows the rest
  if (answer != RD_KAFKA_RESP_ERR_NO_ERROR) throw_failure(answer, "a commit");
  heard_at_ = std::chrono::steady_clock::now();
}

void KafkaConsumer::Session::leave() {
  {
    const std::lock_guard lock(mutex_);
    if (!client_) return;
    stop_listening();
    rd_kafka_t* const handle = client_->handle();
    const Queue closing(rd_kafka_queue_new(handle));
    const auto deadline = runtime::Deadline::after(leave_limit);
    const Error error(rd_kafka_consumer_close_queue(handle, closing.get()));
    constexpr int look_ms = 20;
    while (!error && rd_kafka_consumer_closed(handle) == 0 && !deadline.passed()) {
      rd_kafka_queue_poll_callback(closing.get(), look_ms);
    }
  }
  end();
}

void KafkaConsumer::Session::end() {
  const std::lock_guard lock(mutex_);
  stop_listening();
  client_.reset();
  forget_shares();
}

std::string KafkaConsumer::Session::name() {
  const std::lock_guard lock(mutex_);
  char* const found = client_ ? rd_kafka_memberid(client_->handle()) : nullptr;
  if (found == nullptr) return {};
  std::string copy(found);
  rd_kafka_mem_free(client_->handle(), found);
  return copy;
}

/// Also librdkafka wants its queue back before the client closes.
void KafkaConsumer::Session::stop_listening() {
  if (queue_) rd_kafka_queue_cb_event_enable(queue_.get(), nullptr, nullptr);
  queue_.reset();
}

KafkaConsumer::KafkaConsumer(const KafkaOptions& options, std::shared_ptr<Topics> topics, runtime::BlockingPool& pool,
                             std::string group, std::vector<std::string> subscribed)
    : pool_(pool),
      session_(
          std::make_shared<Session>(options, std::move(topics), std::move(group), std::move(subscribed), wakeup_)) {}

KafkaConsumer::~KafkaConsumer() {
  // When the queue is full the group waits for the end of the session.
  static_cast<void>(pool_.try_post([session = session_] { session->leave(); }));
}

runtime::Task<std::vector<Received>> KafkaConsumer::poll(std::size_t limit, std::chrono::milliseconds wait) {
  const auto deadline = runtime::Deadline::after(wait);
  for (;;) {
    co_await pool_.run([session = session_, limit] { session->look(limit); });
    auto found = session_->take(limit);
    if (!found.empty()) co_return found;
    if (deadline.passed()) break;
    co_await wakeup_.wait(std::min(deadline.remaining(), look_every));
  }
  co_await pool_.run([session = session_] { session->check_contact(); });
  co_return std::vector<Received>{};
}

runtime::Task<> KafkaConsumer::commit(const std::vector<Received>& applied) {
  if (applied.empty()) co_return;
  co_await pool_.run([session = session_, applied] { session->commit(applied); });
}

std::string KafkaConsumer::die() {
  auto name = session_->name();
  session_->end();
  return name;
}

}  // namespace boxoffice::kit::messaging::detail
