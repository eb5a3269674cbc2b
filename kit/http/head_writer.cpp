#include "kit/http/head_writer.hpp"

#include <fmt/format.h>
#include <boost/beast/http/status.hpp>

#include <array>
#include <iterator>
#include <stdexcept>

namespace boxoffice::kit::http {

namespace {

constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// A field must not end its line early: the rest would be read as a field, or as a body, of the sender's choice.
bool is_writable(std::string_view text) {
  bool clean = true;
  for (const char letter : text) clean &= letter != '\r' && letter != '\n' && letter != '\0';
  return clean;
}

bool is_writable_name(std::string_view name) {
  return !name.empty() && is_writable(name) && name.find_first_of(" \t:") == std::string_view::npos;
}

bool append_field(std::string& head, std::string_view name, std::string_view value) {
  if (!is_writable_name(name) || !is_writable(value)) return false;
  head.append(name).append(": ").append(value).append("\r\n");
  return true;
}

/// Fields that concern the connection or the framing, which an application does not decide.
bool is_ours(std::string_view name) {
  switch (name.size()) {
    case 2:
      return same_name(name, "te");
    case 6:
      return same_name(name, "server");
    case 7:
      return same_name(name, "trailer") || same_name(name, "upgrade");
    case 10:
      return same_name(name, "connection") || same_name(name, "keep-alive");
    case 14:
      return same_name(name, "content-length");
    case 16:
      return same_name(name, "proxy-connection");
    case 17:
      return same_name(name, "transfer-encoding");
    default:
      return false;
  }
}

bool is_ours_in_request(std::string_view name) {
  // The expectation ends here: this side waits for nothing before it sends the body.
  if (same_name(name, "host") || same_name(name, "expect")) return true;
  return is_ours(name) && !same_name(name, "server");
}

void append_length(std::string& head, std::uint64_t length) {
  fmt::format_to(std::back_inserter(head), "content-length: {}\r\n", length);
}

void append_status_line(std::string& head, int status) {
  if (status == 200) {
    head = "HTTP/1.1 200 OK\r\n";
    return;
  }
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status)));
  head.clear();
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", status,
                 std::string_view(reason.data(), reason.size()));
}

/// Appends the framing fields of an answer.
BodyFraming append_framing(std::string& head, const Response& response, const AnswerForm& form) {
  const auto length = response.headers.get("content-length");
  const bool without_body = response.status == 204 || response.status == 304 || response.status < 200;
  if (form.head_request || without_body) {
    // HEAD and 304 may say what GET would have (RFC 9110, sections 8.6 and 15.4.5).
    if (length && (form.head_request || response.status == 304) && response.status != 204) {
      append_field(head, "content-length", *length);
    } else if (!without_body && !response.stream) {
      append_length(head, response.body.size());
    }
    return BodyFraming::none;
  }
  if (!response.stream) {
    append_length(head, response.body.size());
    return BodyFraming::sized;
  }
  if (length) {
    append_field(head, "content-length", *length);
    return BodyFraming::sized;
  }
  if (form.http_1_0) return BodyFraming::until_close;
  head += "transfer-encoding: chunked\r\n";
  return BodyFraming::chunked;
}

void append_framing(std::string& head, Method method, std::optional<std::uint64_t> body_size) {
  if (!body_size) {
    head += "transfer-encoding: chunked\r\n";
    return;
  }
  const bool usually_has_body = method == Method::post || method == Method::put || method == Method::patch;
  if (*body_size > 0 || usually_has_body) append_length(head, *body_size);
}

void append_context(std::string& head, const ClientRequest& request) {
  const auto& context = request.context;
  const auto missing = [&](std::string_view name) { return !request.headers.has(name); };
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!append_field(head, name, value)) throw std::invalid_argument("an HTTP field contains a line break");
  };
  if (!context.request_id.empty() && missing("x-request-id")) add("x-request-id", context.request_id);
  if (!context.trace.trace_id.empty() && missing("traceparent")) add("traceparent", context.trace.traceparent());
  if (context.deadline.at != runtime::SteadyTime::max() && missing("x-request-timeout-ms")) {
    add("x-request-timeout-ms", fmt::format_int(context.deadline.remaining().count()).c_str());
  }
}

}  // namespace

std::string_view HttpDate::now() {
  const auto second = std::time(nullptr);
  if (second == second_) return text_;
  std::tm utc{};
  ::gmtime_r(&second, &utc);
  // Not strftime, which knows locales.
  text_ = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", weekdays.at(static_cast<std::size_t>(utc.tm_wday)),
                      utc.tm_mday, months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                      utc.tm_min, utc.tm_sec);
  second_ = second;
  return text_;
}

std::optional<BodyFraming> write_head(std::string& head, const Response& response, const AnswerForm& form,
                                      std::string_view date) {
  append_status_line(head, response.status);
  bool dated = false;
  for (const auto& [name, value] : response.headers) {
    if (is_ours(name)) continue;
    if (!append_field(head, name, value)) return std::nullopt;
    dated = dated || same_name(name, "date");
  }
  if (!dated) append_field(head, "date", date);
  const auto framing = append_framing(head, response, form);
  if (!form.keep_alive || framing == BodyFraming::until_close) {
    head += "connection: close\r\n";
  } else if (form.http_1_0) {
    head += "connection: keep-alive\r\n";
  }
  head += "\r\n";
  return framing;
}

void write_head(std::string& head, const ClientRequest& request, std::optional<std::uint64_t> body_size) {
  if (!request.target.starts_with('/') || !is_writable(request.target) || request.target.contains(' ')) {
    throw std::invalid_argument("a request target has to begin with '/' and be free of white space");
  }
  head.assign(to_string(request.method)).append(" ").append(request.target).append(" HTTP/1.1\r\nhost: ");
  const bool bare_ipv6 = request.endpoint.host.contains(':');
  fmt::format_to(std::back_inserter(head), "{}{}{}:{}\r\n", bare_ipv6 ? "[" : "", request.endpoint.host,
                 bare_ipv6 ? "]" : "", request.endpoint.port);
  for (const auto& [name, value] : request.headers) {
    if (is_ours_in_request(name)) continue;
    if (!append_field(head, name, value)) throw std::invalid_argument("an HTTP field contains a line break");
  }
  append_context(head, request);
  append_framing(head, request.method, body_size);
  head += "\r\n";
}

std::string chunk_head(std::size_t size) {
  return fmt::format("{:x}\r\n", size);
}

}  // namespace boxoffice::kit::http
