#include "kit/auth/key_files.hpp"
#include "kit/auth/token.hpp"
#include "kit/base/digest.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"
#include "kit/json/writer.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>

namespace boxoffice::kit::auth {

namespace {

template <auto free_function>
struct Free {
  void operator()(auto* object) const { free_function(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyParameters = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestState = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free_all>>;

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t signature_bytes = 2 * coordinate_bytes;
constexpr char uncompressed_point = 0x04;  // SEC 1, section 2.3.3
constexpr char curve_name[] = "prime256v1";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// OpenSSL keeps a queue of errors per thread; what a caller sent must not stay in it for the next user.
bool succeeded(int result) {
  if (result != 1) ERR_clear_error();
  return result == 1;
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 64> name{};
  std::size_t length = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 && succeeded(EVP_PKEY_get_group_name(key, name.data(), name.size(), &length)) &&
         std::string_view(name.data(), length) == curve_name;
}

/// x||y of a key's public point.
std::string coordinates_of(const EVP_PKEY* key) {
  std::string coordinates(2 * coordinate_bytes, '\0');
  BIGNUM* x = nullptr;
  BIGNUM* y = nullptr;
  const bool read = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &x) == 1 &&
                    EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &y) == 1;
  const Number x_owner(x);
  const Number y_owner(y);
  base::ensure(read, "a P-256 key has a public point");
  constexpr int size = static_cast<int>(coordinate_bytes);
  const bool written = BN_bn2binpad(x, bytes_of(coordinates), size) == size &&
                       BN_bn2binpad(y, bytes_of(coordinates) + coordinate_bytes, size) == size;
  base::ensure(written, "a coordinate of P-256 has 32 bytes");
  return coordinates;
}

/// nullptr unless the point lies on the curve.
Key key_from(std::string_view x, std::string_view y) {
  std::string point(1, uncompressed_point);
  point.append(x).append(y);
  std::string curve = curve_name;
  const std::array parameters = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, curve.data(), curve.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end()};
  auto writable = parameters;

  const KeyParameters maker(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* raw = nullptr;
  const bool made = maker && succeeded(EVP_PKEY_fromdata_init(maker.get())) &&
                    succeeded(EVP_PKEY_fromdata(maker.get(), &raw, EVP_PKEY_PUBLIC_KEY, writable.data()));
  Key key(raw);
  if (!made) return nullptr;
  const KeyParameters checker(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!checker || !succeeded(EVP_PKEY_public_check(checker.get()))) return nullptr;
  return key;
}

/// RFC 7638: SHA-256 of the required members in lexical order without spaces.
std::string thumbprint_of(std::string_view x, std::string_view y) {
  return base::base64url_encode(base::sha256(fmt::format(R"({{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}})", x, y)));
}

std::string der_from_raw(std::string_view raw) {
  const Signature signature(ECDSA_SIG_new());
  Number r(BN_bin2bn(bytes_of(raw), coordinate_bytes, nullptr));
  Number s(BN_bin2bn(bytes_of(raw.substr(coordinate_bytes)), coordinate_bytes, nullptr));
  base::ensure(signature && r && s, "OpenSSL has memory");
  ECDSA_SIG_set0(signature.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  base::ensure(size > 0, "OpenSSL has memory");
  const std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

std::string raw_from_der(std::string_view der) {
  const unsigned char* start = bytes_of(der);
  const Signature signature(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size())));
  base::ensure(signature != nullptr, "OpenSSL writes DER signatures");
  std::string raw(signature_bytes, '\0');
  constexpr int size = static_cast<int>(coordinate_bytes);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), size);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + coordinate_bytes, size);
  return raw;
}

Key read_pem(const std::string& text) {
  const Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  if (!key) ERR_clear_error();
  return key;
}

std::string write_pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()));
  const int written = PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  base::ensure(written == 1, "a key in memory can be written");
  char* start = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &start);
  return {start, static_cast<std::size_t>(size)};
}

}  // namespace

struct PublicKey::State {
  Key key{};
  std::string x{};  // base64url
  std::string y{};
  std::string id{};
};

struct PrivateKey::State {
  Key key{};
  std::shared_ptr<const PublicKey::State> public_state{};

  /// Takes a P-256 key pair.
  static std::shared_ptr<const State> from(Key pair);
};

