#include "kit/messaging/kafka/producer.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/owned.hpp"
#include "kit/messaging/kafka/failures.hpp"
#include "kit/messaging/kafka/limits.hpp"
#include "kit/messaging/kafka/record.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/worker.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <string_view>
#include <utility>

namespace boxoffice::kit::messaging::detail {
namespace {

using Error = base::Owned<rd_kafka_error_t, rd_kafka_error_destroy>;
using Event = base::Owned<rd_kafka_event_t, rd_kafka_event_destroy>;
using Queue = base::Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
constexpr std::string_view content_type = "application/cloudevents+json; charset=UTF-8";

std::map<std::string, std::string> settings() {
  return {{"enable.idempotence", "true"},  // each once and in order, however often the client repeats a request
          {"acks", "all"},
          {"message.timeout.ms", "0"},  // publish() has the limit: the client could drop a message but not the next one
          {"message.max.bytes", std::to_string(longest_message)},
          {"partitioner", "murmur2_random"},  // as the clients of other languages choose a partition
          {"linger.ms", "1"}};
}

std::vector<std::string> topics_of(const std::vector<Message>& messages) {
  std::vector<std::string> topics;
  topics.reserve(messages.size());
  for (const auto& message : messages) topics.push_back(message.topic);
  std::ranges::sort(topics);
  const auto repeated = std::ranges::unique(topics);
  topics.erase(repeated.begin(), repeated.end());
  return topics;
}

}  // namespace

/// The messages of one publish().
struct Producer::Batch {
  std::vector<std::string> topics{};
  std::vector<Record> records{};
  const Line* line = nullptr;  // that it was sent on; guarded by the state's mutex
  std::atomic<std::size_t> reported = 0;
  std::atomic<int> failure = 0;  // the first rd_kafka_resp_err_t
  std::atomic<bool> is_over = false;
  runtime::Wakeup over{};

  void fail(int code) {
    int none = 0;
    failure.compare_exchange_strong(none, code);
    end();
  }
  void end() {
    is_over = true;
    over.notify();
  }
};

/// A client and what it has under way.
class Producer::Line {
 public:
  explicit Line(const KafkaOptions& options);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  void send(const std::shared_ptr<Batch>& batch);
  /// Ends all batches that are not over.
  void fail_all(int code);

 private:
  static void on_event(rd_kafka_t* handle, rd_kafka_event_t* event, void* opaque);
  void send(const Record& record, Batch& batch);
  void report(const rd_kafka_message_t& message);

  std::mutex mutex_{};
  std::vector<std::shared_ptr<Batch>> open_{};  // until each message is reported, because the client has pointers to it
  Client client_;                               // dies first: it calls back
};

Producer::Line::Line(const KafkaOptions& options)
    : client_(options, {.kind = Client::Kind::producer,
                        .settings = settings(),
                        .set_callbacks =
                            [](rd_kafka_conf_t* configuration) {
                              rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR);
                              rd_kafka_conf_set_background_event_cb(configuration, &Line::on_event);
                            },
                        .owner = this}) {
  const Queue main(rd_kafka_queue_get_main(client_.handle()));
  const Queue background(rd_kafka_queue_get_background(client_.handle()));
  rd_kafka_queue_forward(main.get(), background.get());
}

Producer::Line::~Line() {
  rd_kafka_purge(client_.handle(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

void Producer::Line::on_event(rd_kafka_t* /*handle*/, rd_kafka_event_t* event, void* opaque) {
  const Event owned(event);
  if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR) {
    Client::note_problem(opaque, rd_kafka_event_error(event));
  } else if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR) {
    auto& line = *static_cast<Line*>(Client::owner_of(opaque));
    while (const auto* message = rd_kafka_event_message_next(event)) line.report(*message);
  }
}

void Producer::Line::report(const rd_kafka_message_t& message) {
  auto& batch = *static_cast<Batch*>(message._private);
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) batch.fail(message.err);
  if (++batch.reported < batch.records.size()) return;
  batch.end();
  const std::lock_guard lock(mutex_);
  std::erase_if(open_, [&](const auto& open) { return open.get() == &batch; });
}

void Producer::Line::send(const std::shared_ptr<Batch>& batch) {
  {
    const std::lock_guard lock(mutex_);
    open_.push_back(batch);
  }
  for (const auto& record : batch->records) send(record, *batch);
}

