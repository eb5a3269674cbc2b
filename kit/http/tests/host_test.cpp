#include "kit/http/host.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http {
namespace {

TEST(is_host_name, given_texts_then_only_lower_case_names_without_a_port) {
  for (const auto* const name : {"localhost", "tickets.example.org", "127.0.0.1", "[::1]", "a-b.c"}) {
    EXPECT_TRUE(is_host_name(name)) << name;
  }
  for (const auto* const name :
       {"", "Localhost", "localhost:8080", "http://localhost", "::1", "[::1", "[]", "[127.0.0.1]", "a b", "*"}) {
    EXPECT_FALSE(is_host_name(name)) << name;
  }
}

TEST(is_origin, given_texts_then_only_scheme_host_and_port) {
  for (const auto* const origin :
       {"http://localhost", "https://tickets.example.org", "http://localhost:3000", "https://[::1]:8443"}) {
    EXPECT_TRUE(is_origin(origin)) << origin;
  }
  for (const auto* const origin :
       {"", "*", "localhost", "http://", "ftp://a", "https://a/", "https://a/b", "https://a:", "https://a:b",
        "https://a:123456", "https://me:hush@a", "https://a?b", "HTTPS://a"}) {
    EXPECT_FALSE(is_origin(origin)) << origin;
  }
}

}  // namespace
}  // namespace boxoffice::kit::http
