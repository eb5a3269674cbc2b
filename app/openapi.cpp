#include "app/openapi.hpp"

#include "app/configuration.hpp"
#include "app/modules.hpp"
#include "app/platform_parts.hpp"
#include "kit/base/random.hpp"
#include "kit/http/openapi.hpp"
#include "kit/service/status.hpp"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace boxoffice::app {

namespace {

/// A folder for stores that nobody keeps.
class ThrowAwayFolder {
 public:
  ThrowAwayFolder() {
    kit::base::SystemRandom random;
    folder_ = std::filesystem::temp_directory_path() / ("boxoffice-openapi-" + kit::base::random_token(random, 12));
  }
  ~ThrowAwayFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ThrowAwayFolder(const ThrowAwayFolder&) = delete;
  ThrowAwayFolder& operator=(const ThrowAwayFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

kit::http::ApiPart part_of(ProcessParts& process, const Configuration& configuration, kit::config::Settings& settings,
                           const Module& module) {
  ServiceParts parts(process, configuration, module, 1);
  const auto service = module.make(parts.platform(), settings);
  kit::service::Status status({}, {}, std::string(version), parts.platform().telemetry, parts.platform().clock);
  status.mount(*service.router, service.name, kit::http::Guard::admin);
  return {.tag = module.name, .description = module.description, .routes = service.router->routes()};
}

}  // namespace

std::vector<kit::http::ApiPart> routes_of_all_services() {
  const ThrowAwayFolder folder;
  kit::config::Settings settings{
      {.environment = {{"BOXOFFICE_HOME", folder.path().string()}, {"BOXOFFICE_LOG_LEVEL", "off"}}}};
  const Configuration configuration = read_configuration(settings);
  ProcessParts process(configuration, 1);
  std::vector<kit::http::ApiPart> parts;
  for (const Module& module : modules()) parts.push_back(part_of(process, configuration, settings, module));
  return parts;
}

std::string api_document(std::vector<kit::http::ApiPart> parts) {
  std::set<std::pair<kit::http::Method, std::string>> described;
  for (auto& part : parts) {
    // Every service has probes of its own at the same paths: they are described once.
    std::erase_if(part.routes, [&](const kit::http::RouteDescription& route) {
      return !described.emplace(route.method, route.pattern).second;
    });
  }
  return kit::http::openapi_document(
      {.title = "Boxoffice",
       .version = std::string(version),
       .description = "Events, tickets, orders and payments. Start with POST /api/users/register."},
      parts);
}

}  // namespace boxoffice::app
