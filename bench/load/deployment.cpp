#include "bench/load/deployment.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"
#include "kit/config/env_file.hpp"

#include <fmt/format.h>

#include <string>

namespace boxoffice::bench {

Credentials Deployment::administrator() const {
  const auto file = home / "secrets" / "admin.env";
  const std::string text = kit::auth::read_private_file(file).value_or("");
  Credentials credentials{.username = kit::config::value_in(text, "ADMIN_USERNAME").value_or(""),
                          .password = kit::config::value_in(text, "ADMIN_PASSWORD").value_or("")};
  if (credentials.username.empty() || credentials.password.empty()) {
    throw kit::base::StartupError(
        fmt::format("{} does not name an administrator; start the system first: ./deploy.sh", file.string()));
  }
  return credentials;
}

}  // namespace boxoffice::bench
