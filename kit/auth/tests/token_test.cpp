#include "kit/auth/token.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <sys/stat.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

namespace boxoffice::kit::auth {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const base::Timestamp now = base::from_unix_ms(1'800'000'000'000);
const Expected expected{.type = "at+jwt", .issuer = "boxoffice-users", .audience = "boxoffice"};

Claims good_claims() {
  return {.type = "at+jwt",
          .issuer = "boxoffice-users",
          .subject = "u-1",
          .audience = "boxoffice",
          .session_id = "s-1",
          .name = "ann",
          .role = "USER",
          .id = "j-1",
          .issued_at = now,
          .expires_at = now + minutes{15}};
}

std::string encoded(std::string_view text) {
  return base::base64url_encode(text);
}

/// A validly signed token with any header and payload.
std::string signed_token(const PrivateKey& key, const std::string& header, const std::string& payload) {
  const std::string text = encoded(header) + "." + encoded(payload);
  return text + "." + encoded(key.sign_text(text));
}

std::string header_with(const PrivateKey& key, const std::string& more = "") {
  return R"({"alg":"ES256","typ":"at+jwt","kid":")" + key.public_key().id() + "\"" + more + "}";
}

std::string payload_with(const std::string& more = "",
                         const std::string& times = R"("iat":1800000000,"exp":1800000900)") {
  return R"({"iss":"boxoffice-users","sub":"u-1","aud":"boxoffice",)" + times + more + "}";
}

bool is_accepted(const std::string& token, const PrivateKey& key, base::Timestamp at = now) {
  return verify_token(token, {key.public_key()}, expected, at).has_value();
}

TEST(token, given_signed_claims_then_read_back) {
  const auto key = PrivateKey::generate();

  const auto claims = verify_token(key.sign(good_claims()), {key.public_key()}, expected, now);

  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->type, "at+jwt");
  EXPECT_EQ(claims->issuer, "boxoffice-users");
  EXPECT_EQ(claims->subject, "u-1");
  EXPECT_EQ(claims->audience, "boxoffice");
  EXPECT_EQ(claims->session_id, "s-1");
  EXPECT_EQ(claims->name, "ann");
  EXPECT_EQ(claims->role, "USER");
  EXPECT_EQ(claims->id, "j-1");
  EXPECT_EQ(claims->issued_at, now);
  EXPECT_EQ(claims->expires_at, now + minutes{15});
}

TEST(token, given_milliseconds_then_cut_to_seconds) {
  const auto key = PrivateKey::generate();
  Claims claims = good_claims();
  claims.issued_at += std::chrono::milliseconds{999};
  claims.expires_at += std::chrono::milliseconds{999};

  const auto read = verify_token(key.sign(claims), {key.public_key()}, expected, now);

  ASSERT_TRUE(read);
  EXPECT_EQ(read->issued_at, now);
  EXPECT_EQ(read->expires_at, now + minutes{15});
}

TEST(token, given_changed_claims_then_unauthenticated) {
  struct Case {
    std::string name;
    std::function<void(Claims&)> change;
    bool accepted = false;
  };
  const Case cases[] = {
      {"no change", [](Claims&) {}, true},
      {"wrong type", [](Claims& claims) { claims.type = "svc+jwt"; }},
      {"plain JWT type", [](Claims& claims) { claims.type = "JWT"; }},
      {"no type", [](Claims& claims) { claims.type.clear(); }},
      {"wrong issuer", [](Claims& claims) { claims.issuer = "orders"; }},
      {"no issuer", [](Claims& claims) { claims.issuer.clear(); }},
      {"wrong audience", [](Claims& claims) { claims.audience = "payments"; }},
      {"no audience", [](Claims& claims) { claims.audience.clear(); }},
      {"no subject", [](Claims& claims) { claims.subject.clear(); }},
      {"expires now", [](Claims& claims) { claims.expires_at = now; }},
      {"expired", [](Claims& claims) { claims.expires_at = now - seconds{1}; }},
      {"one second left", [](Claims& claims) { claims.expires_at = now + seconds{1}; }, true},
      {"issued 30 s ahead", [](Claims& claims) { claims.issued_at = now + seconds{30}; }, true},
      {"issued 31 s ahead", [](Claims& claims) { claims.issued_at = now + seconds{31}; }},
      {"role and session absent", [](Claims& claims) { claims.role = claims.session_id = ""; }, true},
  };
  const auto key = PrivateKey::generate();
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    Claims claims = good_claims();
    test.change(claims);
    const auto verdict = verify_token(key.sign(claims), {key.public_key()}, expected, now);
    EXPECT_EQ(verdict.has_value(), test.accepted);
    if (!verdict) EXPECT_EQ(verdict.error().code, base::codes::unauthenticated);
  }
}

