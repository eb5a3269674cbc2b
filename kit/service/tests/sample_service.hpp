#pragma once

// A service as tests need it, a platform of embedded engines around it, and a client that asks it.

#include "kit/base/random.hpp"
#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/documents/sqlite/sqlite_document_store.hpp"
#include "kit/messaging/outbox.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/service/host.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/sql/temporary_database.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace boxoffice::kit::service::tests {

/// "Bearer admin" is an administrator, every other caller nobody.
class NamedCallers final : public http::Authenticator {
 public:
  runtime::Task<base::Result<http::Principal>> authenticate(const http::Request& request) override;
};

/// What happened in which order; safe from any thread.
class Diary {
 public:
  /// Only the first time that something happens is noted.
  void note(const std::string& what);
  [[nodiscard]] std::vector<std::string> noted() const;
  [[nodiscard]] bool has(const std::string& what) const;

 private:
  mutable std::mutex mutex_;  // guards noted_
  std::vector<std::string> noted_;
};

/// GET /api/samples/wait: after release() what /readyz of its own router says then. /api/samples/fail: the store is
/// away.
class SampleRoutes {
 public:
  void mount(http::Router& router);

  runtime::Task<base::Result<http::Response>> wait(http::Call call);
  runtime::Task<base::Result<http::Response>> fail(http::Call call);

  void release() { released_.ring(); }
  [[nodiscard]] int waiting() const { return waiting_; }

 private:
  http::Router* router_ = nullptr;
  runtime::Bell released_;
  std::atomic<int> waiting_ = 0;
};

/// Everything that a Platform refers to; lives as long as a process would.
struct SamplePlatform {
  SamplePlatform();

  /// With a table of its own, a worker that ticks, a subscription of "sample-events", all of which write the diary.
  Service sample_service();

  http::Response get(std::uint16_t port, std::string target, http::Headers headers = {});
  /// True when somebody answers at that port.
  bool is_served(std::uint16_t port);
  /// True when a line of the log contains `text`.
  [[nodiscard]] bool logged(std::string_view text) const;

  testing::IoFixture io{2};
  testing::FakeClock clock{};
  base::SystemRandom random{};
  base::IdGenerator ids{clock, random};
  testing::TemporaryDirectory home{};
  telemetry::Telemetry telemetry{
      .service = "sample-service", .log = telemetry::Log::capturing("sample-service"), .metrics = {}};
  testing::TemporaryDatabase database{};
  std::unique_ptr<messaging::MessageLog> messages;
  std::unique_ptr<cache::Cache> cache;
  std::unique_ptr<documents::DocumentStore> documents;
  http::Client http{io.threads(), {}};
  NamedCallers callers{};
  auth::Revocations revocations;
  auth::ServiceTokens tokens;
  Directory directory{};
  lab::CrashPoints crash_points{};
  Platform platform;
  SampleRoutes routes{};
  Diary diary{};
};

}  // namespace boxoffice::kit::service::tests
