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

namespace {

/// What somebody who has nothing but the document has to know. Markdown, as OpenAPI has it.
constexpr std::string_view introduction = R"(Events, tickets, orders and payments.

1. `POST /api/users/register` or `login` answers an `accessToken`; send it as `Authorization: Bearer ...`.
2. `GET /api/events` and `GET /api/tickets/availability` say what is on and what is left.
3. `POST /api/orders` with a new `Idempotency-Key` holds tickets for some minutes. With a `paymentMethod` it pays too; the
   provider is a simulation, whose card `tok_visa` works and whose `tok_declined` does not.
4. `GET /api/orders/{id}` until the `status` is `CONFIRMED`, then `GET /api/tickets/order/{orderId}`.

Amounts are in minor units: 1250 with EUR is 12.50 euros. Times are RFC 3339 in UTC. Lists have `items` and `nextCursor`;
send it as `cursor` for the next page. Errors are `application/problem+json` (RFC 9457): `code` is for programs, `detail`
for people, `errors` names the members that are wrong. After 503 and 429, `Retry-After` says when to come back; with the
same `Idempotency-Key` a repeat happens once, and the answer to it says `Idempotency-Replayed: true`. Only a PENDING order
can be cancelled, and only the last two minutes of its hold extended.

Operations whose `x-guard` is `service` are called between services and never pass the gateway.)";

}  // namespace

std::string api_document(std::vector<kit::http::ApiPart> parts) {
  std::set<std::pair<kit::http::Method, std::string>> described;
  for (auto& part : parts) {
    // Every service has probes of its own at the same paths: they are described once.
    std::erase_if(part.routes, [&](const kit::http::RouteDescription& route) {
      return !described.emplace(route.method, route.pattern).second;
    });
  }
  return kit::http::openapi_document(
      {.title = "Boxoffice", .version = std::string(version), .description = std::string(introduction)}, parts);
}

}  // namespace boxoffice::app
