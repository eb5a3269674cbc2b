#pragma once

// The settings of the process as a whole. Services read their own (their service.hpp).

#include "app/modules.hpp"
#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/telemetry/log.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app {

struct Configuration {
  std::filesystem::path home;  // var/ of the checkout or $BOXOFFICE_HOME
  std::uint16_t port_offset = 0;
  std::string database_url;  // with "{service}" where each service has its own name; see database_url_of()
  std::string messaging_url;
  std::string cache_url;
  std::string documents_url;
  bool lab = false;
  bool seed = true;      // in lab mode, demo data at the first start
  std::string crash_at;  // a point of kit/lab, in lab mode
  kit::telemetry::Level log_level = kit::telemetry::Level::info;
  std::vector<std::string> bind;             // addresses that gateway and portal listen on
  std::vector<std::string> trusted_proxies;  // may say whom they forward for
  kit::service::Directory directory;         // every instance of every service

  [[nodiscard]] std::filesystem::path data() const { return home / "data"; }
  [[nodiscard]] std::filesystem::path secrets() const { return home / "secrets"; }
  [[nodiscard]] std::filesystem::path run() const { return home / "run"; }
  [[nodiscard]] std::filesystem::path logs() const { return home / "log"; }
};

/// The port of a service's instance: the first is 1, each further one is 100 higher. `listener` counts a service's
/// ports (the portal has two).
[[nodiscard]] std::uint16_t port_of(const Module& module, const Configuration& configuration, int instance = 1,
                                    std::size_t listener = 0);

/// Reads and checks every setting that there is, so that a misspelt one is found whoever asks; problems stay in
/// `settings`.
[[nodiscard]] Configuration read_configuration(kit::config::Settings& settings);

/// DATABASE_URL for one service, which puts its name in the place of "{service}": a role or a database of its own.
[[nodiscard]] std::string database_url_of(std::string_view service, const std::string& database_url);

/// Environment, the TOML file that BOXOFFICE_CONFIG in it names, and what ./deploy.sh full has written about its
/// engines (secrets/engines.toml in the home), strongest first.
[[nodiscard]] kit::config::Settings load_settings(std::map<std::string, std::string> environment);

/// The settings of this process, and what they say.
struct Loaded {
  kit::config::Settings settings;
  Configuration configuration;
};

/// Throws base::StartupError with all problems when there are any.
[[nodiscard]] Loaded load_configuration();

}  // namespace boxoffice::app
