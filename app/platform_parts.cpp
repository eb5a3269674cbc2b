#include "app/platform_parts.hpp"

#include "app/crashing_message_log.hpp"
#include "kit/base/failure.hpp"
#include "kit/cache/open.hpp"
#include "kit/documents/open.hpp"
#include "kit/messaging/open.hpp"
#include "kit/sql/open.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

namespace boxoffice::app {

namespace {

void make_folder(const std::filesystem::path& folder, std::filesystem::perms permissions) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (!problem) std::filesystem::permissions(folder, permissions, problem);
  if (problem) {
    throw kit::base::StartupError(
        fmt::format("The folder {} cannot be used ({}). Free some space, correct its owner, or "
                    "set BOXOFFICE_HOME to another place.",
                    folder.string(), problem.message()));
  }
}

void make_folders(const Configuration& configuration) {
  constexpr auto owner_only = std::filesystem::perms::owner_all;
  make_folder(configuration.home, owner_only | std::filesystem::perms::group_read | std::filesystem::perms::group_exec |
                                      std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
  for (const auto& folder : {configuration.data(), configuration.secrets(), configuration.secrets() / "service-keys",
                             configuration.run(), configuration.logs()}) {
    make_folder(folder, owner_only);
  }
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

}  // namespace

struct ProcessParts::State {
  State(const Configuration& configuration, std::size_t io_threads)
      : crash_points(configuration.crash_at, configuration.run()),
        io(io_threads),
        messages(with_crash_point(kit::messaging::open_message_log(configuration.messaging_url, clock), crash_points)),
        cache(kit::cache::open_cache(configuration.cache_url, clock)),
        documents(kit::documents::open_document_store(configuration.documents_url)),
        http(io, kit::http::ClientOptions{}) {}

  kit::base::SystemClock clock{};
  kit::base::SystemRandom random{};
  kit::base::IdGenerator ids{clock, random};
  kit::lab::CrashPoints crash_points;
  kit::runtime::IoThreads io;
  std::unique_ptr<kit::messaging::MessageLog> messages;
  std::unique_ptr<kit::cache::Cache> cache;
  std::unique_ptr<kit::documents::DocumentStore> documents;
  kit::http::Client http;
};

ProcessParts::ProcessParts(const Configuration& configuration, std::size_t io_threads) {
  make_folders(configuration);
  state_ = std::make_unique<State>(configuration, io_threads);
}

ProcessParts::~ProcessParts() {
  state_->io.stop();
}

kit::runtime::IoThreads& ProcessParts::io() {
  return state_->io;
}

struct ServiceParts::State {
  State(ProcessParts::State& process, const Configuration& configuration, const Module& module, int instance,
        std::filesystem::path share)
      : telemetry{.service = module.display_name,
                  .log = kit::telemetry::Log({.service = module.display_name,
                                              .level = configuration.log_level,
                                              .file = log_file(configuration, module, instance)}),
                  .metrics = {}},
        database(kit::sql::open_database(database_url_of(module.name, configuration.database_url), module.name)),
        revocations(*process.cache, process.clock),
        authenticator({.service = module.name,
                       .users = configuration.directory.at("users").front(),
                       .jwks_file = configuration.data() / "jwks.json",
                       .service_keys = configuration.secrets() / "service-keys"},
                      process.http, revocations, process.clock),
        service_tokens(module.name, configuration.secrets() / "service-keys", process.clock),
        platform{.io = process.io,
                 .clock = process.clock,
                 .random = process.random,
                 .ids = process.ids,
                 .telemetry = telemetry,
                 .database = *database,
                 .open_database = [url = database_url_of(module.name, configuration.database_url)](
                                      std::string_view name) { return kit::sql::open_database(url, name); },
                 .messages = *process.messages,
                 .cache = *process.cache,
                 .documents = *process.documents,
                 .http = process.http,
                 .authenticator = authenticator,
                 .revocations = revocations,
                 .service_tokens = service_tokens,
                 .directory = configuration.directory,
                 .crash_points = process.crash_points,
                 .instance = fmt::format("{}@{}", instance_name(module, instance), host_name()),
                 .home = configuration.home,
                 .lab = configuration.lab,
                 .version = std::string(version),
                 .share = std::move(share)} {}

  /// To a terminal when somebody looks at one, else to the service's own file.
  static std::optional<std::filesystem::path> log_file(const Configuration& configuration, const Module& module,
                                                       int instance) {
    if (::isatty(STDERR_FILENO) == 1) return std::nullopt;
    return configuration.logs() / (instance_name(module, instance) + ".log");
  }

  kit::telemetry::Telemetry telemetry;
  std::unique_ptr<kit::sql::Database> database;
  kit::auth::Revocations revocations;
  kit::auth::TokenAuthenticator authenticator;
  kit::auth::ServiceTokens service_tokens;
  kit::service::Platform platform;
};

ServiceParts::ServiceParts(ProcessParts& process, const Configuration& configuration, const Module& module,
                           int instance, std::filesystem::path share)
    : state_(std::make_unique<State>(process.state(), configuration, module, instance, std::move(share))) {}

ServiceParts::~ServiceParts() = default;

const kit::service::Platform& ServiceParts::platform() const {
  return state_->platform;
}

std::vector<kit::runtime::Worker> ServiceParts::workers() {
  std::vector<kit::runtime::Worker> workers;
  workers.push_back(state_->revocations.refresher());
  workers.push_back(state_->authenticator.key_refresher());
  return workers;
}

namespace {

kit::runtime::Task<bool> has_judged(const kit::auth::TokenAuthenticator& authenticator,
                                    std::shared_ptr<std::atomic<bool>> once) {
  if (authenticator.can_judge()) *once = true;
  co_return once->load();
}

kit::runtime::Task<bool> knows_sessions(const kit::auth::Revocations& revocations) {
  co_return revocations.staleness() <= kit::auth::staleness_limit;
}

}  // namespace

std::vector<kit::service::HealthCheck> ServiceParts::checks(const Needs& needs) {
  using enum kit::service::Importance;
  const kit::service::Platform& platform = state_->platform;
  std::vector<kit::service::HealthCheck> checks;
  if (needs.messages) {
    checks.push_back(
        {.name = "messages", .healthy = [&platform] { return platform.messages.healthy(); }, .importance = needed});
  }
  if (needs.sessions) {
    checks.push_back({.name = "cache",
                      .healthy = [&platform] { return knows_sessions(platform.revocations); },
                      .importance = needed});
  }
  if (needs.documents) {
    checks.push_back(
        {.name = "documents", .healthy = [&platform] { return platform.documents.healthy(); }, .importance = helpful});
  }
  return checks;
}

kit::service::HealthCheck ServiceParts::readiness() {
  auto once = std::make_shared<std::atomic<bool>>(false);
  return {.name = "tokens",
          .healthy = [&authenticator = state_->authenticator, once] { return has_judged(authenticator, once); }};
}

std::filesystem::path share_folder() {
  std::error_code problem;
  const auto executable = std::filesystem::read_symlink("/proc/self/exe", problem);
  return executable.parent_path() / "share";
}

std::string instance_name(const Module& module, int instance) {
  return instance == 1 ? module.name : fmt::format("{}-{}", module.name, instance);
}

}  // namespace boxoffice::app
