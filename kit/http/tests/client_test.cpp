#include "kit/http/client.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/listener.hpp"
#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <future>
#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

namespace {

ClientRequest request_to(std::uint16_t port, Method method, std::string target, std::string body = {}) {
  return {.method = method,
          .endpoint = {.host = "127.0.0.1", .port = port},
          .target = std::move(target),
          .body = std::move(body)};
}

/// Answers every request of every connection with the same bytes.
RawServer::Script answering(std::string answer) {
  return [answer = std::move(answer)](RawConnection& connection, int) {
    while (!connection.receive().head.empty()) connection.send(answer);
  };
}

/// Why the call fails; caught on its own thread, because ThreadSanitizer cannot follow exceptions from one to another.
runtime::Task<std::string> reason_of(Client& client, ClientRequest request) {
  try {
    co_await client.send(std::move(request));
  } catch (const base::Unavailable& error) {
    co_return error.what();
  }
  co_return "nothing was thrown";
}

}  // namespace

TEST(client, given_a_server_then_requests_go_out_and_answers_come_back) {
  ServedApplication served;
  Client client(served.io.threads(), {});
  auto request = request_to(served.port(), Method::put, "/seen?a=b", "ignored");
  request.headers.add("X-Test", "value");

  const auto answer = served.io.run(client.send(request));

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "PUT /seen?a=b|/seen|a=b|value|127.0.0.1");
  EXPECT_TRUE(answer.headers.has("date"));
}

TEST(client, given_bodies_of_any_framing_then_whole) {
  ServedApplication served;
  Client client(served.io.threads(), {});
  const std::string large(3'000'000, 'y');

  EXPECT_EQ(served.io.run(client.send(request_to(served.port(), Method::post, "/echo", large))).body, large);
  EXPECT_EQ(served.io.run(client.send(request_to(served.port(), Method::get, "/stream"))).body, "onetwo");
  EXPECT_EQ(served.io.run(client.send(request_to(served.port(), Method::get, "/sized"))).body, "onetwo");
  EXPECT_EQ(served.io.run(client.send(request_to(served.port(), Method::get, "/nothing"))).status, 204);
  const auto head = served.io.run(client.send(request_to(served.port(), Method::head, "/large")));
  EXPECT_EQ(head.headers.get("content-length"), "4194304");
  EXPECT_EQ(head.body, "");
}

