#include "kit/base/digest.hpp"

#include "kit/base/ensure.hpp"

#include <openssl/evp.h>

namespace boxoffice::kit::base {

namespace {

/// Looking an algorithm up by name costs more than a digest of a token, so it is done once.
const EVP_MD* fetched(const char* name) {
  const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  ensure(algorithm != nullptr, "OpenSSL has the digest");
  return algorithm;
}

std::string digest(std::string_view bytes, const EVP_MD* algorithm) {
  std::string result(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(result.data()), &size,
                              algorithm, nullptr);
  ensure(done == 1, "a digest of bytes in memory cannot fail");
  result.resize(size);
  return result;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  static const EVP_MD* const algorithm = fetched("SHA256");
  return digest(bytes, algorithm);
}

std::string sha384(std::string_view bytes) {
  static const EVP_MD* const algorithm = fetched("SHA384");
  return digest(bytes, algorithm);
}

}  // namespace boxoffice::kit::base
