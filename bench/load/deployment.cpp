#include "bench/load/deployment.hpp"

#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string_view>

namespace boxoffice::bench {

namespace {

constexpr std::string_view username_setting = "ADMIN_USERNAME=";
constexpr std::string_view password_setting = "ADMIN_PASSWORD=";

}  // namespace

Credentials Deployment::administrator() const {
  const auto file = home / "secrets" / "admin.env";
  std::ifstream stream(file);
  Credentials credentials;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(username_setting)) credentials.username = line.substr(username_setting.size());
    if (line.starts_with(password_setting)) credentials.password = line.substr(password_setting.size());
  }
  if (credentials.username.empty() || credentials.password.empty()) {
    throw kit::base::StartupError(
        fmt::format("{} does not name an administrator; start the system first: ./deploy.sh", file.string()));
  }
  return credentials;
}

}  // namespace boxoffice::bench