TEST(client, given_raw_answers_then_read_or_refused) {
  struct Case {
    const char* name;
    std::string answer;
    std::string body;     // when it is read
    std::string failure;  // part of the reason when not
  };
  const std::vector<Case> cases{
      {"until the connection ends", "HTTP/1.1 200 OK\r\n\r\nabc", "abc", ""},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc", ""},
      {"interim answers", "HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
       "a", ""},
      {"chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nx: y\r\n\r\n", "ab", ""},
      {"no HTTP", "SSH-2.0-OpenSSH\r\n\r\n", "", "malformed"},
      {"status below 100", "HTTP/1.1 099 Odd\r\ncontent-length: 0\r\n\r\n", "", "malformed"},
      {"status above 599", "HTTP/1.1 600 Odd\r\ncontent-length: 0\r\n\r\n", "", "malformed"},
      {"length and chunks", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n", "",
       "malformed"},
      {"unknown coding", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "", "malformed"},
      {"bad chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "", "malformed chunks"},
      {"unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "", "protocol"},
      {"cut off head", "HTTP/1.1 200 OK\r\ncontent-", "", "broke off"},
      {"cut off body", "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", "", "broke off"},
      {"cut off chunks", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n", "", "broke off"},
      {"too large", "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n", "", "larger than 100"},
      {"too large in the end", "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x'), "", "larger than 100"},
      {"nothing", "", "", "without an answer"},
  };
  testing::IoFixture io;
  Client client(io.threads(), {.response_limit = 100});

  for (const auto& [name, answer, body, failure] : cases) {
    SCOPED_TRACE(name);
    const RawServer server([&](RawConnection& connection, int) {
      connection.receive();
      connection.send(answer);
    });
    const auto request = request_to(server.port(), Method::get, "/");
    if (failure.empty()) {
      EXPECT_EQ(io.run(client.send(request)).body, body);
    } else {
      const auto reason = io.run(reason_of(client, request));
      EXPECT_NE(reason.find(failure), std::string::npos) << reason;
      EXPECT_NE(reason.find("127.0.0.1:" + std::to_string(server.port())), std::string::npos) << reason;
    }
  }
}

TEST(client, given_fields_of_the_connection_then_not_passed_on) {
  const RawServer server(answering(
      "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Named\r\nKeep-Alive: timeout=5\r\nX-Named: a\r\nX-Other: b\r\n"
      "Content-Length: 0\r\n\r\n"));
  testing::IoFixture io;
  Client client(io.threads(), {});

  const auto answer = io.run(client.send(request_to(server.port(), Method::get, "/")));

  EXPECT_FALSE(answer.headers.has("connection"));
  EXPECT_FALSE(answer.headers.has("keep-alive"));
  EXPECT_FALSE(answer.headers.has("x-named"));
  EXPECT_EQ(answer.headers.get("x-other"), "b");
}

TEST(client, given_nobody_listens_then_unavailable_at_once) {
  std::uint16_t port = 0;
  {
    port = local_port(listen_on({"127.0.0.1"}, 0).front());
  }
  testing::IoFixture io;
  Client client(io.threads(), {});

  const auto reason = io.run(reason_of(client, request_to(port, Method::get, "/")));

  EXPECT_NE(reason.find("127.0.0.1:" + std::to_string(port)), std::string::npos) << reason;
}

TEST(client, given_a_name_then_resolved) {
  ServedApplication served;
  Client client(served.io.threads(), {});
  auto request = request_to(served.port(), Method::get, "/seen");

  request.endpoint.host = "localhost";
  EXPECT_EQ(served.io.run(client.send(request)).status, 200);

  // RFC 6761: "invalid" never resolves. Without a name server the look-up may also take longer than the limit.
  request.endpoint.host = "name.invalid";
  EXPECT_THROW(served.io.run(client.send(request)), base::Unavailable);
}

TEST(client, given_a_listener_that_never_accepts_then_the_connect_timeout_ends_it) {
  // A full backlog: the kernel drops further attempts to connect.
  Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto any = parse_address("127.0.0.1", 0).value();
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&any.storage), any.size), 0);
  ASSERT_EQ(::listen(listener.get(), 0), 0);
  const auto port = local_port(listener);
  const RawConnection first(port);
  testing::IoFixture io;
  Client client(io.threads(), {.connect_timeout = 200ms});

  const auto reason = io.run(reason_of(client, request_to(port, Method::get, "/")));

  EXPECT_NE(reason.find("no connection within 200 ms"), std::string::npos) << reason;
}

TEST(client_deadline, given_an_answer_that_does_not_come_then_timed_out_and_the_connection_is_closed) {
  std::promise<bool> closed;
  const RawServer server([&](RawConnection& connection, int) {
    connection.receive();
    closed.set_value(connection.closed());
  });
  testing::IoFixture io;
  Client client(io.threads(), {});
  auto request = request_to(server.port(), Method::get, "/");
  request.context.deadline = runtime::Deadline::after(200ms);

  EXPECT_THROW(io.run(client.send(request)), base::TimedOut);

  EXPECT_TRUE(closed.get_future().get());
}

TEST(client_deadline, given_a_body_that_stops_then_timed_out) {
  const RawServer server(answering("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"));
  testing::IoFixture io;
  Client client(io.threads(), {});
  auto request = request_to(server.port(), Method::get, "/");
  request.context.deadline = runtime::Deadline::after(200ms);

  EXPECT_THROW(io.run(client.send(request)), base::TimedOut);
}

TEST(client_deadline, given_a_passed_deadline_then_nothing_is_sent) {
  const RawServer server(answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"));
  testing::IoFixture io;
  Client client(io.threads(), {});
  auto request = request_to(server.port(), Method::get, "/");
  request.context.deadline = runtime::Deadline::after(0ms);

  EXPECT_THROW(io.run(client.send(request)), base::TimedOut);

  EXPECT_EQ(server.accepted(), 0);
}

TEST(client_deadline, given_a_caller_that_is_cancelled_then_the_connection_is_closed) {
  std::promise<void> asked;
  std::promise<bool> closed;
  const RawServer server([&](RawConnection& connection, int) {
    connection.receive();
    asked.set_value();
    closed.set_value(connection.closed());
  });
  testing::IoFixture io;
  Client client(io.threads(), {});
  runtime::TaskGroup tasks([](std::string_view, const std::exception_ptr&) { FAIL() << "cancellation is no error"; });
  const auto call = [](Client& caller, ClientRequest request) -> runtime::Task<> {
    co_await caller.send(std::move(request));
  };
  tasks.spawn(io.executor(), "call", call(client, request_to(server.port(), Method::get, "/")));
  asked.get_future().get();

  tasks.cancel();

  EXPECT_TRUE(tasks.wait_blocking(10s));
  EXPECT_TRUE(closed.get_future().get());
}

}  // namespace boxoffice::kit::http::tests
