#include "services/users/adapters/first_admin.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/config/env_file.hpp"

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
  co_await accounts.ensure_admin(std::move(context), std::string(admin_username),
                                 kit::config::value_in(kept, "ADMIN_PASSWORD").value_or(""));
}

}  // namespace boxoffice::services::users
