#include "kit/service/tests/sample_service.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/http/asking.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::kit::service::tests {

namespace {

constexpr std::string_view create_samples = "CREATE TABLE samples (id TEXT PRIMARY KEY);\n";

/// Fails unless the migration was applied before.
runtime::Task<> prepare(sql::Database& database, Diary& diary) {
  co_await database.read([](sql::Session& session) { session.query("SELECT id FROM samples"); });
  diary.note("prepared");
}

runtime::Task<bool> tick(Diary& diary) {
  diary.note("ticked");
  co_return false;
}

}  // namespace

runtime::Task<base::Result<http::Principal>> NamedCallers::authenticate(const http::Request& request) {
  if (request.headers.get("Authorization") != "Bearer admin") co_return http::Principal{};
  co_return http::Principal{
      .kind = http::Principal::Kind::user, .subject = "1", .name = "olga", .role = http::Role::admin};
}

void Diary::note(const std::string& what) {
  const std::scoped_lock lock(mutex_);
  if (std::ranges::find(noted_, what) == noted_.end()) noted_.push_back(what);
}

std::vector<std::string> Diary::noted() const {
  const std::scoped_lock lock(mutex_);
  return noted_;
}

bool Diary::has(const std::string& what) const {
  const auto all = noted();
  return std::ranges::find(all, what) != all.end();
}

void SampleRoutes::mount(http::Router& router) {
  router_ = &router;
  router.get("/api/samples/wait", http::Guard::anyone, *this, &SampleRoutes::wait, {.produces = "text/plain"});
  router.get("/api/samples/fail", http::Guard::anyone, *this, &SampleRoutes::fail, {.produces = "text/plain"});
}

runtime::Task<base::Result<http::Response>> SampleRoutes::wait(http::Call) {
  const auto heard = released_.rings();
  ++waiting_;
  co_await released_.wait_after(heard, runtime::Deadline{});
  testing::WholeBody body;
  co_return co_await router_->serve({.target = "/readyz", .path = "/readyz"}, body);
}

runtime::Task<base::Result<http::Response>> SampleRoutes::fail(http::Call) {
  throw base::Unavailable("the store is away");
  co_return http::Response{};
}

SamplePlatform::SamplePlatform()
    : messages(messaging::open_sqlite_message_log(home / "messages", clock)),
      cache(cache::open_sqlite_cache({.file = home / "cache.db"}, clock)),
      documents(documents::open_sqlite_documents({.file = home / "documents.db"})),
      revocations(*cache, clock),
      tokens("samples", home / "service-keys", clock),
      platform{.io = io.threads(),
               .clock = clock,
               .random = random,
               .ids = ids,
               .telemetry = telemetry,
               .database = *database,
               .messages = *messages,
               .cache = *cache,
               .documents = *documents,
               .http = http,
               .authenticator = callers,
               .revocations = revocations,
               .service_tokens = tokens,
               .directory = directory,
               .crash_points = crash_points,
               .instance = "samples@here",
               .home = home.path(),
               .share = {}} {}

Service SamplePlatform::sample_service() {
  Service service{.name = "samples", .migrations = messaging::messaging_migrations()};
  service.migrations.push_back({.name = "0001_create_samples.sql", .sql = create_samples});
  service.router = std::make_unique<http::Router>(callers, nullptr);
  routes.mount(*service.router);
  service.on_start = [this] { return prepare(*database, diary); };
  service.workers.push_back({.name = "tick", .tick = [this] { return tick(diary); }});
  service.subscriptions.push_back(
      {.topic = "sample-events",
       .apply = [this](sql::Transaction&, const messaging::Message& message) -> base::Result<void> {
         diary.note("applied " + message.type);
         return {};
       }});
  return service;
}

http::Response SamplePlatform::get(std::uint16_t port, std::string target, http::Headers headers) {
  return io.run(http.send(
      {.endpoint = {.host = "127.0.0.1", .port = port}, .target = std::move(target), .headers = std::move(headers)}));
}

bool SamplePlatform::is_served(std::uint16_t port) {
  try {
    get(port, "/livez");
    return true;
  } catch (const base::Unavailable&) {
    return false;
  }
}

bool SamplePlatform::logged(std::string_view text) const {
  return std::ranges::any_of(telemetry.log.captured(),
                             [text](const std::string& line) { return line.find(text) != std::string::npos; });
}

}  // namespace boxoffice::kit::service::tests
