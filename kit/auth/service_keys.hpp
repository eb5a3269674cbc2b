#pragma once

// The keys with which services vouch for themselves: <folder>/<service>.pem (private, 0600, only that service reads it)
// and <folder>/<service>.jwk (public, for everybody).

#include "kit/auth/token.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::auth {

/// True for lower-case letters, digits and dashes, at most 32: fit to be a file's name whoever wrote it.
[[nodiscard]] bool is_service_name(std::string_view name);

/// The service's own private key, made at the first start; publishes its public key beside it. Throws
/// base::StartupError.
[[nodiscard]] PrivateKey load_service_key(const std::filesystem::path& folder, const std::string& service);

/// Public keys of the other services, read when first needed and again when their file has changed. Safe from any
/// thread; looks at one small local file.
class ServiceKeys {
 public:
  explicit ServiceKeys(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// nullopt when there is no such service or its key is unreadable. `service` may be anything.
  [[nodiscard]] std::optional<PublicKey> find(const std::string& service);

 private:
  struct Entry {
    std::filesystem::file_time_type changed_at{};
    PublicKey key;
  };

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, Entry> entries_;  // only of files that exist
};

}  // namespace boxoffice::kit::auth
