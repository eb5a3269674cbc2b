#include "kit/messaging/tests/memory_message_log.hpp"

#include "kit/base/failure.hpp"

#include <algorithm>

namespace boxoffice::kit::messaging {
namespace {

using Fault = MemoryBroker::Fault;

void answer(Fault fault) {
  if (fault != Fault::none) throw base::Unavailable("the broker is away");
}

}  // namespace

class MemoryConsumer final : public Consumer {
 public:
  MemoryConsumer(MemoryBroker& broker, std::string group, std::vector<std::string> topics)
      : broker_(broker), group_(std::move(group)), topics_(std::move(topics)) {}

  ~MemoryConsumer() override { broker_.expel(this); }

  runtime::Task<std::vector<Received>> poll(std::size_t limit, std::chrono::milliseconds wait) override {
    const auto deadline = runtime::Deadline::after(wait);
    for (;;) {
      const auto heard = broker_.changed_.rings();
      auto found = look(limit);
      if (!found.empty() || deadline.passed()) co_return found;
      co_await broker_.changed_.wait_after(heard, deadline);
    }
  }

  runtime::Task<> commit(const std::vector<Received>& applied) override {
    const std::lock_guard lock(broker_.mutex_);
    if (broker_.commit_fault_ == Fault::refuse) answer(Fault::refuse);
    for (const auto& received : applied) {
      const MemoryBroker::Key key{group_, received.message.topic};
      if (broker_.owners_[key] != this) continue;
      broker_.committed_[key] = std::max<std::size_t>(broker_.committed_[key], std::stoul(received.position));
    }
    answer(broker_.commit_fault_);
    co_return;
  }

 private:
  std::vector<Received> look(std::size_t limit) {
    const std::lock_guard lock(broker_.mutex_);
    answer(broker_.poll_fault_);
    std::vector<Received> found;
    for (const auto& topic : topics_) {
      const MemoryBroker::Key key{group_, topic};
      auto& owner = broker_.owners_[key];
      if (owner == nullptr) {
        owner = this;
        cursors_[topic] = broker_.committed_[key];
      }
      if (owner != this) continue;
      const auto& messages = broker_.topics_[topic];
      for (auto& cursor = cursors_[topic]; cursor < messages.size() && found.size() < limit; ++cursor) {
        found.push_back({.message = messages[cursor], .position = std::to_string(cursor + 1)});
      }
    }
    return found;
  }

  MemoryBroker& broker_;
  std::string group_;
  std::vector<std::string> topics_;
  std::map<std::string, std::size_t> cursors_;
};

class MemoryMessageLog final : public MessageLog {
 public:
  explicit MemoryMessageLog(MemoryBroker& broker) : broker_(broker) {}

  runtime::Task<> publish(std::vector<Message> messages) override {
    co_await pass_gate();
    {
      const std::lock_guard lock(broker_.mutex_);
      if (broker_.publish_fault_ == Fault::refuse) answer(Fault::refuse);
      for (auto& message : messages) broker_.topics_[message.topic].push_back(std::move(message));
    }
    broker_.changed_.ring();
    const std::lock_guard lock(broker_.mutex_);
    answer(broker_.publish_fault_);
  }

  std::unique_ptr<Consumer> subscribe(std::string group, std::vector<std::string> topics) override {
    return std::make_unique<MemoryConsumer>(broker_, std::move(group), std::move(topics));
  }

  runtime::Task<std::vector<Message>> tail(std::string topic, std::size_t limit) override {
    const auto all = broker_.published(topic);
    co_return std::vector<Message>(all.end() - static_cast<std::ptrdiff_t>(std::min(limit, all.size())), all.end());
  }

  runtime::Task<std::vector<Lag>> lag(std::string group, std::vector<std::string> topics) override {
    const std::lock_guard lock(broker_.mutex_);
    std::vector<Lag> lags;
    for (const auto& topic : topics) {
      const auto behind = broker_.topics_[topic].size() - broker_.committed_[{group, topic}];
      lags.push_back({.topic = topic, .group = group, .messages = static_cast<std::int64_t>(behind)});
    }
    co_return lags;
  }

  runtime::Task<bool> healthy() override { co_return true; }

 private:
  runtime::Task<> pass_gate() {
    for (bool has_arrived = false;;) {
      const auto heard = broker_.gate_.rings();
      {
        const std::lock_guard lock(broker_.mutex_);
        if (!std::exchange(has_arrived, true)) broker_.arrivals_ += 1;
        if (!broker_.gate_is_closed_) co_return;
      }
      co_await broker_.gate_.wait_after(heard, runtime::Deadline{});
    }
  }

  MemoryBroker& broker_;
};

std::unique_ptr<MessageLog> MemoryBroker::open() {
  return std::make_unique<MemoryMessageLog>(*this);
}

void MemoryBroker::fail_publish(Fault fault) {
  const std::lock_guard lock(mutex_);
  publish_fault_ = fault;
}

void MemoryBroker::fail_commit(Fault fault) {
  const std::lock_guard lock(mutex_);
  commit_fault_ = fault;
}

void MemoryBroker::fail_poll(Fault fault) {
  const std::lock_guard lock(mutex_);
  poll_fault_ = fault;
}

void MemoryBroker::close_gate() {
  const std::lock_guard lock(mutex_);
  gate_is_closed_ = true;
}

void MemoryBroker::open_gate() {
  {
    const std::lock_guard lock(mutex_);
    gate_is_closed_ = false;
  }
  gate_.ring();
}

std::size_t MemoryBroker::arrivals() const {
  const std::lock_guard lock(mutex_);
  return arrivals_;
}

std::vector<Message> MemoryBroker::published(const std::string& topic) const {
  const std::lock_guard lock(mutex_);
  const auto found = topics_.find(topic);
  return found == topics_.end() ? std::vector<Message>{} : found->second;
}

void MemoryBroker::expel(const Consumer* member) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(owners_, [member](const auto& share) { return share.second == member; });
  }
  changed_.ring();
}

void MemoryBroker::expel_all() {
  const std::lock_guard lock(mutex_);
  owners_.clear();
}

}  // namespace boxoffice::kit::messaging
