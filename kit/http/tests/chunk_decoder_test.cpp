#include "kit/http/chunk_decoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::kit::http {
namespace {

/// What a decoder makes of bytes that come in pieces of one size.
struct Outcome {
  std::string content{};
  std::string rest{};
  bool complete = false;
  bool broken = false;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome decode(std::string_view bytes, std::size_t piece_size) {
  Outcome outcome;
  ChunkDecoder decoder;
  while (!bytes.empty() && !decoder.is_complete() && !decoder.is_broken()) {
    const auto piece = bytes.substr(0, piece_size);
    bytes.remove_prefix(decoder.decode(piece, outcome.content));
  }
  outcome.rest = bytes;
  outcome.complete = decoder.is_complete();
  outcome.broken = decoder.is_broken();
  return outcome;
}

struct Case {
  const char* name;
  std::string bytes;
};

TEST(chunk_decoder, given_chunks_then_their_content_in_whatever_pieces) {
  struct Good : Case {
    std::string content;
  };
  const std::vector<Good> cases{
      {{"nothing", "0\r\n\r\n"}, ""},
      {{"one chunk", "3\r\nabc\r\n0\r\n\r\n"}, "abc"},
      {{"two chunks", "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n"}, "abc0123456789"},
      {{"digits of both cases", "1a\r\n" + std::string(26, 'x') + "\r\n00\r\n\r\n"}, std::string(26, 'x')},
      {{"line ends inside", "4\r\n\r\n\r\n\r\n0\r\n\r\n"}, "\r\n\r\n"},
      {{"extensions", "1;a;b=c;d=\"e f\"\r\nx\r\n0;z\r\n\r\n"}, "x"},
      {{"trailer fields", "1\r\nx\r\n0\r\nA: b\r\nC-D:\r\n\r\n"}, "x"},
      {{"sixteen digits", "0000000000000001\r\nx\r\n0\r\n\r\n"}, "x"},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    for (std::size_t size = 1; size <= each.bytes.size() + 5; ++size) {
      EXPECT_EQ(decode(each.bytes + "GET /", size),
                (Outcome{.content = each.content, .rest = "GET /", .complete = true}));
    }
  }
}

TEST(chunk_decoder, given_anything_else_then_broken_in_whatever_pieces) {
  const std::vector<Case> cases{
      {"no size", "\r\n"},
      {"no digit", "x\r\n"},
      {"a sign", "+1\r\nx\r\n"},
      {"a prefix", "0x1\r\nx\r\n"},
      {"an underscore", "1_0\r\n"},
      {"a space before", " 1\r\nx\r\n"},
      {"a space behind", "1 \r\nx\r\n"},
      {"more than 64 bits", "10000000000000000\r\n"},
      {"a bare line feed behind the size", "1\nx\r\n"},
      {"a bare return behind the size", "1\rx\r\n"},
      {"a bare line feed in an extension", "1;a\nx\r\n"},
      {"NUL in an extension", std::string("1;\0\r\nx\r\n", 8)},
      {"content longer than its size", "1\r\nab\r\n"},
      {"a bare line feed behind the content", "1\r\na\n0\r\n\r\n"},
      {"a bare line feed at the end", "0\r\n\n"},
      {"a trailer without colon", "0\r\nn\r\n\r\n"},
      {"a folded trailer", "0\r\nA: b\r\n c\r\n\r\n"},
      {"a space before the colon", "0\r\nA : b\r\n\r\n"},
      {"a bare return in a trailer", "0\r\nA: b\rC: d\r\n\r\n"},
      {"a bare line feed in a trailer", "0\r\nA: b\nC: d\r\n\r\n"},
      {"a size line that never ends", "1;" + std::string(ChunkDecoder::size_line_limit, 'x')},
      {"a trailer that never ends", "0\r\nA:" + std::string(ChunkDecoder::trailer_limit, 'x')},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, each.bytes.size()}) {
      EXPECT_TRUE(decode(each.bytes, size).broken);
    }
  }
}

TEST(chunk_decoder, given_an_unfinished_body_then_neither_complete_nor_broken) {
  const std::string bytes = "3;a=b\r\nabc\r\n0\r\nA: b\r\n\r\n";
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    SCOPED_TRACE(size);
    const auto outcome = decode(std::string_view(bytes).substr(0, size), 1);
    EXPECT_FALSE(outcome.complete || outcome.broken);
    EXPECT_EQ(outcome.rest, "");
  }
}

TEST(chunk_decoder, given_many_chunks_then_the_limit_of_a_size_line_counts_for_each) {
  std::string bytes;
  for (std::size_t i = 0; i < ChunkDecoder::size_line_limit; ++i) bytes += "1;x\r\na\r\n";

  EXPECT_EQ(decode(bytes + "0\r\n\r\n", 7).content, std::string(ChunkDecoder::size_line_limit, 'a'));
}

}  // namespace
}  // namespace boxoffice::kit::http
