#include "kit/base/failure.hpp"
#include "kit/http/client.hpp"
#include "kit/http/deadline_sweep.hpp"
#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/testing/eventually.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>
#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

namespace {

/// What the gateway does, without its rules.
class Proxy final : public Application {
 public:
  Proxy(Client& client, std::uint16_t upstream) : client_(client), upstream_(upstream) {}

  runtime::Task<Response> serve(Request request, BodyReader& body) override {
    ClientRequest forwarded{.method = request.method,
                            .endpoint = {.host = "127.0.0.1", .port = upstream_},
                            .target = request.target,
                            .headers = std::move(request.headers)};
    co_return co_await client_.forward(std::move(forwarded), &body);
  }

 private:
  Client& client_;
  std::uint16_t upstream_;
};

/// A server that passes everything on to `upstream`.
struct ProxyServer {
  explicit ProxyServer(std::uint16_t upstream, ServerOptions options = {}, ClientOptions client_options = {})
      : telemetry{.service = "proxy", .log = telemetry::Log::capturing("proxy"), .metrics = {}},
        client(io.threads(), client_options),
        proxy(client, upstream),
        server(io.threads(), std::move(options), proxy, telemetry) {
    server.start();
  }

  testing::IoFixture io{2};
  telemetry::Telemetry telemetry;
  Client client;
  Proxy proxy;
  Server server;
};

std::string post(std::size_t length) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

runtime::Task<std::string> whole(Client& client, ClientRequest request) {
  auto response = co_await client.forward(std::move(request), nullptr);
  auto body = std::move(response.body);
  while (response.stream) {
    const auto piece = co_await response.stream();
    if (!piece) break;
    body += *piece;
  }
  co_return body;
}

runtime::Task<> head_only(Client& client, ClientRequest request) {
  const auto response = co_await client.forward(std::move(request), nullptr);
  EXPECT_TRUE(response.stream);
}

/// Reads the first piece, lets the call's deadline pass, and then reads on.
runtime::Task<std::string> read_slowly(Client& client, ClientRequest request, std::promise<void>& has_passed) {
  const auto deadline = request.context.deadline;
  auto response = co_await client.forward(std::move(request), nullptr);
  std::string body = (co_await response.stream()).value_or("");
  co_await runtime::sleep_for(deadline.remaining() + 3 * DeadlineSweep::interval);
  has_passed.set_value();
  while (const auto piece = co_await response.stream()) body += *piece;
  co_return body;
}

}  // namespace

TEST(client_forward, given_bodies_both_ways_then_passed_on_unchanged) {
  ServedApplication served;
  ProxyServer proxy(served.port());
  RawConnection client(proxy.server.port());
  const std::string large(2'000'000, 'z');

  client.send(post(large.size()) + large);
  EXPECT_EQ(client.receive().body, large);
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "abcdef");
  client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "onetwo");
  client.send("GET /sized HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "onetwo");
  client.send("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("content-length"), "4194304");
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().body.size(), 4194304U);
}

TEST(client_forward, given_an_answer_that_came_whole_then_no_stream) {
  const RawServer server([](RawConnection& connection, int) {
    while (!connection.receive().head.empty()) {
      connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    }
  });
  ProxyServer proxy(server.port());
  RawConnection client(proxy.server.port());

  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = client.receive();

  EXPECT_EQ(answer.field("content-length"), "3");
  EXPECT_EQ(answer.body, "abc");
}