TEST(token, given_signed_but_odd_json_then_unauthenticated) {
  const auto key = PrivateKey::generate();
  const std::string id = key.public_key().id();
  struct Case {
    std::string name;
    std::string header;
    std::string payload;
    bool accepted = false;
  };
  const std::string good = header_with(key);
  const std::string times = R"("iat":1800000000,"exp":1800000900)";
  const Case cases[] = {
      {"good", good, payload_with(), true},
      {"unknown claim", good, payload_with(R"(,"more":{"a":[1]})"), true},
      {"jku", header_with(key, R"(,"jku":"https://evil.example/keys")"), payload_with()},
      {"jwk", header_with(key, R"(,"jwk":{"kty":"EC"})"), payload_with()},
      {"x5u", header_with(key, R"(,"x5u":"https://evil.example/cert")"), payload_with()},
      {"crit", header_with(key, R"(,"crit":["exp"])"), payload_with()},
      {"zip", header_with(key, R"(,"zip":"DEF")"), payload_with()},
      {"b64", header_with(key, R"(,"b64":false)"), payload_with()},
      {"duplicate header member", header_with(key, R"(,"alg":"ES256")"), payload_with()},
      {"duplicate claim", good, payload_with(R"(,"sub":"u-2")")},
      {"duplicate claim by escape", good, payload_with(R"(,"\u0073ub":"u-2")")},
      {"alg none", R"({"alg":"none","typ":"at+jwt","kid":")" + id + "\"}", payload_with()},
      {"alg lower case", R"({"alg":"es256","typ":"at+jwt","kid":")" + id + "\"}", payload_with()},
      {"alg HS256", R"({"alg":"HS256","typ":"at+jwt","kid":")" + id + "\"}", payload_with()},
      {"alg is no text", R"({"alg":["ES256"],"typ":"at+jwt","kid":")" + id + "\"}", payload_with()},
      {"no alg", R"({"typ":"at+jwt","kid":")" + id + "\"}", payload_with()},
      {"no kid", R"({"alg":"ES256","typ":"at+jwt"})", payload_with()},
      {"other kid", R"({"alg":"ES256","typ":"at+jwt","kid":"../../etc/passwd"})", payload_with()},
      {"header is a list", "[]", payload_with()},
      {"payload is a list", good, "[]"},
      {"payload is no JSON", good, "{"},
      {"payload with more after it", good, payload_with() + "{}"},
      {"payload is not UTF-8", good, payload_with(",\"name\":\"\xff\"")},
      {"no exp", good, payload_with("", R"("iat":1800000000)")},
      {"no iat", good, payload_with("", R"("exp":1800000900)")},
      {"exp as text", good, payload_with("", R"("iat":1800000000,"exp":"1800000900")")},
      {"exp as fraction", good, payload_with("", R"("iat":1800000000,"exp":1800000900.5)")},
      {"exp overflows", good, payload_with("", R"("iat":1800000000,"exp":9223372036854775807)")},
      {"exp negative", good, payload_with("", R"("iat":1800000000,"exp":-1)")},
      {"iat negative", good, payload_with("", R"("iat":-1,"exp":1800000900)")},
      {"audience is a list", good, R"({"iss":"boxoffice-users","sub":"u-1","aud":["boxoffice"],)" + times + "}"},
      {"subject is a number", good, R"({"iss":"boxoffice-users","sub":1,"aud":"boxoffice",)" + times + "}"},
      {"role is a list", good, payload_with(R"(,"role":["ADMIN"])")},
      {"not before now", good, payload_with(R"(,"nbf":1800000000)"), true},
      {"not before an hour from now", good, payload_with(R"(,"nbf":1800003600)")},
      {"not before as text", good, payload_with(R"(,"nbf":"0")")},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(is_accepted(signed_token(key, test.header, test.payload), key), test.accepted);
  }
}

