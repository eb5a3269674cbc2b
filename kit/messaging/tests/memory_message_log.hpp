#pragma once

// A MessageLog in memory, which keeps the contract and fails on demand.

#include "kit/base/time.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/bell.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::messaging {

/// What all logs of one world share: the broker. Safe from any thread.
class MemoryBroker {
 public:
  enum class Fault : std::uint8_t {
    none,
    refuse,       // throws base::Unavailable and does nothing
    lose_answer,  // does it, then throws base::Unavailable
  };

  [[nodiscard]] std::unique_ptr<MessageLog> open();

  /// The next calls fail so, until it is set to none.
  void fail_publish(Fault fault);
  void fail_commit(Fault fault);
  void fail_poll(Fault fault);

  /// Publishing waits from close_gate() to open_gate(); arrivals() says how many have come to the gate so far.
  void close_gate();
  void open_gate();
  [[nodiscard]] std::size_t arrivals() const;

  [[nodiscard]] std::vector<Message> published(const std::string& topic) const;

  /// Ends a member's share as its broker does with one that went silent.
  void expel(const Consumer* member);
  void expel_all();

 private:
  friend class MemoryMessageLog;
  friend class MemoryConsumer;

  using Key = std::pair<std::string, std::string>;  // group and topic

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Message>> topics_;
  std::map<Key, std::size_t> committed_;
  std::map<Key, const Consumer*> owners_;
  runtime::Bell changed_;
  runtime::Bell gate_;
  bool gate_is_closed_ = false;
  std::size_t arrivals_ = 0;
  Fault publish_fault_ = Fault::none;
  Fault commit_fault_ = Fault::none;
  Fault poll_fault_ = Fault::none;
};

}  // namespace boxoffice::kit::messaging
