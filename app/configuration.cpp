#include "app/configuration.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/middleware/client_address.hpp"
#include "kit/http/socket_address.hpp"
#include "kit/lab/crash_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace boxoffice::app {

namespace {

// What browsers refuse to connect to (WHATWG Fetch, "port blocking"), above 1023.
constexpr std::array<std::uint16_t, 21> ports_that_browsers_block{1719, 1720, 1723, 2049, 3659,  4045, 4190,
                                                                  5060, 5061, 6000, 6566, 6665,  6666, 6667,
                                                                  6668, 6669, 6679, 6697, 10080, 6514, 4190};
constexpr std::int64_t instances_limit = 8;
constexpr std::int64_t ephemeral_ports_begin = 32768;
constexpr std::int64_t highest_offset = ephemeral_ports_begin - 8087 - instances_limit * 100;

std::string upper(std::string text) {
  for (char& character : text) {
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  }
  return text;
}

/// var/ of the checkout whose build/<preset>/ holds this executable; elsewhere, of the folder that it is called in.
std::string default_home() {
  std::error_code problem;
  const auto build = std::filesystem::read_symlink("/proc/self/exe", problem).parent_path().parent_path();
  if (build.filename() != "build") return "var";
  return (build.parent_path() / "var").string();
}

/// Null when it is missing or empty, which counts as absent.
const std::string* value_in(const std::map<std::string, std::string>& values, const char* name) {
  const auto found = values.find(name);
  return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

std::string sqlite_url(const std::filesystem::path& folder) {
  return "sqlite:" + folder.string();
}

void read_stores(kit::config::Settings& settings, Configuration& configuration) {
  const std::string embedded = sqlite_url(configuration.data());
  const std::string messages = sqlite_url(configuration.data() / "messages");
  configuration.database_url = settings.url(
      "DATABASE_URL", embedded, {"sqlite", "postgres", "postgresql"},
      "SQL database: sqlite:<folder> or postgres://user:password@host:port/database; {service} stands for the service");
  configuration.messaging_url = settings.url("MESSAGING_URL", messages, {"sqlite", "kafka"},
                                             "Message log: sqlite:<folder> or kafka://user:password@host:port");
  configuration.cache_url =
      settings.url("CACHE_URL", embedded, {"sqlite", "redis", "rediss"},
                   "Cache, revocations, counters: sqlite:<folder> or redis://user:password@host:port");
  configuration.documents_url =
      settings.url("DOCUMENTS_URL", embedded, {"sqlite", "mongodb", "mongodb+srv"},
                   "Documents and logs: sqlite:<folder> or mongodb://user:password@host:port/database");
}

void read_addresses(kit::config::Settings& settings, Configuration& configuration) {
  const auto is_address = [](const std::string& text) { return kit::http::parse_address(text, 0).has_value(); };
  const auto is_range = [](const std::string& text) { return kit::http::AddressRange::parse(text).has_value(); };
  configuration.bind = settings.list("BOXOFFICE_BIND", "127.0.0.1,::1",
                                     "Addresses that gateway and portal listen on, separated by commas",
                                     {.accepts = is_address, .expectation = "IP addresses"});
  if (configuration.bind.empty()) settings.add_problem("BOXOFFICE_BIND is empty; name at least one address.");
  configuration.trusted_proxies = settings.list(
      "BOXOFFICE_TRUSTED_PROXIES", "127.0.0.0/8,::1", "Addresses and networks of proxies whose X-Forwarded-For counts",
      {.accepts = is_range, .expectation = "IP addresses or networks such as 10.0.0.0/8"});
}

bool is_loopback(const std::string& address) {
  static const auto ipv4 = kit::http::AddressRange::parse("127.0.0.0/8");
  static const auto ipv6 = kit::http::AddressRange::parse("::1");
  return ipv4->contains(address) || ipv6->contains(address);
}

/// ./deploy.sh is for trying out, so lab mode is on there, unless others can reach it: then it must be asked for.
void read_lab(kit::config::Settings& settings, Configuration& configuration) {
  const bool deployed = settings.flag("BOXOFFICE_DEPLOYED", false, "Set by ./deploy.sh for what it starts");
  configuration.lab = settings.flag("BOXOFFICE_LAB", deployed && std::ranges::all_of(configuration.bind, is_loopback),
                                    "Exercises that break things on purpose");
  configuration.seed =
      settings.flag("BOXOFFICE_SEED", true, "Demo data at the first start of ./deploy.sh, in lab mode");
  configuration.crash_at = settings.text("BOXOFFICE_CRASH_AT", "", "In lab mode: point at which a process ends, once",
                                         {.accepts = kit::lab::is_crash_point, .expectation = "a point of kit/lab"});
  if (!configuration.lab) configuration.crash_at.clear();
}

/// What scripts and tests read, not this program: known here, so that the one check of names covers them.
void read_settings_of_scripts(kit::config::Settings& settings) {
  (void)settings.text("BOXOFFICE_BINARY", "", "Executable that ./deploy.sh starts, instead of building one");
  (void)settings.flag("BOXOFFICE_RATE_LIMITS", true, "Limits per address at the gateway (there are none yet)");
  (void)settings.integer("BOXOFFICE_TEST_PORT_OFFSET", 0, {.least = 0, .most = highest_offset},
                         "Offset of the deployment that ./test.sh starts; 0: a free one");
  (void)settings.text("BOXOFFICE_TEST_DATABASE_URL", "", "Where C++ tests make their databases");
  (void)settings.integer("BOXOFFICE_CHAOS_SECONDS", 30, {.least = 1}, "How long tests kill processes");
  (void)settings.text("BOXOFFICE_UPDATE_GOLDEN", "", "Tests write the files that they compare with");
}

void check_browser_ports(kit::config::Settings& settings, const Configuration& configuration) {
  for (const Module& module : modules()) {
    for (std::size_t listener = 0; listener < module.ports.size(); ++listener) {
      const auto port = port_of(module, configuration, 1, listener);
      if (std::ranges::find(ports_that_browsers_block, port) != ports_that_browsers_block.end()) {
        settings.add_problem(fmt::format(
            "BOXOFFICE_PORT_OFFSET puts {} on port {}, which browsers refuse to open; choose another offset.",
            module.name, port));
      }
    }
  }
}

void read_directory(kit::config::Settings& settings, Configuration& configuration) {
  for (const Module& module : modules()) {
    const auto count =
        settings.integer("BOXOFFICE_REPLICAS_" + upper(module.name), 1, {.least = 1, .most = instances_limit},
                         fmt::format("Instances of {}", module.name));
    for (int instance = 1; instance <= count; ++instance) {
      configuration.directory[module.name].push_back(
          {.host = "127.0.0.1", .port = port_of(module, configuration, instance)});
    }
  }
}

}  // namespace

std::uint16_t port_of(const Module& module, const Configuration& configuration, int instance, std::size_t listener) {
  return static_cast<std::uint16_t>(module.ports.at(listener) + configuration.port_offset + (instance - 1) * 100);
}

Configuration read_configuration(kit::config::Settings& settings) {
  Configuration configuration;
  (void)settings.text("BOXOFFICE_CONFIG", "", "TOML file with settings");  // read by load_settings(), explained here
  configuration.home =
      std::filesystem::absolute(settings.text("BOXOFFICE_HOME", default_home(), "Where all state lives"));
  configuration.port_offset = static_cast<std::uint16_t>(settings.integer(
      "BOXOFFICE_PORT_OFFSET", 0, {.least = 0, .most = highest_offset}, "Added to every listening port"));
  read_stores(settings, configuration);
  read_addresses(settings, configuration);
  read_lab(settings, configuration);
  configuration.log_level = *kit::telemetry::parse_level(settings.one_of(
      "BOXOFFICE_LOG_LEVEL", "info", {"debug", "info", "warn", "error", "off"}, "Least level that is logged"));
  read_directory(settings, configuration);
  check_browser_ports(settings, configuration);
  for (const Module& module : modules()) module.check_settings(settings);
  read_settings_of_scripts(settings);
  settings.refuse_unknown();
  return configuration;
}

std::string database_url_of(std::string_view service, const std::string& database_url) {
  constexpr std::string_view place = "{service}";
  const auto at = database_url.find(place);
  return at == std::string::npos ? database_url : std::string(database_url).replace(at, place.size(), service);
}

kit::config::Settings load_settings(std::map<std::string, std::string> environment) {
  kit::config::Sources sources{.environment = std::move(environment)};
  std::filesystem::path home = default_home();
  if (const auto* const file = value_in(sources.environment, "BOXOFFICE_CONFIG")) {
    sources.files.push_back({.name = *file, .values = kit::config::read_toml(*file)});
    if (const auto* const said = value_in(sources.files.back().values, "BOXOFFICE_HOME")) home = *said;
  }
  if (const auto* const said = value_in(sources.environment, "BOXOFFICE_HOME")) home = *said;
  const auto engines = home / "secrets" / "engines.toml";
  if (std::error_code unknown; std::filesystem::exists(engines, unknown)) {
    sources.files.insert(sources.files.begin(),
                         {.name = engines.string(), .values = kit::config::read_toml(engines.string())});
  }
  return kit::config::Settings{std::move(sources)};
}

Loaded load_configuration() {
  auto settings = load_settings(kit::config::read_environment());
  auto configuration = read_configuration(settings);
  if (!settings.problems().empty()) {
    std::string sentences;
    for (const auto& problem : settings.problems()) sentences += fmt::format("\n  - {}", problem);
    throw kit::base::StartupError(
        fmt::format("the configuration is not valid (boxoffice check-config explains every setting):{}", sentences));
  }
  return {.settings = std::move(settings), .configuration = std::move(configuration)};
}

}  // namespace boxoffice::app