void Producer::Line::send(const Record& record, Batch& batch) {
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_KEY;
  parts[1].u.mem = {.ptr = const_cast<char*>(record.key.data()), .size = record.key.size()};
  parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
  parts[2].u.mem = {.ptr = const_cast<char*>(record.value.data()), .size = record.value.size()};
  parts[3].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[3].u.i = RD_KAFKA_MSG_F_COPY;
  parts[4].vtype = RD_KAFKA_VTYPE_HEADER;
  parts[4].u.header = {
      .name = "content-type", .val = content_type.data(), .size = static_cast<ssize_t>(content_type.size())};
  parts[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
  parts[5].u.ptr = &batch;
  const Error error(rd_kafka_produceva(client_.handle(), parts.data(), parts.size()));
  if (error) throw_failure(rd_kafka_error_code(error.get()), fmt::format("a message on {}", record.topic));
}

void Producer::Line::fail_all(int code) {
  const std::lock_guard lock(mutex_);
  for (const auto& batch : open_) batch->fail(code);
}

struct Producer::State {
  State(KafkaOptions given, std::shared_ptr<Topics> of_cluster)
      : options(std::move(given)), topics(std::move(of_cluster)) {}

  /// Blocks.
  void send(const std::shared_ptr<Batch>& batch);
  /// Gives up the line that the batch is on, and with it all others there, who are told.
  void give_up(Batch& batch);
  /// Ends the clients that were given up. Blocks.
  void clear_up();

  KafkaOptions options;
  std::shared_ptr<Topics> topics;

 private:
  std::mutex mutex_{};
  std::unique_ptr<Line> line_{};
  std::vector<std::unique_ptr<Line>> given_up_{};
};

void Producer::State::send(const std::shared_ptr<Batch>& batch) {
  clear_up();
  topics->ensure(batch->topics);
  const std::lock_guard lock(mutex_);
  if (batch->is_over) return;  // its caller has gone
  if (!line_) line_ = std::make_unique<Line>(options);
  batch->line = line_.get();
  line_->send(batch);
}

void Producer::State::give_up(Batch& batch) {
  const std::lock_guard lock(mutex_);
  batch.fail(RD_KAFKA_RESP_ERR__TIMED_OUT);
  topics->forget();  // that may be the reason
  if (!line_ || batch.line != line_.get()) return;
  line_->fail_all(RD_KAFKA_RESP_ERR__PURGE_QUEUE);
  given_up_.push_back(std::move(line_));
}

void Producer::State::clear_up() {
  std::vector<std::unique_ptr<Line>> cleared;
  const std::lock_guard lock(mutex_);
  cleared.swap(given_up_);
}

/// Gives the batch up when publish() ends otherwise than by success: an exception, or a caller who is cancelled.
class Producer::Watch {
 public:
  Watch(std::shared_ptr<State> state, runtime::BlockingPool& pool, Batch& batch)
      : state_(std::move(state)), pool_(pool), batch_(batch) {}
  ~Watch() {
    if (is_done_) return;
    state_->give_up(batch_);
    static_cast<void>(pool_.try_post([state = state_] { state->clear_up(); }));  // or else the next publish() does it
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void done() { is_done_ = true; }

 private:
  std::shared_ptr<State> state_;
  runtime::BlockingPool& pool_;
  Batch& batch_;
  bool is_done_ = false;
};

Producer::Producer(const KafkaOptions& options, std::shared_ptr<Topics> topics, runtime::BlockingPool& pool)
    : options_(options), state_(std::make_shared<State>(options, std::move(topics))), pool_(pool) {}

Producer::~Producer() = default;

runtime::Task<> Producer::publish(std::vector<Message> messages) {
  if (messages.empty()) co_return;
  const auto deadline = runtime::Deadline::after(options_.publish_limit);
  const auto batch = std::make_shared<Batch>();
  batch->topics = topics_of(messages);
  batch->records.reserve(messages.size());
  for (const auto& message : messages) {
    batch->records.push_back(to_record(message, state_->topics->full_name(message.topic)));
  }
  Watch watch(state_, pool_, *batch);
  co_await pool_.run([state = state_, batch] { state->send(batch); });
  while (!batch->is_over && !deadline.passed()) co_await batch->over.wait(deadline.remaining());
  if (!batch->is_over) throw_failure(RD_KAFKA_RESP_ERR__TIMED_OUT, "publishing");
  if (batch->failure != RD_KAFKA_RESP_ERR_NO_ERROR) throw_failure(batch->failure, "publishing");
  watch.done();
}

}  // namespace boxoffice::kit::messaging::detail
