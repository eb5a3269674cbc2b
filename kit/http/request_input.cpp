#include "kit/http/request_input.hpp"

#include "kit/base/encoding.hpp"
#include "kit/http/field_value.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace boxoffice::kit::http {

namespace {

std::optional<std::string> decode_form(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  std::optional<std::string> decoded = base::percent_decode(spaced);
  if (decoded && !base::is_utf8(*decoded)) return std::nullopt;
  return decoded;
}

bool is_plain_json(const Headers& headers) {
  const std::string_view coding = headers.get("Content-Encoding").value_or("identity");
  return media_type(headers.get("Content-Type").value_or("")) == "application/json" &&
         base::ascii_lower(trim(coding)) == "identity";
}

std::unexpected<base::Error> too_large(std::size_t limit) {
  return base::fail(base::codes::payload_too_large,
                    "The body of this request may have at most " + std::to_string(limit) + " bytes.");
}

base::Result<void> read_body(const RouteHandler& handler, std::string text, void* object) {
  if (handler.takes_raw_body) {
    *static_cast<std::string*>(object) = std::move(text);
    return {};
  }
  if (!text.empty()) return json::read(*handler.body, text, object);
  if (json::read(*handler.body, "{}", object)) return {};
  return base::fail(base::codes::malformed_request, "This request needs a JSON body.");
}

base::Result<void> read_query(const json::Type& type, std::string_view query, void* object) {
  BOXOFFICE_TRY(const json::Parameters parameters, parse_query(query));
  return json::read_query(type, parameters, object);
}

bool is_about_fields(const base::Result<void>& result) {
  return !result && result.error().code == base::codes::validation_failed;
}

}  // namespace

base::Result<json::Parameters> parse_query(std::string_view query) {
  json::Parameters parameters;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::optional<std::string> name = decode_form(pair.substr(0, equals));
    std::optional<std::string> value = decode_form(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) {
      return base::fail(base::codes::malformed_request, "The query is not well-formed percent-encoded UTF-8.");
    }
    parameters.emplace_back(*std::move(name), *std::move(value));
  }
  return parameters;
}

runtime::Task<base::Result<std::string>> read_json_text(const Request& request, BodyReader& body, std::size_t limit) {
  const std::optional<std::uint64_t> declared = body.declared_size();
  if (declared == 0U) co_return std::string{};
  if (declared && *declared > limit) co_return too_large(limit);
  if (!is_plain_json(request.headers)) {
    co_return base::fail(base::codes::unsupported_media_type,
                         "Send the body as application/json, without a content encoding.");
  }
  std::optional<std::string> text = co_await read_all(body, limit);
  if (!text) co_return too_large(limit);
  co_return *std::move(text);
}

base::Result<void> read_arguments(const RouteHandler& handler, const Request& request, std::string body,
                                  Arguments& arguments) {
  base::Result<void> query_read{};
  base::Result<void> body_read{};
  if (handler.query != nullptr) query_read = read_query(*handler.query, request.query, arguments.query());
  if (!query_read && !is_about_fields(query_read)) return query_read;
  if (handler.body != nullptr) body_read = read_body(handler, std::move(body), arguments.body());
  if (!is_about_fields(query_read)) return body_read;
  if (!body_read && !is_about_fields(body_read)) return body_read;
  if (!body_read) {
    auto& fields = query_read.error().fields;
    fields.insert(fields.end(), body_read.error().fields.begin(), body_read.error().fields.end());
  }
  return query_read;
}

}  // namespace boxoffice::kit::http
