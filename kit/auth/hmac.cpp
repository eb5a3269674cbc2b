#include "kit/auth/hmac.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>

namespace boxoffice::kit::auth {

bool constant_time_equal(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
  base::ensure(key.size() <= std::numeric_limits<int>::max(), "an HMAC key is short");
  std::string tag(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  const auto* const done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                                reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                                reinterpret_cast<unsigned char*>(tag.data()), &size);
  base::ensure(done != nullptr, "an HMAC of bytes in memory cannot fail");
  tag.resize(size);
  return tag;
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
  return base::hex_encode(hmac_sha256(key, message));
}

std::string hmac_sha256_base64url(std::string_view key, std::string_view message) {
  return base::base64url_encode(hmac_sha256(key, message));
}

bool verify_hmac_sha256_hex(std::string_view key, std::string_view message, std::string_view tag) {
  return constant_time_equal(hmac_sha256_hex(key, message), tag);
}

bool verify_hmac_sha256_base64url(std::string_view key, std::string_view message, std::string_view tag) {
  return constant_time_equal(hmac_sha256_base64url(key, message), tag);
}

}  // namespace boxoffice::kit::auth
