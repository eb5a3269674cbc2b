#include "kit/base/failure.hpp"
#include "kit/http/client.hpp"
#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/io_fixture.hpp"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

namespace {

constexpr auto empty_answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

ClientRequest get_from(std::uint16_t port, std::string target = "/") {
  return {.endpoint = {.host = "127.0.0.1", .port = port}, .target = std::move(target)};
}

void no_error(std::string_view name, const std::exception_ptr&) {
  ADD_FAILURE() << name << " failed";
}

runtime::Task<> call_and_count(Client& client, ClientRequest request, std::atomic<int>& answered) {
  const auto answer = co_await client.send(std::move(request));
  if (answer.status == 200) ++answered;
}

}  // namespace

TEST(client_pool, given_calls_one_after_the_other_then_one_connection) {
  const RawServer server([](RawConnection& connection, int) {
    while (!connection.receive().head.empty()) connection.send(empty_answer);
  });
  testing::IoFixture io;
  Client client(io.threads(), {});

  for (int i = 0; i < 20; ++i) EXPECT_EQ(io.run(client.send(get_from(server.port()))).status, 200);

  EXPECT_EQ(server.accepted(), 1);
}

TEST(client_pool, given_answers_that_end_the_connection_then_a_new_one_each_time) {
  const std::vector<std::string> answers{
      "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nstray bytes",
  };
  for (const auto& answer : answers) {
    SCOPED_TRACE(answer);
    const RawServer server([&](RawConnection& connection, int) {
      connection.receive();
      connection.send(answer);
      EXPECT_TRUE(connection.closed());
    });
    testing::IoFixture io;
    Client client(io.threads(), {});

    for (int i = 0; i < 3; ++i) EXPECT_EQ(io.run(client.send(get_from(server.port()))).status, 200);

    EXPECT_EQ(server.accepted(), 3);
  }
}

TEST(client_pool, given_an_idle_connection_then_closed_after_its_time) {
  std::promise<bool> closed;
  const RawServer server([&](RawConnection& connection, int) {
    connection.receive();
    connection.send(empty_answer);
    closed.set_value(connection.closed());
  });
  testing::IoFixture io;
  Client client(io.threads(), {.idle_timeout = 200ms});

  io.run(client.send(get_from(server.port())));

  EXPECT_TRUE(closed.get_future().get());
}

TEST(client_pool, given_a_connection_that_was_closed_while_idle_then_replaced_unnoticed) {
  std::promise<void> first_closed;
  const RawServer server([&](RawConnection& connection, int number) {
    while (!connection.receive().head.empty()) {
      connection.send(empty_answer);
      if (number > 0) continue;
      connection.close();
      first_closed.set_value();
      return;
    }
  });
  testing::IoFixture io;
  Client client(io.threads(), {});
  io.run(client.send(get_from(server.port())));
  first_closed.get_future().get();

  auto request = get_from(server.port());
  request.method = Method::post;  // not idempotent: nothing was sent on the dead connection, so it does not matter
  EXPECT_EQ(io.run(client.send(request)).status, 200);

  EXPECT_EQ(server.accepted(), 2);
}

TEST(client_pool, given_a_pooled_connection_that_dies_under_the_request_then_repeated_only_if_that_is_safe) {
  struct Case {
    const char* name;
    Method method;
    Headers headers;
    bool repeated;
  };
  const std::vector<Case> cases{
      {"GET", Method::get, {}, true},
      {"DELETE", Method::delete_, {}, true},
      {"POST", Method::post, {}, false},
      {"PATCH", Method::patch, {}, false},
      {"POST with a key", Method::post, {{"Idempotency-Key", "k"}}, true},
  };
  for (const auto& [name, method, headers, repeated] : cases) {
    SCOPED_TRACE(name);
    // The first connection answers once and closes when it is asked again.
    const RawServer server([](RawConnection& connection, int number) {
      connection.receive();
      connection.send(empty_answer);
      if (!connection.receive().head.empty() && number > 0) connection.send(empty_answer);
    });
    testing::IoFixture io;
    Client client(io.threads(), {});
    io.run(client.send(get_from(server.port())));
    auto request = get_from(server.port());
    request.method = method;
    request.headers = headers;

    if (repeated) {
      EXPECT_EQ(io.run(client.send(request)).status, 200);
    } else {
      EXPECT_THROW(io.run(client.send(request)), base::Unavailable);
    }

    EXPECT_EQ(server.accepted(), repeated ? 2 : 1);
  }
}

TEST(client_pool, given_a_fresh_connection_that_dies_then_not_repeated) {
  const RawServer server([](RawConnection& connection, int) { connection.receive(); });
  testing::IoFixture io;
  Client client(io.threads(), {});

  EXPECT_THROW(io.run(client.send(get_from(server.port()))), base::Unavailable);

  EXPECT_EQ(server.accepted(), 1);
}

TEST(client_pool, given_more_calls_than_connections_then_they_take_turns) {
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  const RawServer server([&](RawConnection& connection, int number) {
    for (int served = 0; !connection.receive().head.empty(); ++served) {
      most = std::max(most.load(), ++at_once);
      --at_once;
      connection.send(empty_answer);
      // One of the connections ends in between: its place goes to the next that waits.
      if (number == 0 && served == 3) return;
    }
  });
  testing::IoFixture io;
  Client client(io.threads(), {.connections_per_endpoint = 2});
  std::atomic<int> answered = 0;
  runtime::TaskGroup tasks(no_error);

  for (int i = 0; i < 50; ++i) {
    tasks.spawn(io.executor(), "call", call_and_count(client, get_from(server.port()), answered));
  }

  EXPECT_TRUE(tasks.wait_blocking(10s));
  EXPECT_EQ(answered, 50);
  EXPECT_LE(most, 2);
  EXPECT_LE(server.accepted(), 3);
}

TEST(client_pool, given_all_connections_busy_until_the_deadline_then_timed_out_and_the_place_stays_usable) {
  ServedApplication served({}, 1);
  Client client(served.io.threads(), {.connections_per_endpoint = 1});
  std::atomic<int> answered = 0;
  runtime::TaskGroup tasks(no_error);
  tasks.spawn(served.io.executor(), "busy", call_and_count(client, get_from(served.port(), "/wait"), answered));
  ASSERT_TRUE(testing::eventually([&] { return served.application.waiting() == 1; }));

  auto request = get_from(served.port(), "/seen");
  request.context.deadline = runtime::Deadline::after(100ms);
  EXPECT_THROW(served.io.run(client.send(request)), base::TimedOut);

  served.application.release();
  EXPECT_TRUE(tasks.wait_blocking(10s));
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(served.io.run(client.send(get_from(served.port(), "/seen"))).status, 200);
}

TEST(client_pool, given_calls_on_all_threads_then_every_thread_has_its_own) {
  ServedApplication served({}, 2);
  Client client(served.io.threads(), {.connections_per_endpoint = 8});
  std::atomic<int> answered = 0;
  runtime::TaskGroup tasks(no_error);

  for (std::size_t i = 0; i < 120; ++i) {
    const auto* const target = i % 12 == 0 ? "/large" : "/stream";
    tasks.spawn(served.io.executor(i % 2), "call", call_and_count(client, get_from(served.port(), target), answered));
  }

  EXPECT_TRUE(tasks.wait_blocking(10s));
  EXPECT_EQ(answered, 120);
}

}  // namespace boxoffice::kit::http::tests
