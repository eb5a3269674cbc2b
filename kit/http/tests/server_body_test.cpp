#include "kit/http/tests/raw_peer.hpp"
#include "kit/http/tests/sample_application.hpp"
#include "kit/testing/eventually.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

namespace boxoffice::kit::http::tests {

using namespace std::chrono_literals;

namespace {

std::string post(const std::string& path, std::size_t length, const std::string& more = {}) {
  return fmt::format("POST {} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n{}\r\n", path, length, more);
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

}  // namespace

TEST(server_body, given_large_bodies_both_ways_then_unchanged) {
  ServedApplication served;
  RawConnection client(served.port());
  std::string body;
  for (int i = 0; body.size() < 3'000'000; ++i) body += std::to_string(i);

  client.send(post("/echo", body.size()) + body);

  EXPECT_EQ(client.receive().body, body);
}

TEST(server_body, given_chunks_in_any_split_then_joined) {
  ServedApplication served;
  const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n";
  const std::string chunks = "3;name=value\r\nabc\r\n0A\r\n0123456789\r\n0\r\nTrailer: dropped\r\n\r\n";

  RawConnection client(served.port());
  for (std::size_t split = 0; split <= chunks.size(); split += 3) {
    SCOPED_TRACE(split);
    client.send(head + chunks.substr(0, split));
    client.send(chunks.substr(split));
    EXPECT_EQ(client.receive().body, "abc0123456789");
  }
}

TEST(server_body, given_a_chunk_size_that_never_ends_then_400) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(200'000, 'x'));

  EXPECT_EQ(client.receive().status, 400);
}

TEST(server_body, given_chunks_that_are_mostly_padding_then_400) {
  ServedApplication served;
  RawConnection client(served.port());
  std::string chunks;
  for (int i = 0; i < 100; ++i) chunks += "1;" + std::string(1000, 'x') + "\r\na\r\n";

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

  EXPECT_EQ(client.receive().status, 400);
}

TEST(server_body, given_many_chunks_of_one_byte_then_joined) {
  ServedApplication served;
  RawConnection client(served.port());
  std::string chunks;
  for (int i = 0; i < 20'000; ++i) chunks += "1\r\na\r\n";

  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

  EXPECT_EQ(client.receive().body, std::string(20'000, 'a'));
}

TEST(server_body, given_expect_continue_then_told_only_when_the_body_is_wanted) {
  ServedApplication served;
  RawConnection wanted(served.port());
  wanted.send(post("/echo", 3, "Expect: 100-continue\r\n"));
  EXPECT_EQ(wanted.receive(true).status, 100);
  wanted.send("abc");
  EXPECT_EQ(wanted.receive().body, "abc");

  RawConnection unwanted(served.port());
  unwanted.send(post("/ignore", 3, "Expect: 100-continue\r\n"));
  const auto answer = unwanted.receive();
  EXPECT_EQ(answer.body, "ignored");
  EXPECT_EQ(answer.field("connection"), "close");
}

TEST(server_body, given_an_ignored_body_then_skipped_or_closed) {
  ServedApplication served;
  RawConnection small(served.port());
  const std::string body(200'000, 'x');
  small.send(post("/ignore", body.size()) + body + get("/seen"));
  EXPECT_EQ(small.receive().body, "ignored");
  EXPECT_EQ(small.receive().status, 200);

  RawConnection large(served.port());
  large.send(post("/ignore", 300'000));
  const auto answer = large.receive();
  EXPECT_EQ(answer.body, "ignored");
  EXPECT_EQ(answer.field("connection"), "close");
}

TEST(server_body, given_an_ignored_body_of_many_chunks_then_closed) {
  ServedApplication served;
  RawConnection client(served.port());
  client.send("POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(client.receive().body, "ignored");

  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  for (int i = 0; i < 20; ++i) client.send(chunk);

  EXPECT_TRUE(client.closed());
}

TEST(server_body, given_413_while_the_client_still_sends_then_the_answer_arrives) {
  ServedApplication served;
  RawConnection client(served.port());
  const std::string body(2'000'000, 'x');

  client.send(post("/limit", body.size()) + body);

  EXPECT_EQ(client.receive().status, 413);
}

TEST(server_body, given_a_client_that_leaves_in_mid_body_then_nobody_is_harmed) {
  ServedApplication served;
  {
    RawConnection client(served.port());
    client.send(post("/echo", 10) + "abc");
  }

  RawConnection other(served.port());
  other.send(get("/seen"));

  EXPECT_EQ(other.receive().status, 200);
  EXPECT_FALSE(served.logged("request_failed"));
}

TEST(server_stream, given_pieces_then_chunked_or_sized) {
  ServedApplication served;
  RawConnection client(served.port());

  for (const auto* const path : {"/stream", "/sized"}) {
    SCOPED_TRACE(path);
    client.send(get(path));
    const auto answer = client.receive();
    EXPECT_EQ(answer.body, "onetwo");
    EXPECT_EQ(answer.field("transfer-encoding"), path == std::string("/stream") ? "chunked" : "");
    EXPECT_EQ(answer.field("content-length"), path == std::string("/stream") ? "" : "6");
  }
}

TEST(server_stream, given_http_1_0_then_ended_by_closing) {
  ServedApplication served;
  RawConnection client(served.port());

  client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

  const auto rest = client.receive_rest();
  EXPECT_TRUE(rest.ends_with("\r\n\r\nonetwo")) << rest;
  EXPECT_NE(rest.find("connection: close"), std::string::npos);
}

TEST(server_stream, given_a_source_that_fails_then_the_client_can_tell) {
  ServedApplication served;
  for (const auto* const path : {"/broken", "/short"}) {
    SCOPED_TRACE(path);
    RawConnection client(served.port());
    client.send(get(path));
    const auto rest = client.receive_rest();
    EXPECT_NE(rest.find("one"), std::string::npos);
    EXPECT_FALSE(rest.ends_with("0\r\n\r\n"));
  }
  EXPECT_TRUE(served.logged("response_broken_off"));
}

TEST(server_stream, given_a_client_that_goes_then_the_stream_is_destroyed) {
  ServedApplication served;
  for (const auto* const path : {"/silent", "/endless"}) {
    SCOPED_TRACE(path);
    const auto before = served.application.streams_gone();
    RawConnection client(served.port());
    client.send(get(path));
    EXPECT_EQ(client.receive(true).status, 200);
    client.close();
    EXPECT_TRUE(testing::eventually([&] { return served.application.streams_gone() == before + 1; }));
  }
}

TEST(server_stream, given_a_reader_that_stops_then_little_is_produced_and_it_is_disconnected) {
  ServedApplication served({.write_timeout = 300ms});
  RawConnection client(served.port());
  client.limit_receive_buffer(4096);

  client.send(get("/endless"));

  EXPECT_TRUE(testing::eventually([&] { return served.application.streams_gone() == 1; }));
  EXPECT_LT(served.application.streamed_bytes(), 32U * 1024 * 1024);
}

}  // namespace boxoffice::kit::http::tests
