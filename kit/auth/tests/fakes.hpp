#pragma once

// Small working stand-ins for what kit/auth needs from outside. Safe from any thread.

#include "kit/auth/user_keys.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/bell.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::auth {

/// What a FakeKeySource publishes; shared with the test, because the authenticator owns the source.
struct PublishedKeys {
  std::mutex mutex{};  // guards keys
  std::vector<PublicKey> keys{};
  std::atomic<bool> is_away{false};
  std::atomic<bool> is_held{false};  // answers wait for `release`
  std::atomic<int> fetches{0};
  runtime::Bell release{};

  void publish(std::vector<PublicKey> new_keys) {
    const std::scoped_lock lock(mutex);
    keys = std::move(new_keys);
  }

  [[nodiscard]] std::string text() {
    const std::scoped_lock lock(mutex);
    std::string list;
    for (const auto& key : keys) list += (list.empty() ? "" : ",") + key.to_jwk();
    return R"({"keys":[)" + list + "]}";
  }
};

class FakeKeySource final : public KeySource {
 public:
  explicit FakeKeySource(std::shared_ptr<PublishedKeys> published) : published_(std::move(published)) {}

  runtime::Task<std::string> fetch() override {
    const auto published = published_;
    ++published->fetches;
    const auto heard = published->release.rings();
    if (published->is_held) {
      co_await published->release.wait_after(heard, runtime::Deadline::after(std::chrono::seconds{5}));
    }
    if (published->is_away) throw base::Unavailable("the users service is away");
    co_return published->text();
  }

 private:
  std::shared_ptr<PublishedKeys> published_;
};

}  // namespace boxoffice::kit::auth
