#include "kit/auth/password.hpp"

#include "kit/auth/hmac.hpp"
#include "kit/base/digest.hpp"
#include "kit/base/ensure.hpp"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

namespace boxoffice::kit::auth {

namespace {

constexpr const char* bcrypt_prefix = "$2b$";
constexpr std::size_t bcrypt_length = 60;
constexpr std::size_t salt_bytes = 16;
constexpr std::string_view bcrypt_alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// 32 KiB of working memory, too much for a stack; wiped, because it holds what was hashed.
struct WipeAndDelete {
  void operator()(crypt_data* data) const {
    OPENSSL_cleanse(data, sizeof(crypt_data));
    delete data;
  }
};

/// base64(SHA-384(password)): 64 characters, no NUL.
std::string condensed(const std::string& password) {
  const std::string digest = base::sha384(password);
  std::string text(digest.size() * 4 / 3 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(digest.data()), static_cast<int>(digest.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

/// The whole hash, or nullopt when `setting` is not one of bcrypt (libcrypt then answers "*0" or "*1").
std::optional<std::string> bcrypt(const std::string& password, const std::string& setting) {
  const std::unique_ptr<crypt_data, WipeAndDelete> data(new crypt_data{});
  std::string text = condensed(password);
  const char* const hash = crypt_r(text.c_str(), setting.c_str(), data.get());
  OPENSSL_cleanse(text.data(), text.size());
  if (hash == nullptr || hash[0] == '*') return std::nullopt;
  return std::string(hash);
}

std::string new_setting(int cost, base::Random& random) {
  std::array<char, salt_bytes> salt{};
  random.fill(std::as_writable_bytes(std::span(salt)));
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
  const char* const made =
      crypt_gensalt_rn(bcrypt_prefix, static_cast<unsigned long>(cost), salt.data(), static_cast<int>(salt.size()),
                       setting.data(), static_cast<int>(setting.size()));
  base::ensure(made != nullptr, "libcrypt knows bcrypt");
  return made;
}

/// Random characters where a hash would stand. A hash has 184 bits in 31 characters of 6, so its last two bits are
/// zero; here they are not, and no password in the world can match.
std::string make_decoy(int cost, base::Random& random) {
  std::string hash = new_setting(cost, random);
  while (hash.size() < bcrypt_length - 1) hash.push_back(bcrypt_alphabet[base::uniform(random, 64)]);
  hash.push_back(bcrypt_alphabet[base::uniform(random, 64) | 1U]);
  return hash;
}

/// The cost of a stored hash; nullopt when it is none of ours.
std::optional<int> cost_of(std::string_view stored) {
  if (stored.size() != bcrypt_length || !stored.starts_with(bcrypt_prefix) || stored[6] != '$') return std::nullopt;
  const auto digit = [stored](std::size_t index) { return stored[index] - '0'; };
  if (digit(4) < 0 || digit(4) > 9 || digit(5) < 0 || digit(5) > 9) return std::nullopt;
  const int cost = digit(4) * 10 + digit(5);
  // More than we ever make would block the pool for minutes.
  if (cost < least_bcrypt_cost || cost > most_bcrypt_cost) return std::nullopt;
  return cost;
}

bool matches(const config::Secret& password, const std::string& stored) {
  if (!cost_of(stored)) return false;
  const auto hash = bcrypt(password.reveal(), stored);
  return hash && constant_time_equal(*hash, stored);
}

}  // namespace

PasswordHasher::PasswordHasher(runtime::BlockingPool& pool, int cost, base::Random& random)
    : pool_(pool), cost_(cost), random_(random) {
  base::ensure(cost >= least_bcrypt_cost && cost <= most_bcrypt_cost, "the bcrypt cost is within its limits");
  decoy_ = make_decoy(cost, random);
}

runtime::Task<std::string> PasswordHasher::hash(config::Secret password) {
  auto setting = new_setting(cost_, random_);
  auto hash = co_await pool_.run(
      [password = std::move(password), setting = std::move(setting)] { return bcrypt(password.reveal(), setting); });
  if (!hash) throw std::runtime_error("libcrypt refused a bcrypt setting of its own");
  co_return *std::move(hash);
}

runtime::Task<bool> PasswordHasher::verify(config::Secret password, std::string stored) {
  co_return co_await pool_.run(
      [password = std::move(password), stored = std::move(stored)] { return matches(password, stored); });
}

bool PasswordHasher::is_outdated(const std::string& stored) const {
  return cost_of(stored) != cost_;
}

}  // namespace boxoffice::kit::auth
