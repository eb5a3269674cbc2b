#include "kit/auth/password.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <future>

namespace boxoffice::kit::auth {
namespace {

using config::Secret;

/// A hasher of the lowest cost on a pool of one thread.
class password : public ::testing::Test {
 protected:
  std::string hash(const std::string& text) { return testing::run(hasher.hash(Secret(text))); }
  bool verify(const std::string& text, const std::string& stored) {
    return testing::run(hasher.verify(Secret(text), stored));
  }

  testing::SeededRandom random;
  runtime::BlockingPool pool{{.name = "bcrypt", .threads = 1, .queue_limit = 1}};
  PasswordHasher hasher{pool, least_bcrypt_cost, random};
};

TEST_F(password, given_hash_then_only_its_password_matches) {
  const std::string stored = hash("correct horse");

  EXPECT_TRUE(stored.starts_with("$2b$04$"));
  EXPECT_EQ(stored.size(), 60U);
  EXPECT_TRUE(verify("correct horse", stored));
  EXPECT_FALSE(verify("correct horsf", stored));
  EXPECT_FALSE(verify("", stored));
}

TEST_F(password, given_same_password_twice_then_other_salt_and_hash) {
  EXPECT_NE(hash("same"), hash("same"));
}

TEST_F(password, given_long_passwords_and_nul_bytes_then_every_byte_counts) {
  struct Case {
    std::string name;
    std::string right;
    std::string wrong;
  };
  const Case cases[] = {
      {"differ after 72 bytes", std::string(72, 'a') + "b", std::string(72, 'a') + "c"},
      {"cut at 72 bytes", std::string(73, 'a'), std::string(72, 'a')},
      {"128 characters", std::string(127, 'x') + "1", std::string(127, 'x') + "2"},
      {"differ after NUL", std::string("secret\0one", 10), std::string("secret\0two", 10)},
      {"cut at NUL", std::string("secret\0one", 10), "secret"},
      {"only NUL", std::string("\0", 1), std::string()},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    const std::string stored = hash(test.right);
    EXPECT_TRUE(verify(test.right, stored));
    EXPECT_FALSE(verify(test.wrong, stored));
  }
}

TEST_F(password, given_hash_by_another_program_then_matches) {
  // bcrypt of base64(SHA-384("correct horse battery staple")), made by Python's hashlib and crypt.
  EXPECT_TRUE(verify("correct horse battery staple", "$2b$04$abcdefghijklmnopqrstuuOKJCTunptct9j4drb6si4PBSWrUeJM."));
}

TEST_F(password, given_what_is_no_hash_then_false) {
  const std::string stored = hash("secret");
  std::string expensive = stored;
  expensive.replace(4, 2, "31");
  std::string cheap = stored;
  cheap.replace(4, 2, "03");
  std::string other_kind = stored;
  other_kind[2] = 'y';
  std::string bad_salt = stored;
  bad_salt[10] = '!';
  const std::pair<std::string, std::string> cases[] = {{"empty", ""},
                                                       {"failure token", "*0"},
                                                       {"other failure token", "*1"},
                                                       {"cut", stored.substr(0, 59)},
                                                       {"longer", stored + "a"},
                                                       {"a cost that would take days", expensive},
                                                       {"a cost below the least", cheap},
                                                       {"other kind", other_kind},
                                                       {"bad salt", bad_salt},
                                                       {"DES", "rl.3StKT.4T8M"},
                                                       {"plain", "secret"},
                                                       {"sixty characters", std::string(60, 'a')}};
  for (const auto& [name, text] : cases) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(verify("secret", text));
  }
}

TEST_F(password, given_decoy_then_same_form_and_cost_and_nothing_matches) {
  EXPECT_EQ(hasher.decoy().size(), 60U);
  EXPECT_TRUE(hasher.decoy().starts_with("$2b$04$"));
  EXPECT_FALSE(hasher.is_outdated(hasher.decoy()));
  EXPECT_FALSE(verify("", hasher.decoy()));
  EXPECT_FALSE(verify("secret", hasher.decoy()));
  // Bits that no hash has: the last character carries four.
  const std::string alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  EXPECT_NE(alphabet.find(hasher.decoy().back()) % 4, 0U);
  EXPECT_EQ(alphabet.find(hash("any").back()) % 4, 0U);
}

TEST_F(password, given_other_cost_then_outdated) {
  PasswordHasher dearer(pool, least_bcrypt_cost + 1, random);
  const std::string stored = hash("secret");

  EXPECT_FALSE(hasher.is_outdated(stored));
  EXPECT_TRUE(dearer.is_outdated(stored));
  EXPECT_TRUE(hasher.is_outdated("not a hash"));
  EXPECT_TRUE(testing::run(dearer.verify(Secret("secret"), stored)));
}

TEST_F(password, given_full_pool_then_overloaded_at_once) {
  std::promise<void> release;
  ASSERT_TRUE(pool.try_post([released = release.get_future()] { released.wait(); }));
  ASSERT_TRUE(testing::eventually([this] { return pool.queued() == 0; }));
  ASSERT_TRUE(pool.try_post([] {}));

  EXPECT_THROW(hash("secret"), base::Overloaded);
  EXPECT_THROW(verify("secret", hasher.decoy()), base::Overloaded);

  release.set_value();
}

}  // namespace
}  // namespace boxoffice::kit::auth
