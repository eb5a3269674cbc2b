#pragma once

// Everything that a Platform refers to, over embedded stores that only one test uses.

#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/documents/sqlite/sqlite_document_store.hpp"
#include "kit/messaging/sqlite/sqlite_message_log.hpp"
#include "kit/service/platform.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"
#include "kit/testing/io_fixture.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <memory>

namespace boxoffice::kit::service::tests {

/// Everybody is anonymous.
class OpenDoor final : public http::Authenticator {
 public:
  runtime::Task<base::Result<http::Principal>> authenticate(const http::Request& /*request*/) override {
    co_return http::Principal{};
  }
};

/// Declare it first in a test, so that it dies last. The clock is the real one, because deadlines are.
struct Surroundings {
  testing::TemporaryDirectory directory{};
  testing::IoFixture io{};
  base::SystemClock clock{};
  base::SystemRandom random{};
  base::IdGenerator ids{clock, random};
  telemetry::Telemetry telemetry{
      .service = "test-service", .log = telemetry::Log::capturing("test-service"), .metrics = {}};
  std::unique_ptr<sql::Database> database = sql::open_sqlite({.file = directory / "test.db"});
  std::unique_ptr<messaging::MessageLog> messages = messaging::open_sqlite_message_log(directory / "messages", clock);
  std::unique_ptr<cache::Cache> cache = cache::open_sqlite_cache({.file = directory / "cache.db"}, clock);
  std::unique_ptr<documents::DocumentStore> documents =
      documents::open_sqlite_documents({.file = directory / "documents.db"});
  http::Client http{io.threads(), {}};
  OpenDoor authenticator{};
  auth::Revocations revocations{*cache, clock};
  auth::ServiceTokens service_tokens{"test", directory / "service-keys", clock};
  Directory services{};
  lab::CrashPoints crash_points{};
  Platform platform{.io = io.threads(),
                    .clock = clock,
                    .random = random,
                    .ids = ids,
                    .telemetry = telemetry,
                    .database = *database,
                    .messages = *messages,
                    .cache = *cache,
                    .documents = *documents,
                    .http = http,
                    .authenticator = authenticator,
                    .revocations = revocations,
                    .service_tokens = service_tokens,
                    .directory = services,
                    .crash_points = crash_points,
                    .instance = "test@here",
                    .home = directory.path(),
                    .share = directory.path()};

  /// A service with a router and nothing else.
  [[nodiscard]] Service service() {
    Service made{.name = "test"};
    made.router = std::make_unique<http::Router>(authenticator, nullptr);
    return made;
  }
};

}  // namespace boxoffice::kit::service::tests
