#include "kit/http/proxy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::http {
namespace {

TEST(forwarded_request, given_fields_named_by_any_connection_field_then_none_goes_on) {
  const Request request{.target = "/",
                        .headers = {{"Connection", "close"},
                                    {"connection", " X-First , ,x-second"},
                                    {"CONNECTION", "x-third"},
                                    {"X-First", "1"},
                                    {"X-Second", "2"},
                                    {"X-Third", "3"},
                                    {"X-Fourth", "4"}}};

  const ClientRequest forwarded = forwarded_request(request, {.host = "localhost", .port = 1});

  for (const char* name : {"connection", "x-first", "x-second", "x-third"}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(forwarded.headers.has(name));
  }
  EXPECT_EQ(forwarded.headers.get("x-fourth"), "4");
}

TEST(remove_hop_by_hop, given_several_connection_fields_then_what_each_names_is_gone) {
  Headers headers{{"Connection", "x-first"}, {"Connection", "x-second"}, {"X-First", "1"}, {"X-Second", "2"}};

  remove_hop_by_hop(headers);

  EXPECT_EQ(headers.size(), 0U);
}

}  // namespace
}  // namespace boxoffice::kit::http