TEST(token, given_tampered_form_then_unauthenticated) {
  const auto key = PrivateKey::generate();
  const std::string token = key.sign(good_claims());
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  const std::string header = token.substr(0, first);
  const std::string payload = token.substr(first + 1, second - first - 1);
  const std::string signature = token.substr(second + 1);
  const std::string other_payload = encoded(payload_with(R"(,"role":"ADMIN")"));
  std::string high_bits = signature;  // the same bytes for a lenient decoder: the last character has spare bits
  high_bits.back() = high_bits.back() == 'B' ? 'C' : 'B';
  const std::pair<std::string, std::string> cases[] = {
      {"empty", ""},
      {"dots", ".."},
      {"no signature", header + "." + payload + "."},
      {"two parts", header + "." + payload},
      {"four parts", token + "." + signature},
      {"other payload", header + "." + other_payload + "." + signature},
      {"short signature", header + "." + payload + "." + encoded(std::string(63, '\1'))},
      {"long signature", header + "." + payload + "." + encoded(std::string(65, '\1'))},
      {"zero signature", header + "." + payload + "." + encoded(std::string(64, '\0'))},
      {"all ones", header + "." + payload + "." + encoded(std::string(64, '\xff'))},
      {"spare bits", header + "." + payload + "." + high_bits},
      {"padding", token + "=="},
      {"line feed", token + "\n"},
      {"blank before", " " + token},
      {"standard alphabet", header + "." + payload + ".+/" + signature.substr(2)},
      {"huge", header + "." + payload + "." + signature + std::string(10'000, 'A')},
      {"huge payload",
       signed_token(key, header_with(key), payload_with(R"(,"x":")" + std::string(4'000, 'x') + R"(")"))},
      {"JSON serialisation", R"({"payload":")" + payload + R"(","signature":")" + signature + R"("})"},
      {"NUL", std::string("a\0b.c.d", 7)},
  };
  ASSERT_TRUE(is_accepted(token, key));
  for (const auto& [name, text] : cases) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(is_accepted(text, key));
  }
}

TEST(token, given_every_single_changed_character_then_unauthenticated) {
  const auto key = PrivateKey::generate();
  const std::string token = key.sign(good_claims());

  for (std::size_t index = 0; index < token.size(); ++index) {
    std::string changed = token;
    changed[index] = changed[index] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(is_accepted(changed, key)) << "at " << index;
  }
}

TEST(token, given_keys_then_only_the_named_one_is_tried) {
  const auto key = PrivateKey::generate();
  const auto other = PrivateKey::generate();
  const std::string token = key.sign(good_claims());
  // Signed by one, named after the other.
  const std::string misnamed = signed_token(key, header_with(other), payload_with());

  EXPECT_TRUE(verify_token(token, {other.public_key(), key.public_key()}, expected, now));
  EXPECT_FALSE(verify_token(token, {other.public_key()}, expected, now));
  EXPECT_FALSE(verify_token(token, {}, expected, now));
  EXPECT_FALSE(verify_token(misnamed, {other.public_key(), key.public_key()}, expected, now));
}

TEST(public_key, given_example_of_rfc_7515_then_verifies) {
  const auto key = PublicKey::from_jwk(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                       R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  const std::string text =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
      "Ijp0cnVlfQ";
  const auto signature =
      base::base64url_decode("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");

  ASSERT_TRUE(key);
  ASSERT_TRUE(signature);
  EXPECT_TRUE(key->verify(text, *signature));
  EXPECT_FALSE(key->verify(text + "x", *signature));
}

TEST(public_key, given_example_of_rfc_9449_then_its_thumbprint) {
  const auto key = PublicKey::from_jwk(R"({"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",)"
                                       R"("y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"})");

  ASSERT_TRUE(key);
  EXPECT_EQ(key->id(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

TEST(public_key, given_own_jwk_then_the_same_key) {
  const auto key = PrivateKey::generate().public_key();

  const auto again = PublicKey::from_jwk(key.to_jwk());

  ASSERT_TRUE(again);
  EXPECT_EQ(again->id(), key.id());
  EXPECT_EQ(again->to_jwk(), key.to_jwk());
}

TEST(public_key, given_other_jwks_then_refused) {
  const std::string x = R"("x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs")";
  const std::string y = R"("y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA")";
  const std::string start = R"({"kty":"EC","crv":"P-256",)";
  const std::pair<std::string, std::string> cases[] = {
      {"no JSON", "{"},
      {"list", "[]"},
      {"symmetric", R"({"kty":"oct","k":"AAAA"})"},
      {"RSA", R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"},
      {"other curve", R"({"kty":"EC","crv":"P-384",)" + x + "," + y + "}"},
      {"no y", start + x + "}"},
      {"not on the curve", start + x + R"(,"y":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs"})"},
      {"zero point", start + R"("x":")" + std::string(43, 'A') + R"(","y":")" + std::string(43, 'A') + "\"}"},
      {"short", start + R"("x":"AAAA",)" + y + "}"},
      {"padding", start + R"("x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs=",)" + y + "}"},
      {"private", start + x + "," + y + R"(,"d":"AAAA"})"},
      {"for encryption", start + x + "," + y + R"(,"use":"enc"})"},
      {"other algorithm", start + x + "," + y + R"(,"alg":"ECDH-ES"})"},
      {"duplicate member", start + x + "," + x + "," + y + "}"},
  };
  ASSERT_TRUE(PublicKey::from_jwk(start + x + "," + y + "}"));
  for (const auto& [name, jwk] : cases) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(PublicKey::from_jwk(jwk));
  }
}

TEST(private_key, given_no_file_then_made_for_the_owner_alone_and_read_again) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "keys" / "users.pem";

  const auto made = PrivateKey::load_or_create(file);
  const auto read = PrivateKey::load_or_create(file);

  EXPECT_EQ(made.public_key().id(), read.public_key().id());
  EXPECT_TRUE(made.public_key().verify("text", read.sign_text("text")));
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const std::filesystem::directory_iterator entries(file.parent_path());
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1) << "a temporary file was left";
}

TEST(private_key, given_many_at_once_then_all_have_the_same_key) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "users.pem";
  std::array<std::string, 8> ids;

  {
    std::vector<std::jthread> threads;
    for (auto& id : ids) {
      threads.emplace_back([&id, &file] { id = PrivateKey::load_or_create(file).public_key().id(); });
    }
  }

  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), 1U);
}