std::shared_ptr<const PrivateKey::State> PrivateKey::State::from(Key pair) {
  const std::string coordinates = coordinates_of(pair.get());
  auto shown = std::make_shared<PublicKey::State>();
  shown->x = base::base64url_encode(std::string_view(coordinates).substr(0, coordinate_bytes));
  shown->y = base::base64url_encode(std::string_view(coordinates).substr(coordinate_bytes));
  shown->id = thumbprint_of(shown->x, shown->y);
  EVP_PKEY_up_ref(pair.get());
  shown->key.reset(pair.get());
  return std::make_shared<const State>(State{.key = std::move(pair), .public_state = std::move(shown)});
}

std::optional<PublicKey> PublicKey::from_jwk(std::string_view json) {
  const auto jwk = json::parse(json);
  if (!jwk || jwk->string("kty") != "EC" || jwk->string("crv") != "P-256") return std::nullopt;
  // A key for something else, or a private one that somebody published by mistake.
  if (jwk->string("use").value_or("sig") != "sig" || jwk->string("alg").value_or("ES256") != "ES256")
    return std::nullopt;
  if (jwk->get("d")) return std::nullopt;

  auto x = jwk->string("x");
  auto y = jwk->string("y");
  if (!x || !y) return std::nullopt;
  const auto x_bytes = base::base64url_decode(*x);
  const auto y_bytes = base::base64url_decode(*y);
  if (!x_bytes || !y_bytes) return std::nullopt;
  if (x_bytes->size() != coordinate_bytes || y_bytes->size() != coordinate_bytes) return std::nullopt;
  Key key = key_from(*x_bytes, *y_bytes);
  if (!key) return std::nullopt;

  std::string id = thumbprint_of(*x, *y);
  return PublicKey(std::make_shared<const State>(
      State{.key = std::move(key), .x = *std::move(x), .y = *std::move(y), .id = std::move(id)}));
}

const std::string& PublicKey::id() const {
  return state_->id;
}

std::string PublicKey::to_jwk() const {
  json::Writer writer;
  writer.begin_object()
      .member("kty", "EC")
      .member("crv", "P-256")
      .member("x", state_->x)
      .member("y", state_->y)
      .member("kid", state_->id)
      .member("use", "sig")
      .member("alg", "ES256")
      .end_object();
  return writer.take();
}

bool PublicKey::verify(std::string_view signed_text, std::string_view signature) const {
  if (signature.size() != signature_bytes) return false;
  const std::string der = der_from_raw(signature);
  const DigestState digest(EVP_MD_CTX_new());
  return digest && succeeded(EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, state_->key.get())) &&
         succeeded(
             EVP_DigestVerify(digest.get(), bytes_of(der), der.size(), bytes_of(signed_text), signed_text.size()));
}

PrivateKey PrivateKey::generate() {
  Key key(EVP_EC_gen(curve_name));
  base::ensure(key != nullptr, "OpenSSL can make P-256 keys");
  return PrivateKey(State::from(std::move(key)));
}

PrivateKey PrivateKey::load_or_create(const std::filesystem::path& file) {
  auto text = read_private_file(file);
  if (!text) {
    const PrivateKey fresh = generate();
    if (create_private_file(file, write_pem(fresh.state_->key.get()))) return fresh;
    text = read_private_file(file);  // another process was first
  }
  Key key = read_pem(text.value_or(""));
  if (!key || !is_p256(key.get())) {
    throw base::StartupError(fmt::format(
        "{} holds no P-256 private key in PEM form; restore it, or remove it to get a new one.", file.string()));
  }
  return PrivateKey(State::from(std::move(key)));
}

PublicKey PrivateKey::public_key() const {
  return PublicKey(state_->public_state);
}

std::string PrivateKey::sign_text(std::string_view text) const {
  const DigestState digest(EVP_MD_CTX_new());
  std::size_t size = 0;
  std::string der;
  const bool sized = digest &&
                     EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, state_->key.get()) == 1 &&
                     EVP_DigestSign(digest.get(), nullptr, &size, bytes_of(text), text.size()) == 1;
  base::ensure(sized, "a P-256 key can sign");
  der.resize(size);
  const bool done = EVP_DigestSign(digest.get(), bytes_of(der), &size, bytes_of(text), text.size()) == 1;
  base::ensure(done, "a P-256 key can sign");
  der.resize(size);
  return raw_from_der(der);
}

}  // namespace boxoffice::kit::auth
