#include "kit/http/head_writer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace boxoffice::kit::http {

namespace {

runtime::Task<std::optional<std::string>> no_piece() {
  co_return std::nullopt;
}

Response streamed(Headers headers) {
  Response response{.headers = std::move(headers)};
  response.stream = [] { return no_piece(); };
  return response;
}

}  // namespace

TEST(write_head, given_responses_then_framing_and_fields_are_ours) {
  struct Case {
    const char* name;
    Response response;
    AnswerForm form;
    BodyFraming framing;
    std::string rest;  // behind the status line and the date
  };
  std::vector<Case> cases;
  cases.push_back({"body", {.body = "abc"}, {}, BodyFraming::sized, "content-length: 3\r\n\r\n"});
  cases.push_back({"empty body", {}, {}, BodyFraming::sized, "content-length: 0\r\n\r\n"});
  cases.push_back({"HEAD", {.body = "abc"}, {.head_request = true}, BodyFraming::none, "content-length: 3\r\n\r\n"});
  cases.push_back({"forwarded HEAD",
                   {.headers = {{"Content-Length", "7"}}},
                   {.head_request = true},
                   BodyFraming::none,
                   "content-length: 7\r\n\r\n"});
  cases.push_back({"a wrong length",
                   {.headers = {{"content-length", "9"}}, .body = "a"},
                   {},
                   BodyFraming::sized,
                   "content-length: 1\r\n\r\n"});
  cases.push_back({"stream", streamed({}), {}, BodyFraming::chunked, "transfer-encoding: chunked\r\n\r\n"});
  cases.push_back({"HEAD of a stream", streamed({}), {.head_request = true}, BodyFraming::none, "\r\n"});
  cases.push_back(
      {"stream with length", streamed({{"Content-Length", "5"}}), {}, BodyFraming::sized, "content-length: 5\r\n\r\n"});
  cases.push_back(
      {"stream to HTTP/1.0", streamed({}), {.http_1_0 = true}, BodyFraming::until_close, "connection: close\r\n\r\n"});
  cases.push_back({"keep-alive of HTTP/1.0",
                   {},
                   {.http_1_0 = true},
                   BodyFraming::sized,
                   "content-length: 0\r\nconnection: keep-alive\r\n\r\n"});
  cases.push_back(
      {"last answer", {}, {.keep_alive = false}, BodyFraming::sized, "content-length: 0\r\nconnection: close\r\n\r\n"});
  cases.push_back({"fields of the connection",
                   {.headers = {{"Connection", "x"}, {"Transfer-Encoding", "y"}, {"Server", "z"}, {"Upgrade", "u"}}},
                   {},
                   BodyFraming::sized,
                   "content-length: 0\r\n\r\n"});

  for (const auto& [name, response, form, framing, rest] : cases) {
    SCOPED_TRACE(name);
    std::string head = "of the last answer";
    EXPECT_EQ(write_head(head, response, form, "today"), framing);
    EXPECT_EQ(head, "HTTP/1.1 200 OK\r\ndate: today\r\n" + rest);
  }
}

TEST(write_head, given_answers_without_a_body_then_no_length) {
  for (const int status : {204, 304}) {
    SCOPED_TRACE(status);
    std::string head;
    EXPECT_EQ(write_head(head, Response{.status = status, .body = "ignored"}, {}, "today"), BodyFraming::none);
    EXPECT_EQ(head.find("content-length"), std::string::npos);
  }
}

TEST(write_head, given_the_applications_date_then_it_stays_alone) {
  std::string head;
  ASSERT_TRUE(write_head(head, Response{.status = 404, .headers = {{"Date", "yesterday"}}}, {}, "today"));

  EXPECT_EQ(head, "HTTP/1.1 404 Not Found\r\nDate: yesterday\r\ncontent-length: 0\r\n\r\n");
}

TEST(write_head, given_a_field_that_would_split_the_head_then_nothing) {
  const std::vector<Headers> cases{{{"x", "a\r\nb: c"}}, {{"x", "a\nb"}}, {{"x", "a\rb"}},
                                   {{"x\r\ny", "a"}},    {{"x y", "a"}},  {{"", "a"}}};
  for (const auto& headers : cases) {
    SCOPED_TRACE(headers.begin()->first + "=" + headers.begin()->second);
    std::string head;
    EXPECT_EQ(write_head(head, Response{.headers = headers}, {}, "today"), std::nullopt);
  }
}

TEST(write_head, given_a_request_then_framing_host_and_context_are_ours) {
  ClientRequest request{
      .method = Method::post,
      .endpoint = {.host = "::1", .port = 8083},
      .target = "/a?b=c",
      .headers = {{"Host", "evil"}, {"x-a", "1"}, {"Expect", "100-continue"}, {"Content-Length", "9"}}};
  request.context.request_id = "r-1";
  request.context.trace = {.trace_id = "t", .span_id = "s"};
  std::string head;

  write_head(head, request, 3);

  EXPECT_EQ(head,
            "POST /a?b=c HTTP/1.1\r\nhost: [::1]:8083\r\nx-a: 1\r\nx-request-id: r-1\r\ntraceparent: 00-t-s-01\r\n"
            "content-length: 3\r\n\r\n");
}

TEST(write_head, given_a_deadline_then_the_time_left_is_sent) {
  ClientRequest request{.endpoint = {.host = "a", .port = 1}, .target = "/"};
  request.context.deadline = runtime::Deadline::after(std::chrono::seconds{60});
  std::string head;

  write_head(head, request, 0);

  EXPECT_NE(head.find("\r\nx-request-timeout-ms: "), std::string::npos);
  EXPECT_EQ(head.find("content-length"), std::string::npos);
}

TEST(write_head, given_fields_of_the_context_that_are_set_then_kept) {
  ClientRequest request{.endpoint = {.host = "a", .port = 1}, .target = "/", .headers = {{"X-Request-Id", "mine"}}};
  request.context.request_id = "other";
  std::string head;

  write_head(head, request, std::nullopt);

  EXPECT_EQ(head, "GET / HTTP/1.1\r\nhost: a:1\r\nX-Request-Id: mine\r\ntransfer-encoding: chunked\r\n\r\n");
}

TEST(write_head, given_a_request_that_cannot_be_written_then_throws) {
  const Endpoint endpoint{.host = "a", .port = 1};
  std::string head;

  EXPECT_THROW(write_head(head, ClientRequest{.endpoint = endpoint, .target = "a"}, 0), std::invalid_argument);
  EXPECT_THROW(write_head(head, ClientRequest{.endpoint = endpoint, .target = "/ a"}, 0), std::invalid_argument);
  EXPECT_THROW(write_head(head, ClientRequest{.endpoint = endpoint, .target = "/\r\n"}, 0), std::invalid_argument);
  EXPECT_THROW(write_head(head, ClientRequest{.endpoint = endpoint, .target = "/", .headers = {{"x", "\n"}}}, 0),
               std::invalid_argument);
}

TEST(http_date, given_now_then_in_the_form_of_rfc_9110) {
  HttpDate date;
  const std::string text(date.now());

  EXPECT_EQ(text.size(), std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
  EXPECT_TRUE(text.ends_with(" GMT"));
}

}  // namespace boxoffice::kit::http