TEST(client_forward, given_a_stream_read_to_its_end_then_the_connection_is_used_again) {
  const RawServer server([](RawConnection& connection, int) {
    const std::string body(300'000, 'x');
    while (!connection.receive().head.empty()) {
      connection.send("HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n" + body);
    }
  });
  testing::IoFixture io;
  Client client(io.threads(), {});
  const ClientRequest request{.endpoint = {.host = "127.0.0.1", .port = server.port()}, .target = "/"};

  for (int i = 0; i < 3; ++i) EXPECT_EQ(io.run(whole(client, request)).size(), 300'000U);
  EXPECT_EQ(server.accepted(), 1);

  // Dropped early, it cannot be used again.
  io.run(head_only(client, request));
  EXPECT_EQ(io.run(whole(client, request)).size(), 300'000U);
  EXPECT_EQ(server.accepted(), 2);
}

TEST(client_forward, given_a_slow_reader_then_the_source_waits_for_it) {
  ServedApplication served;
  ProxyServer proxy(served.port(), {.write_timeout = 500ms});
  RawConnection client(proxy.server.port());
  client.limit_receive_buffer(4096);

  client.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");

  // The proxy gives its reader up, and thereby the source.
  EXPECT_TRUE(testing::eventually([&] { return served.application.streams_gone() == 1; }));
  EXPECT_LT(served.application.streamed_bytes(), 64U * 1024 * 1024);
}

TEST(client_forward, given_an_upstream_that_does_not_read_then_the_upload_waits) {
  std::promise<void> go_on;
  auto gone_on = go_on.get_future().share();
  const RawServer server([&](RawConnection& connection, int) {
    gone_on.wait();
    connection.receive();
    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
  });
  ProxyServer proxy(server.port());
  RawConnection client(proxy.server.port());
  const std::string body(32 * 1024 * 1024, 'x');
  std::atomic<bool> sent = false;
  std::thread sending([&] {
    client.send(post(body.size()) + body);
    sent = true;
  });

  // Far more than all buffers on the way hold, so it cannot be sent before the upstream reads.
  EXPECT_TRUE(testing::eventually([&] { return server.accepted() == 1; }));
  EXPECT_FALSE(sent);
  go_on.set_value();
  sending.join();

  EXPECT_EQ(client.receive().body, "ok");
}

TEST(client_forward, given_an_answer_before_the_body_was_sent_then_it_is_passed_on) {
  const RawServer server([](RawConnection& connection, int) {
    connection.receive(true);
    connection.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\nno");
    connection.receive_rest();
  });
  ProxyServer proxy(server.port());
  RawConnection client(proxy.server.port());

  client.send(post(100'000'000) + std::string(1'000'000, 'x'));

  // The upstream has answered by the time that a further piece is to be sent.
  std::thread trickle([&] {
    while (client.send(std::string(10'000, 'x'))) std::this_thread::yield();
  });
  const auto answer = client.receive();
  client.shutdown();
  trickle.join();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "no");
}

TEST(client_forward, given_an_upstream_that_answers_and_reads_no_more_then_its_answer_is_passed_on) {
  std::promise<void> end;
  auto ended = end.get_future().share();
  const RawServer server([&](RawConnection& connection, int) {
    connection.receive(true);
    connection.send("HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\nno");
    ended.wait();
  });
  ProxyServer proxy(server.port());
  RawConnection client(proxy.server.port());
  std::thread sending([&] {
    client.send(post(100'000'000));
    while (client.send(std::string(1'000'000, 'x'))) {
    }
  });

  const auto answer = client.receive();

  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.body, "no");
  client.shutdown();
  sending.join();
  end.set_value();
}

TEST(client_forward, given_slow_uploads_then_they_occupy_no_connection_to_the_upstream) {
  ServedApplication served;
  ProxyServer proxy(served.port(), {}, {.connections_per_endpoint = 1});
  std::vector<RawConnection> slow;
  for (int i = 0; i < 4; ++i) {
    slow.emplace_back(proxy.server.port());
    slow.back().send(post(2) + "a");
  }
  RawConnection chunked(proxy.server.port());
  chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");

  for (int i = 0; i < 4; ++i) {  // on every io thread of the proxy
    RawConnection quick(proxy.server.port());
    quick.send("GET /seen HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(quick.receive().status, 200);
  }

  for (auto& upload : slow) {
    upload.send("b");
    EXPECT_EQ(upload.receive().body, "ab");
  }
  chunked.send("1\r\nb\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.receive().body, "ab");
}

TEST(client_forward, given_chunks_of_any_size_then_passed_on_unchanged) {
  ServedApplication served;
  ProxyServer proxy(served.port());
  RawConnection client(proxy.server.port());
  for (const std::size_t size : {1UL, 65'535UL, 65'536UL, 65'537UL, 300'000UL}) {
    SCOPED_TRACE(size);
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>('a' + i % 23);
    const std::string half = body.substr(0, size / 2 + 1);
    const std::string rest = body.substr(half.size());

    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(fmt::format("{:x}\r\n{}\r\n", half.size(), half));
    if (!rest.empty()) client.send(fmt::format("{:x}\r\n{}\r\n", rest.size(), rest));
    client.send("0\r\n\r\n");

    EXPECT_EQ(client.receive().body, body);
  }
}

TEST(client_forward, given_a_client_that_leaves_in_mid_upload_then_the_upstream_notices) {
  std::promise<bool> closed;
  const RawServer server([&](RawConnection& connection, int) {
    connection.receive(true);
    connection.receive_rest();
    closed.set_value(true);
  });
  ProxyServer proxy(server.port());
  {
    RawConnection client(proxy.server.port());
    client.send(post(1'000'000) + std::string(100'000, 'x'));
    EXPECT_TRUE(testing::eventually([&] { return server.accepted() == 1; }));
  }

  EXPECT_EQ(closed.get_future().wait_for(10s), std::future_status::ready);
}

TEST(client_forward, given_an_upstream_that_breaks_off_then_the_client_can_tell) {
  const RawServer server([](RawConnection& connection, int) {
    connection.receive();
    connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
  });
  ProxyServer proxy(server.port());
  RawConnection client(proxy.server.port());

  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

  const auto rest = client.receive_rest();
  EXPECT_NE(rest.find("abc"), std::string::npos);
  EXPECT_FALSE(rest.ends_with("0\r\n\r\n"));
}

TEST(client_forward, given_a_download_longer_than_the_deadline_then_it_goes_on_while_pieces_come) {
  std::promise<void> has_passed;
  auto passed = has_passed.get_future();
  const RawServer server([&passed](RawConnection& connection, int) {
    connection.receive();
    connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
    passed.wait();
    connection.send("3\r\ndef\r\n0\r\n\r\n");
  });
  testing::IoFixture io;
  Client client(io.threads(), {});
  ClientRequest request{.endpoint = {.host = "127.0.0.1", .port = server.port()}, .target = "/"};
  request.context.deadline = runtime::Deadline::after(200ms);

  EXPECT_EQ(io.run(read_slowly(client, std::move(request), has_passed)), "abcdef");
}

TEST(client_forward, given_a_piece_that_does_not_come_then_timed_out) {
  std::promise<void> done;
  auto is_done = done.get_future();
  const RawServer server([&is_done](RawConnection& connection, int) {
    connection.receive();
    connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
    is_done.wait();
  });
  testing::IoFixture io;
  Client client(io.threads(), {.stream_patience = 50ms});

  EXPECT_THROW(io.run(whole(client, {.endpoint = {.host = "127.0.0.1", .port = server.port()}, .target = "/"})),
               base::TimedOut);
  done.set_value();
}

TEST(client_forward, given_many_connections_then_no_answer_is_mixed_up) {
  ServedApplication served;
  ProxyServer proxy(served.port());
  std::vector<std::thread> clients;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&, i] {
      RawConnection client(proxy.server.port());
      for (int turn = 0; turn < 100; ++turn) {
        const auto body =
            std::to_string(i) + ":" + std::to_string(turn) + std::string(static_cast<std::size_t>(turn), 'x');
        client.send(post(body.size()) + body);
        if (client.receive().body != body) ++wrong;
      }
    });
  }
  for (auto& client : clients) client.join();

  EXPECT_EQ(wrong, 0);
}

}  // namespace boxoffice::kit::http::tests
