#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

namespace {
constexpr auto request = "GET /seen HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr auto waiting_request = "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n";
}  // namespace

TEST(server_limits, given_a_slow_head_then_408) {
  ServedApplication served({.head_timeout = 200ms});
  RawConnection client(served.port());

  client.send("GET /seen HTTP/1.1\r\nHost:");

  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(server_limits, given_silence_then_closed_without_an_answer) {
  ServedApplication served({.head_timeout = 200ms, .keep_alive_timeout = 200ms});
  RawConnection silent(served.port());
  RawConnection idle(served.port());
  idle.send(request);
  EXPECT_EQ(idle.receive().status, 200);

  EXPECT_TRUE(silent.closed());
  EXPECT_TRUE(idle.closed());
}

TEST(server_limits, given_a_body_that_stops_then_408) {
  ServedApplication served({.body_idle_timeout = 200ms});
  RawConnection client(served.port());

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

  EXPECT_EQ(client.receive().status, 408);
}

TEST(server_limits, given_a_body_that_trickles_then_408_though_each_piece_is_in_time) {
  ServedApplication served({.body_idle_timeout = 300ms, .body_rate = 1000});
  RawConnection client(served.port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");

  int bytes = 0;
  while (bytes < 100 && !client.heard_within(50ms) && client.send("x")) ++bytes;

  EXPECT_LT(bytes, 100);
  EXPECT_EQ(client.receive().status, 408);
}

TEST(server_limits, given_a_body_with_pauses_but_a_good_average_then_served) {
  ServedApplication served({.body_idle_timeout = 400ms, .body_rate = 1000});
  RawConnection client(served.port());
  const std::string piece(2000, 'x');
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n");

  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(client.heard_within(100ms));
    client.send(piece);
  }

  EXPECT_EQ(client.receive().body.size(), 20'000U);
}

TEST(server_limits, given_a_slow_handler_then_no_limit_of_the_connection_ends_it) {
  ServedApplication served({.head_timeout = 100ms, .body_idle_timeout = 100ms, .keep_alive_timeout = 100ms});
  RawConnection slow(served.port());
  RawConnection meanwhile(served.port());
  slow.send(waiting_request);
  ASSERT_TRUE(testing::eventually([&] { return served.application.waiting() == 1; }));

  // Two connections that reach their own limits one after the other: time enough for a sweep to hit the first.
  EXPECT_TRUE(meanwhile.closed());
  EXPECT_TRUE(RawConnection(served.port()).closed());
  served.application.release();

  EXPECT_EQ(slow.receive().body, "released");
}

TEST(server_limits, given_the_connection_limit_then_503_until_one_leaves) {
  ServedApplication served({.connection_limit = 2});
  RawConnection first(served.port());
  std::optional<RawConnection> second(served.port());
  for (auto* client : {&first, &*second}) {
    client->send(request);
    EXPECT_EQ(client->receive().status, 200);
  }

  RawConnection third(served.port());
  third.send(request);
  const auto answer = third.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.field("retry-after"), "1");
  EXPECT_TRUE(third.closed());

  second.reset();
  third.close();
  EXPECT_TRUE(testing::eventually([&] {
    RawConnection next(served.port());
    next.send(request);
    return next.receive().status == 200;
  }));
}

TEST(server_stop, given_idle_connections_then_closed_at_once) {
  ServedApplication served;
  RawConnection idle(served.port());
  idle.send(request);
  EXPECT_EQ(idle.receive().status, 200);
  RawConnection fresh(served.port());
  fresh.send(request);
  EXPECT_EQ(fresh.receive().status, 200);

  const auto before = std::chrono::steady_clock::now();
  served.server.stop(10s);

  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(fresh.closed());
}

TEST(server_stop, given_a_running_request_then_it_is_answered_and_nobody_else_gets_in) {
  ServedApplication served;
  RawConnection client(served.port());
  client.send(waiting_request);
  ASSERT_TRUE(testing::eventually([&] { return served.application.waiting() == 1; }));

  std::thread stopping([&] { served.server.stop(10s); });
  EXPECT_TRUE(testing::eventually([&] {
    RawConnection late(served.port());
    return !late.send(request) || late.receive().status == 0;
  }));
  served.application.release();

  const auto answer = client.receive();
  EXPECT_EQ(answer.body, "released");
  EXPECT_EQ(answer.field("connection"), "close");
  stopping.join();
}

TEST(server_stop, given_a_request_that_does_not_end_then_cancelled_after_the_drain) {
  ServedApplication served;
  RawConnection waiting(served.port());
  waiting.send(waiting_request);
  RawConnection streaming(served.port());
  streaming.send("GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(streaming.receive(true).status, 200);
  ASSERT_TRUE(testing::eventually([&] { return served.application.waiting() == 1; }));

  served.server.stop(50ms);

  EXPECT_EQ(waiting.receive_rest(), "");
  EXPECT_EQ(served.application.streams_gone(), 1);
  EXPECT_TRUE(served.logged("http_server_cancels"));
}

TEST(server_stop, given_load_then_every_request_that_was_begun_is_answered) {
  ServedApplication served;
  std::atomic<int> answered = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      while (true) {
        RawConnection client(served.port());
        RawMessage answer;
        do {
          client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok");
          answer = client.receive();
          answer.status == 200 ? ++answered : 0;
        } while (answer.status == 200 && answer.field("connection").empty());
        if (answer.status == 0) break;  // closed while idle, or refused
        if (answer.status != 200) ++lost;
      }
    });
  }
  ASSERT_TRUE(testing::eventually([&] { return answered > 200; }));

  served.server.stop(10s);

  for (auto& client : clients) client.join();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(served.application.served(), answered);
  EXPECT_FALSE(served.logged("http_server_cancels"));
}

TEST(server_stop, given_stop_twice_or_never_started_then_nothing_happens) {
  ServedApplication served;
  served.server.stop(1s);
  served.server.stop(1s);

  testing::IoFixture io;
  const Server unused(io.threads(), {}, served.application, served.telemetry);
  EXPECT_GT(unused.port(), 0);
}

TEST(server_deadline, given_an_application_that_does_not_answer_in_time_then_503_and_the_connection_goes_on) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("GET /patient HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 503);

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
  client.send("ok");
  const auto next = client.receive();
  EXPECT_EQ(next.status, 200);
  EXPECT_EQ(next.body, "ok");
}

TEST(server_deadline, given_a_body_that_does_not_arrive_in_time_then_408) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("POST /patient-body HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nslow");

  EXPECT_EQ(client.receive().status, 408);
}

TEST(server_deadline, given_a_stream_that_is_slow_then_the_deadline_does_not_hold_for_it) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("GET /patient-slow HTTP/1.1\r\nHost: a\r\n\r\n");

  EXPECT_EQ(client.receive().body, "onetwo");
}

}  // namespace boxoffice::kit::http::tests
