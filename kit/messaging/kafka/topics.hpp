#pragma once

// The topics of a cluster: made when they are missing, and what is known about them.

#include "kit/messaging/kafka/client.hpp"

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::messaging::detail {

/// Names are those of the port; on the cluster they have the prefix. Calls block: threads of a pool make them. Throws
/// base::Unavailable when the cluster cannot be reached. Safe from any thread.
class Topics {
 public:
  explicit Topics(const KafkaOptions& options);

  /// Tries to reach a broker for the time of `startup_limit`. Throws base::StartupError.
  void connect();

  /// Makes those of the topics that are missing, and returns when they can be used. Any number of processes may do so
  /// at once.
  void ensure(const std::vector<std::string>& topics);
  /// Looks again the next time: somebody may have deleted topics.
  void forget();

  /// How many partitions a topic has; 0 when there is no such topic.
  [[nodiscard]] int partitions(const std::string& topic) const;

  [[nodiscard]] const Client& client() const { return client_; }
  [[nodiscard]] std::string full_name(std::string_view name) const { return options_.prefix + std::string(name); }
  [[nodiscard]] std::string short_name(std::string_view name) const {
    return std::string(name.substr(options_.prefix.size()));
  }

 private:
  struct Look {
    int partitions = 0;
    bool is_usable = false;  // each partition has a leader
  };

  [[nodiscard]] Look look(const std::string& topic) const;
  void make(const std::vector<std::string>& topics) const;

  KafkaOptions options_;
  Client client_;
  std::mutex mutex_{};
  std::set<std::string> known_{};  // guarded by mutex
};

}  // namespace boxoffice::kit::messaging::detail
