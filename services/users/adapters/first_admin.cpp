#include "services/users/adapters/first_admin.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/ensure.hpp"

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

/// What the file says; `content` when it had to be made. Of several processes that start at once the first one wins.
std::string keep(const std::filesystem::path& file, const std::string& content) {
  if (kit::auth::create_private_file(file, content)) return content;
  const auto kept = kit::auth::read_private_file(file);
  kit::base::ensure(kept.has_value(), "a file that could not be made because it exists can be read");
  return *kept;
}

}  // namespace

Task<> make_first_admin(const Accounts& accounts, std::filesystem::path file, kit::config::Secret wanted,
                        kit::base::Random& random, Context context) {
  std::string password = wanted.empty() ? kit::base::random_token(random, random_password_bytes) : wanted.reveal();
  const std::string kept = keep(file, fmt::format("ADMIN_USERNAME={}\nADMIN_PASSWORD={}\n", admin_username, password));
  co_await accounts.ensure_admin(std::move(context), std::string(admin_username), password_in(kept));
}

kit::config::Secret load_or_create_secret(const std::filesystem::path& file, kit::base::Random& random) {
  constexpr std::size_t key_bytes = 32;
  return kit::config::Secret{keep(file, kit::base::random_token(random, key_bytes))};
}

}  // namespace boxoffice::services::users
