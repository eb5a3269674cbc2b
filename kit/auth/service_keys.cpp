#include "kit/auth/service_keys.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace boxoffice::kit::auth {

namespace {

constexpr std::size_t name_limit = 32;

std::filesystem::path public_file(const std::filesystem::path& folder, const std::string& service) {
  return folder / (service + ".jwk");
}

}  // namespace

bool is_service_name(std::string_view name) {
  const auto is_allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !name.empty() && name.size() <= name_limit && std::ranges::all_of(name, is_allowed);
}

PrivateKey load_service_key(const std::filesystem::path& folder, const std::string& service) {
  base::ensure(is_service_name(service), "a service's name is fit for a file");
  auto key = PrivateKey::load_or_create(folder / (service + ".pem"));
  const auto file = public_file(folder, service);
  const std::string jwk = key.public_key().to_jwk();
  // Left alone when it is right: a mounted folder of secrets may be read-only.
  if (read_public_file(file) != jwk && !replace_public_file(file, jwk)) {
    throw base::StartupError(
        fmt::format("The public key {} cannot be written; make its folder writable.", file.string()));
  }
  return key;
}

std::optional<PublicKey> ServiceKeys::find(const std::string& service) {
  if (!is_service_name(service)) return std::nullopt;
  const auto file = public_file(folder_, service);
  std::error_code missing;
  const auto changed_at = std::filesystem::last_write_time(file, missing);

  const std::scoped_lock lock(mutex_);
  if (missing) {
    entries_.erase(service);
    return std::nullopt;
  }
  const auto known = entries_.find(service);
  if (known != entries_.end() && known->second.changed_at == changed_at) return known->second.key;
  const auto text = read_public_file(file);
  auto key = text ? PublicKey::from_jwk(*text) : std::nullopt;
  if (key) entries_.insert_or_assign(service, Entry{.changed_at = changed_at, .key = *key});
  return key;
}

}  // namespace boxoffice::kit::auth
