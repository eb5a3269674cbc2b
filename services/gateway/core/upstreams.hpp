#pragma once

// The instances of every service behind the gateway, and which one gets the next request.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::gateway {

/// One process of a service. The counters change concurrently on all io threads; everything else is fixed.
struct Instance {
  Instance(std::string on_host, std::uint16_t at_port) : host(std::move(on_host)), port(at_port) {}

  std::string host;
  std::uint16_t port;
  std::atomic<int> outstanding = 0;          // requests that it has not answered
  std::atomic<bool> up = true;               // as the last look at its health, or at a connection, found it
  std::atomic<std::int64_t> latency_ms = 0;  // of the last look at its health
};

/// The processes of one service.
struct Pool {
  std::vector<std::unique_ptr<Instance>> instances{};
  mutable std::atomic<std::size_t> turn = 0;  // moves on with every choice
};

/// Fixed after construction but for the counters inside; safe from any thread.
class Upstreams {
 public:
  void add(const std::string& service, std::string host, std::uint16_t port);

  /// The instance with the least outstanding requests among those that are up, in turns where several have as few; when
  /// none is up, among all, because a look at health may be out of date. Null for a service that is not known.
  [[nodiscard]] Instance* choose(std::string_view service) const;

  [[nodiscard]] bool knows(std::string_view service) const { return pools_.contains(service); }
  [[nodiscard]] const std::map<std::string, Pool, std::less<>>& pools() const { return pools_; }

 private:
  std::map<std::string, Pool, std::less<>> pools_;
};

/// Counts a request as outstanding for as long as it lives.
class Outstanding {
 public:
  explicit Outstanding(Instance& instance) : instance_(&instance) { ++instance_->outstanding; }
  ~Outstanding() {
    if (instance_ != nullptr) --instance_->outstanding;
  }
  Outstanding(Outstanding&& other) noexcept : instance_(std::exchange(other.instance_, nullptr)) {}
  Outstanding& operator=(Outstanding&&) = delete;

 private:
  Instance* instance_;
};

}  // namespace boxoffice::services::gateway
