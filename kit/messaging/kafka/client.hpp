#pragma once

// One client of librdkafka: its configuration, its life, and what it complains about.

#include "kit/messaging/kafka/kafka_options.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

struct rd_kafka_s;
struct rd_kafka_conf_s;

namespace boxoffice::kit::messaging::detail {

/// A limit as the library takes it.
[[nodiscard]] inline int milliseconds(std::chrono::milliseconds limit) {
  return static_cast<int>(limit.count());
}

/// Has threads of its own. Safe from any thread. librdkafka's log lines go nowhere: what matters reaches callers as
/// exceptions, and those who catch them log once.
class Client {
 public:
  enum class Kind : std::uint8_t { producer, consumer };

  struct Parts {
    Kind kind = Kind::producer;
    std::map<std::string, std::string> settings{};             // beside those for the connection
    std::function<void(rd_kafka_conf_s*)> set_callbacks = {};  // before it is made
    void* owner = nullptr;                                     // see owner_of()
  };

  /// Throws base::StartupError when librdkafka refuses the configuration. Connects by itself, later.
  Client(const KafkaOptions& options, const Parts& parts);
  /// Ends its threads. A consumer does not leave its group.
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] rd_kafka_s* handle() const { return handle_; }
  /// For callbacks, which get the opaque pointer of the configuration.
  [[nodiscard]] static void* owner_of(void* opaque) { return static_cast<Client*>(opaque)->owner_; }

  /// Asks a broker for what it knows about the cluster. False when none answers in time.
  [[nodiscard]] bool is_connected(std::chrono::milliseconds limit) const;

  /// The last error of the connection, an rd_kafka_resp_err_t; 0 when there was none.
  [[nodiscard]] int problem() const;
  /// For callbacks of errors.
  static void note_problem(void* opaque, int code);

 private:
  void* owner_;
  mutable std::mutex mutex_{};
  int problem_ = 0;
  rd_kafka_s* handle_ = nullptr;
};

}  // namespace boxoffice::kit::messaging::detail
