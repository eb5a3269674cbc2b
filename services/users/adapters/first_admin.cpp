#include "services/users/adapters/first_admin.hpp"

#include "kit/auth/key_files.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace boxoffice::services::users {

namespace {

constexpr std::string_view admin_username = "admin";
constexpr std::size_t random_password_bytes = 15;  // 20 characters of base64url

/// The value after "ADMIN_PASSWORD=".
std::string password_in(std::string_view text) {
  constexpr std::string_view name = "ADMIN_PASSWORD=";
  const auto begin = text.find(name);
  if (begin == std::string_view::npos) return {};
  const auto rest = text.substr(begin + name.size());
  return std::string(rest.substr(0, rest.find('\n')));
}

}  // namespace

Task<> make_first_admin(const Accounts& accounts, std::filesystem::path file, kit::config::Secret wanted,
                        kit::base::Random& random, Context context) {
  std::string password = wanted.empty() ? kit::base::random_token(random, random_password_bytes) : wanted.reveal();
  const std::string kept = kit::auth::read_or_create_private_file(
      file, fmt::format("ADMIN_USERNAME={}\nADMIN_PASSWORD={}\n", admin_username, password));
  co_await accounts.ensure_admin(std::move(context), std::string(admin_username), password_in(kept));
}

}  // namespace boxoffice::services::users
