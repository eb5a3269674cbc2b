#include "app/configuration.hpp"

#include "kit/base/failure.hpp"
#include "kit/lab/crash_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace boxoffice::app {

namespace {

// What browsers refuse to connect to (WHATWG Fetch, "port blocking"), above 1023.
constexpr std::array<std::uint16_t, 21> ports_that_browsers_block{1719, 1720, 1723, 2049, 3659,  4045, 4190,
                                                                  5060, 5061, 6000, 6566, 6665,  6666, 6667,
                                                                  6668, 6669, 6679, 6697, 10080, 6514, 4190};
constexpr std::int64_t instances_limit = 8;
constexpr std::int64_t ephemeral_ports_begin = 32768;

std::string upper(std::string text) {
  for (char& character : text) {
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - 'a' + 'A');
  }
  return text;
}

std::string sqlite_url(const std::filesystem::path& folder) {
  return "sqlite:" + folder.string();
}

void read_stores(kit::config::Settings& settings, Configuration& configuration) {
  const std::string embedded = sqlite_url(configuration.data());
  configuration.database_url = settings.text("DATABASE_URL", embedded, "SQL database: sqlite:<folder>");
  configuration.messaging_url =
      settings.text("MESSAGING_URL", sqlite_url(configuration.data() / "messages"), "Message log: sqlite:<folder>");
  configuration.cache_url = settings.text("CACHE_URL", embedded, "Cache, revocations, counters: sqlite:<folder>");
  configuration.documents_url = settings.text("DOCUMENTS_URL", embedded, "Documents and logs: sqlite:<folder>");
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
    const auto count = settings.integer("BOXOFFICE_REPLICAS_" + upper(module.name), 1,
                                        {.least = 1, .most = module.replicated ? instances_limit : 1},
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

kit::config::Settings load_settings() {
  kit::config::Sources sources{.environment = kit::config::read_environment()};
  if (const auto file = sources.environment.find("BOXOFFICE_CONFIG"); file != sources.environment.end()) {
    sources.file = kit::config::read_toml(file->second);
    sources.file_name = file->second;
  }
  return kit::config::Settings{std::move(sources)};
}

Configuration read_configuration(kit::config::Settings& settings) {
  Configuration configuration;
  (void)settings.text("BOXOFFICE_CONFIG", "", "TOML file with settings");  // read by load_settings(), explained here
  configuration.home = std::filesystem::absolute(settings.text("BOXOFFICE_HOME", "var", "Where all state lives"));
  constexpr std::int64_t highest_offset = ephemeral_ports_begin - 8087 - instances_limit * 100;
  configuration.port_offset = static_cast<std::uint16_t>(settings.integer(
      "BOXOFFICE_PORT_OFFSET", 0, {.least = 0, .most = highest_offset}, "Added to every listening port"));
  read_stores(settings, configuration);
  configuration.lab = settings.flag("BOXOFFICE_LAB", false, "Exercises that break things on purpose");
  configuration.crash_at = settings.text("BOXOFFICE_CRASH_AT", "", "In lab mode: point at which a process ends, once");
  if (!configuration.crash_at.empty() && !kit::lab::is_crash_point(configuration.crash_at)) {
    settings.add_problem(fmt::format("BOXOFFICE_CRASH_AT is '{}', which is no crash point; kit/lab lists them.",
                                     configuration.crash_at));
  }
  if (!configuration.lab) configuration.crash_at.clear();
  configuration.log_level = *kit::telemetry::parse_level(settings.one_of(
      "BOXOFFICE_LOG_LEVEL", "info", {"debug", "info", "warn", "error", "off"}, "Least level that is logged"));
  configuration.bind = settings.list("BOXOFFICE_BIND", "127.0.0.1,::1",
                                     "Addresses that gateway and portal listen on, separated by commas");
  configuration.trusted_proxies = settings.list("BOXOFFICE_TRUSTED_PROXIES", "127.0.0.0/8,::1",
                                                "Addresses and networks of proxies whose X-Forwarded-For counts");
  if (configuration.bind.empty()) settings.add_problem("BOXOFFICE_BIND is empty; name at least one address.");
  read_directory(settings, configuration);
  check_browser_ports(settings, configuration);
  return configuration;
}

void require_valid(const kit::config::Settings& settings) {
  if (settings.problems().empty()) return;
  std::string sentences;
  for (const auto& problem : settings.problems()) sentences += fmt::format("\n  - {}", problem);
  throw kit::base::StartupError(
      fmt::format("the configuration is not valid (boxoffice check-config explains every setting):{}", sentences));
}

}  // namespace boxoffice::app
