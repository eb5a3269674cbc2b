#include "services/users/adapters/first_admin.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"
#include "kit/config/env_file.hpp"
#include "services/users/adapters/http_json.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace boxoffice::services::users {

namespace {

constexpr std::string_view admin_username = "admin";
constexpr std::size_t random_password_bytes = 15;  // 20 characters of base64url

}  // namespace

Task<> make_first_admin(const Accounts& accounts, std::filesystem::path file, kit::config::Secret wanted,
                        kit::base::Random& random, Context context) {
  const std::string password =
      wanted.empty() ? kit::base::random_token(random, random_password_bytes) : wanted.reveal();
  const std::string kept = kit::auth::read_or_create_private_file(
      file, fmt::format("ADMIN_USERNAME={}\nADMIN_PASSWORD={}\n", admin_username, password));
  const auto kept_password = kit::config::value_in(kept, "ADMIN_PASSWORD").value_or("");
  if (kept_password.size() < password_least) {
    throw kit::base::StartupError(fmt::format(
        "{} has no line ADMIN_PASSWORD=... of at least {} characters; correct it, or remove it to get a new password.",
        file.string(), password_least));
  }
  co_await accounts.ensure_admin(std::move(context), std::string(admin_username), kept_password);
}

}  // namespace boxoffice::services::users
