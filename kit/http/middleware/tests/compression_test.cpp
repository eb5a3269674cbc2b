#include "kit/http/middleware/compression.hpp"

#include "kit/http/middleware/tests/middleware_fixture.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace boxoffice::kit::http::tests {
namespace {

std::string gunzip(std::string packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

std::string long_text() {
  std::string text;
  while (text.size() < 5'000) text += R"({"name":"seat )" + std::to_string(text.size()) + R"("},)";
  return text;
}

class Compressed : public ::testing::Test {
 protected:
  Response send_with(Response answer, std::string accepted = "gzip") {
    inner_.answer = std::move(answer);
    return send(compression_, {.headers = {{"Accept-Encoding", std::move(accepted)}}});
  }

  Inner inner_;
  Compression compression_{inner_, {}};
};

TEST_F(Compressed, given_long_json_then_gzip_that_unpacks_to_the_same) {
  const Response response = send_with(
      {.headers = {{"Content-Type", "application/json"}, {"ETag", "\"1\""}}, .body = long_text()}, "br, gzip;q=0.5");

  EXPECT_EQ(response.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(response.headers.get("ETag"), "W/\"1\"");
  EXPECT_LT(response.body.size(), long_text().size() / 2);
  EXPECT_EQ(gunzip(response.body), long_text());
}

TEST_F(Compressed, given_answers_that_are_not_worth_it_then_they_go_out_as_they_are) {
  struct Case {
    const char* name;
    Response answer;
  };
  Case cases[] = {
      {"small", {.headers = {{"Content-Type", "text/html"}}, .body = std::string(1023, 'x')}},
      {"huge", {.headers = {{"Content-Type", "text/html"}}, .body = std::string(1024 * 1024 + 1, 'x')}},
      {"image", {.headers = {{"Content-Type", "image/png"}}, .body = long_text()}},
      {"no type", {.body = long_text()}},
      {"packed already", {.headers = {{"Content-Type", "text/html"}, {"Content-Encoding", "br"}}, .body = long_text()}},
      {"a range", {.status = 206, .headers = {{"Content-Type", "text/html"}}, .body = long_text()}},
  };
  for (Case& each : cases) {
    SCOPED_TRACE(each.name);
    const std::string body = each.answer.body;
    const auto coding = each.answer.headers.has("Content-Encoding");
    const Response response = send_with(std::move(each.answer));
    EXPECT_EQ(response.body, body);
    EXPECT_EQ(response.headers.has("Content-Encoding"), coding);
    EXPECT_FALSE(response.headers.has("Vary"));
  }
}

TEST_F(Compressed, given_gzip_not_accepted_then_the_answer_still_varies) {
  const Response response = send_with({.headers = {{"Content-Type", "text/css"}}, .body = long_text()}, "br");

  EXPECT_EQ(response.body, long_text());
  EXPECT_FALSE(response.headers.has("Content-Encoding"));
  EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
}

TEST_F(Compressed, given_304_then_it_has_the_tag_that_the_client_knows) {
  struct Case {
    const char* known;
    const char* tag;
  };
  for (const auto& [known, tag] :
       {Case{R"(W/"1")", R"(W/"1")"}, Case{R"("0", W/"1")", R"(W/"1")"}, Case{R"("1")", R"("1")"}}) {
    SCOPED_TRACE(known);
    inner_.answer = {.status = 304, .headers = {{"ETag", "\"1\""}}};

    const Response response = send(compression_, {.headers = {{"Accept-Encoding", "gzip"}, {"If-None-Match", known}}});

    EXPECT_EQ(response.headers.get("ETag"), tag);
    EXPECT_EQ(response.headers.get("Vary"), "Accept-Encoding");
    EXPECT_TRUE(response.body.empty());
    EXPECT_FALSE(response.headers.has("Content-Encoding"));
  }
}

TEST_F(Compressed, given_stream_then_it_is_left_alone) {
  Response answer{.headers = {{"Content-Type", "text/csv"}}};
  answer.stream = []() -> runtime::Task<std::optional<std::string>> { co_return std::nullopt; };

  const Response response = send_with(std::move(answer));

  EXPECT_TRUE(response.stream);
  EXPECT_FALSE(response.headers.has("Content-Encoding"));
}

TEST(compressed_types, given_text_like_types_then_they_are_packed) {
  for (const char* type : {"text/html; charset=utf-8", "application/json", "application/problem+json",
                           "application/javascript", "image/svg+xml", "Application/JSON"}) {
    SCOPED_TRACE(type);
    Inner inner;
    Compression compression(inner, {});
    inner.answer = {.headers = {{"Content-Type", type}}, .body = long_text()};
    const Response response = send(compression, {.headers = {{"Accept-Encoding", "gzip"}}});
    EXPECT_EQ(response.headers.get("Content-Encoding"), "gzip");
  }
}

TEST(accepted_codings, given_header_values_then_gzip_is_found_with_its_weight) {
  const std::pair<std::string_view, bool> values[] = {
      {"gzip", true},
      {"GZIP", true},
      {"deflate, gzip;q=0.1", true},
      {"*", true},
      {"x-gzip", true},
      {"gzip;q=0", false},
      {"gzip; q=0.000", false},
      {"*;q=0", false},
      {"gzip;q=0, *", false},
      {"*;q=0, gzip", true},
      {"br", false},
      {"", false},
      {"gzipped", false},
      {"identity;q=1", false},
  };
  for (const auto& [value, accepted] : values) {
    SCOPED_TRACE(value);
    EXPECT_EQ(accepts_gzip(value), accepted);
  }
}

}  // namespace
}  // namespace boxoffice::kit::http::tests
