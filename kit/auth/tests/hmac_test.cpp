#include "kit/auth/hmac.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::auth {
namespace {

TEST(hmac, given_vectors_of_rfc_4231_then_equal) {
  EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(hmac, given_empty_key_and_message_then_a_tag) {
  EXPECT_EQ(hmac_sha256_hex("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(hmac, given_tags_then_only_the_right_one_verifies) {
  const std::string hex = hmac_sha256_hex("key", "message");
  const std::string text = hmac_sha256_base64url("key", "message");
  std::string changed = hex;
  changed.back() = changed.back() == '0' ? '1' : '0';

  EXPECT_TRUE(verify_hmac_sha256_hex("key", "message", hex));
  EXPECT_TRUE(verify_hmac_sha256_base64url("key", "message", text));
  EXPECT_EQ(text.size(), 43U);
  struct Case {
    std::string name;
    std::string key;
    std::string message;
    std::string tag;
  };
  const Case cases[] = {{"other key", "Key", "message", hex},         {"other message", "key", "massage", hex},
                        {"one digit", "key", "message", changed},     {"cut", "key", "message", hex.substr(0, 63)},
                        {"longer", "key", "message", hex + "0"},      {"empty", "key", "message", ""},
                        {"base64url for hex", "key", "message", text}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_FALSE(verify_hmac_sha256_hex(test.key, test.message, test.tag));
  }
  EXPECT_FALSE(verify_hmac_sha256_base64url("key", "message", hex));
}

TEST(constant_time_equal, given_texts_then_compares_bytes_and_lengths) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal(std::string("a\0b", 3), std::string("a\0b", 3)));
  EXPECT_FALSE(constant_time_equal(std::string("a\0b", 3), std::string("a\0c", 3)));
  EXPECT_FALSE(constant_time_equal("a", "ab"));
  EXPECT_FALSE(constant_time_equal("a", ""));
}

}  // namespace
}  // namespace boxoffice::kit::auth
