#include "kit/http/server.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

TEST(server, given_raw_requests_then_the_status_that_rfc_9112_asks_for) {
  struct Case {
    const char* name;
    std::string request;
    int status;
  };
  const std::string end = " HTTP/1.1\r\nHost: a\r\n";
  const std::vector<Case> cases{
      {"plain", "GET /seen" + end + "\r\n", 200},
      {"empty line before", "\r\nGET /seen" + end + "\r\n", 200},
      {"empty lines before", "\r\n\r\n\r\nGET /seen" + end + "\r\n", 200},
      {"absolute form", "GET http://a/seen HTTP/1.1\r\nHost: a\r\n\r\n", 200},
      {"absolute form of another host", "GET http://b/seen HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"HTTP/1.0 without host", "GET /seen HTTP/1.0\r\n\r\n", 200},
      {"HTTP/1.1 without host", "GET /seen HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /seen" + end + "Host: a\r\n\r\n", 400},
      {"HTTP/2.0", "GET /seen HTTP/2.0\r\nHost: a\r\n\r\n", 400},
      {"no version", "GET /seen\r\n\r\n", 400},
      {"relative target", "GET seen" + end + "\r\n", 400},
      {"fragment", "GET /seen#x" + end + "\r\n", 400},
      {"asterisk form of GET", "GET *" + end + "\r\n", 400},
      {"unknown method", "BREW /seen" + end + "\r\n", 501},
      {"TRACE", "TRACE /seen" + end + "\r\n", 501},
      {"bare line feeds", "GET /seen HTTP/1.1\nHost: a\n\n", 400},
      {"space before the colon", "GET /seen" + end + "x : y\r\n\r\n", 400},
      {"no colon", "GET /seen" + end + "x\r\n\r\n", 400},
      {"length and chunks", "POST /echo" + end + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 400},
      {"chunks and length", "POST /echo" + end + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"two lengths", "POST /echo" + end + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
      {"list of lengths", "POST /echo" + end + "Content-Length: 3, 3\r\n\r\nabc", 400},
      {"signed length", "POST /echo" + end + "Content-Length: +3\r\n\r\nabc", 400},
      {"overflowing length", "POST /echo" + end + "Content-Length: 99999999999999999999\r\n\r\n", 400},
      {"unknown coding", "POST /echo" + end + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {"chunks in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"bad chunk size", "POST /echo" + end + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400},
      {"chunk longer than its size", "POST /echo" + end + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
       400},
      {"unknown expectation", "POST /echo" + end + "Content-Length: 1\r\nExpect: x\r\n\r\na", 417},
      {"long request line", "GET /" + std::string(9000, 'a') + end + "\r\n", 414},
      {"endless request line", "GET /" + std::string(9000, 'a'), 414},
      {"large field", "GET /seen" + end + "x: " + std::string(40'000, 'a') + "\r\n\r\n", 431},
      {"failure", "GET /throw" + end + "\r\n", 500},
      {"field with a line break", "GET /split" + end + "\r\n", 500},
      {"unavailable", "GET /unavailable" + end + "\r\n", 503},
  };
  ServedApplication served;

  for (const auto& [name, request, status] : cases) {
    SCOPED_TRACE(name);
    RawConnection client(served.port());
    client.send(request);
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, status) << answer.head;
    if (status >= 400) {
      EXPECT_EQ(answer.field("content-type"), "application/problem+json");
      EXPECT_FALSE(answer.field("x-request-id").empty());
      EXPECT_NE(answer.body.find("\"code\":"), std::string::npos);
    }
    if (status >= 400 && status != 500 && status != 503) EXPECT_EQ(answer.field("connection"), "close");
  }
  EXPECT_TRUE(served.logged("request_failed"));
}

TEST(server, given_too_many_fields_then_431) {
  ServedApplication served;
  RawConnection client(served.port());
  std::string request = "GET /seen HTTP/1.1\r\nHost: a\r\n";
  for (int i = 0; i < 100; ++i) request += "x: y\r\n";

  client.send(request + "\r\n");

  EXPECT_EQ(client.receive().status, 431);
}

TEST(server, given_a_request_then_the_application_sees_its_parts) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("POST /seen?a=%20&b HTTP/1.1\r\nHost: a\r\nX-TEST:  value \r\nContent-Length: 0\r\n\r\n");

  EXPECT_EQ(client.receive().body, "POST /seen?a=%20&b|/seen|a=%20&b|value|127.0.0.1");
}

TEST(server, given_a_failure_then_the_inside_stays_inside) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");

  const auto answer = client.receive();
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  EXPECT_TRUE(served.logged("a secret of the inside"));
}

TEST(server, given_keep_alive_then_many_requests_on_one_connection) {
  ServedApplication served;
  RawConnection client(served.port());

  for (int i = 0; i < 50; ++i) {
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
    const auto answer = client.receive();
    EXPECT_EQ(answer.body, "ok");
    EXPECT_TRUE(answer.field("connection").empty());
    EXPECT_FALSE(answer.field("date").empty());
    EXPECT_TRUE(answer.field("server").empty());
  }
}

TEST(server, given_pipelined_requests_then_answered_in_order) {
  ServedApplication served;
  RawConnection client(served.port());
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const auto body = "number " + std::to_string(i);
    requests += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  client.send(requests);

  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.receive().body, "number " + std::to_string(i));
}

TEST(server, given_who_wants_to_close_then_closed_after_the_answer) {
  const std::vector<std::string> cases{
      "GET /seen HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      "GET /seen HTTP/1.0\r\n\r\n",
      "GET /close HTTP/1.1\r\nHost: a\r\n\r\n",
  };
  ServedApplication served;
  for (const auto& request : cases) {
    SCOPED_TRACE(request);
    RawConnection client(served.port());
    client.send(request);
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("connection"), "close");
    EXPECT_TRUE(client.closed());
  }
}

TEST(server, given_http_1_0_with_keep_alive_then_kept_open) {
  ServedApplication served;
  RawConnection client(served.port());

  for (int i = 0; i < 2; ++i) {
    client.send("GET /seen HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.receive().field("connection"), "keep-alive");
  }
}

TEST(server, given_answers_without_a_body_then_the_next_one_follows) {
  ServedApplication served;
  RawConnection client(served.port());
  struct Case {
    const char* request;
    int status;
    const char* length;
  };
  const std::vector<Case> cases{
      {"HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n", 200, "4194304"},
      {"HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n", 200, ""},
      {"HEAD /sized HTTP/1.1\r\nHost: a\r\n\r\n", 200, "6"},
      {"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 204, ""},
      {"GET /unchanged HTTP/1.1\r\nHost: a\r\n\r\n", 304, ""},
  };
  for (const auto& [request, status, length] : cases) {
    SCOPED_TRACE(request);
    client.send(request);
    const auto answer = client.receive(true);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.field("content-length"), length);
  }
}

TEST(server, given_a_port_in_use_then_the_owner_is_named) {
  ServedApplication served;
  testing::IoFixture io;
  telemetry::Telemetry telemetry{.service = "b", .log = telemetry::Log::capturing("b"), .metrics = {}};

  try {
    const Server second(io.threads(), {.port = served.port()}, served.application, telemetry);
    FAIL() << "a second server took the same port";
  } catch (const base::StartupError& error) {
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("Port " + std::to_string(served.port()) + " is taken by process 'kit_http_tests"))
        << text;
    EXPECT_NE(text.find("(pid " + std::to_string(::getpid()) + ")"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("Stop it or set BOXOFFICE_PORT_OFFSET.")) << text;
  }
}

TEST(server, given_no_address_to_listen_on_then_says_so) {
  testing::IoFixture io;
  SampleApplication application;
  telemetry::Telemetry telemetry{.service = "b", .log = telemetry::Log::capturing("b"), .metrics = {}};

  // 2001:db8:: is for documentation: no machine has it.
  for (const auto* const address : {"not an address", "192.0.2.1", "2001:db8::1"}) {
    SCOPED_TRACE(address);
    EXPECT_THROW(Server(io.threads(), {.addresses = {address}}, application, telemetry), base::StartupError);
  }
  EXPECT_NO_THROW(Server(io.threads(), {.addresses = {"127.0.0.1", "2001:db8::1"}}, application, telemetry));
}

}  // namespace boxoffice::kit::http::tests
