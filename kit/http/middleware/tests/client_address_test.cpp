#include "kit/http/middleware/client_address.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/middleware/tests/middleware_fixture.hpp"

#include <gtest/gtest.h>

namespace boxoffice::kit::http::tests {
namespace {

TEST(client_address, given_hops_then_the_last_untrusted_one_is_the_client) {
  struct Case {
    const char* name;
    const char* peer;
    const char* forwarded;
    const char* client;
  };
  constexpr Case cases[] = {
      {"no proxy", "198.51.100.7", "", "198.51.100.7"},
      {"forged by a client", "198.51.100.7", "203.0.113.1", "198.51.100.7"},
      {"one proxy", "127.0.0.1", "198.51.100.7", "198.51.100.7"},
      {"forged through a proxy", "127.0.0.1", "203.0.113.1, 198.51.100.7", "198.51.100.7"},
      {"two proxies", "127.0.0.1", "203.0.113.1, 198.51.100.7, 10.1.2.3", "198.51.100.7"},
      {"only proxies", "127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9"},
      {"IPv6", "::1", "2001:db8::7", "2001:db8::7"},
      {"mapped peer", "::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"},
      {"broken entry", "127.0.0.1", "203.0.113.1, unknown, 10.1.2.3", "10.1.2.3"},
      {"entry with a port", "127.0.0.1", "198.51.100.7:80", "127.0.0.1"},
      {"empty", "127.0.0.1", " , ", "127.0.0.1"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.name);
    Inner inner;
    ClientAddress middleware(inner, {.trusted_proxies = {"127.0.0.0/8", "::1", "10.0.0.0/8"}});
    send(middleware, {.headers = {{"X-Forwarded-For", each.forwarded}}, .peer_address = each.peer});
    EXPECT_EQ(inner.last.peer_address, each.client);
  }
}

TEST(client_address, given_several_fields_then_they_are_one_list) {
  Inner inner;
  ClientAddress middleware(inner, {});

  send(middleware, {.headers = {{"x-forwarded-for", "203.0.113.1"}, {"X-Forwarded-For", "198.51.100.7"}},
                    .peer_address = "127.0.0.1"});

  EXPECT_EQ(inner.last.peer_address, "198.51.100.7");
}

TEST(client_address, given_protocol_then_it_counts_only_from_a_proxy) {
  struct Case {
    const char* peer;
    const char* protocol;
    bool secure;
  };
  constexpr Case cases[] = {{"127.0.0.1", "https", true},
                            {"127.0.0.1", "HTTPS", true},
                            {"127.0.0.1", "http", false},
                            {"127.0.0.1", "https, http", false},
                            {"198.51.100.7", "https", false}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.protocol);
    Inner inner;
    ClientAddress middleware(inner, {});
    send(middleware, {.headers = {{"X-Forwarded-Proto", each.protocol}}, .peer_address = each.peer});
    EXPECT_EQ(inner.last.secure, each.secure);
  }
}

TEST(client_address, given_forwarding_headers_then_nobody_behind_sees_them) {
  Inner inner;
  ClientAddress middleware(inner, {});

  send(middleware, {.headers = {{"X-Forwarded-For", "203.0.113.1"},
                                {"x-forwarded-host", "evil.example"},
                                {"X-Forwarded-Proto", "https"},
                                {"X-Real-IP", "203.0.113.1"},
                                {"Forwarded", "for=203.0.113.1"},
                                {"User-Agent", "test"}},
                    .peer_address = "198.51.100.7"});

  ASSERT_EQ(inner.last.headers.size(), 1U);
  EXPECT_TRUE(inner.last.headers.has("User-Agent"));
}

TEST(client_address, given_malformed_setting_then_start_fails_with_a_sentence) {
  for (const char* text : {"localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/8x", "", "10.0.0"}) {
    SCOPED_TRACE(text);
    Inner inner;
    EXPECT_THROW(ClientAddress(inner, {.trusted_proxies = {text}}), base::StartupError);
  }
}

TEST(address_range, given_prefixes_then_bits_beyond_whole_bytes_count) {
  struct Case {
    const char* range;
    const char* address;
    bool inside;
  };
  constexpr Case cases[] = {{"192.168.16.0/20", "192.168.31.255", true},
                            {"192.168.16.0/20", "192.168.32.0", false},
                            {"0.0.0.0/0", "203.0.113.1", true},
                            {"0.0.0.0/0", "2001:db8::1", false},
                            {"2001:db8::/33", "2001:db8:7fff::1", true},
                            {"2001:db8::/33", "2001:db8:8000::1", false},
                            {"10.0.0.1", "10.0.0.1", true},
                            {"10.0.0.1", "10.0.0.2", false},
                            {"::ffff:10.0.0.0/104", "10.1.1.1", true},
                            {"10.0.0.0/8", "not an address", false}};
  for (const Case& each : cases) {
    SCOPED_TRACE(std::string(each.range) + " " + each.address);
    EXPECT_EQ(AddressRange::parse(each.range)->contains(each.address), each.inside);
  }
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