TEST(private_key, given_bad_file_then_startup_error_with_the_next_step) {
  struct Case {
    std::string name;
    std::string content;
    ::mode_t mode;
    std::string part;
  };
  const std::string rsa_like = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const Case cases[] = {{"open to the group", "x", 0640, "chmod 600"},
                        {"open to others", "x", 0604, "chmod 600"},
                        {"empty", "", 0600, "no P-256 private key"},
                        {"garbage", "x", 0600, "no P-256 private key"},
                        {"broken", rsa_like, 0600, "no P-256 private key"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const testing::TemporaryDirectory folder;
    const auto file = folder / "users.pem";
    std::ofstream(file) << test.content;
    ASSERT_EQ(::chmod(file.c_str(), test.mode), 0);
    try {
      const auto key = PrivateKey::load_or_create(file);
      ADD_FAILURE() << "a bad key file was accepted";
    } catch (const base::StartupError& failure) {
      EXPECT_NE(std::string(failure.what()).find(file.string()), std::string::npos);
      EXPECT_NE(std::string(failure.what()).find(test.part), std::string::npos) << failure.what();
    }
  }
}

TEST(private_key, given_folder_in_place_of_file_then_startup_error) {
  const testing::TemporaryDirectory folder;

  EXPECT_THROW(static_cast<void>(PrivateKey::load_or_create(folder.path())), base::StartupError);
}

TEST(private_key, given_key_of_another_curve_then_startup_error) {
  const testing::TemporaryDirectory folder;
  const auto file = folder / "users.pem";
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-384"), &EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> output(BIO_new_file(file.c_str(), "w"), &BIO_free_all);
  ASSERT_EQ(PEM_write_bio_PrivateKey(output.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
  ASSERT_EQ(BIO_flush(output.get()), 1);
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);

  EXPECT_THROW(static_cast<void>(PrivateKey::load_or_create(file)), base::StartupError);
}

}  // namespace
}  // namespace boxoffice::kit::auth
