#include "kit/http/middleware/compression.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/http/field_value.hpp"
#include "kit/http/middleware/vary.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::http {

namespace {

bool is_text_like(std::string_view content_type) {
  constexpr std::array<std::string_view, 4> types{"application/json", "application/javascript", "application/xml",
                                                  "image/svg+xml"};
  const std::string type = media_type(content_type);
  return type.starts_with("text/") || type.ends_with("+json") || std::ranges::find(types, type) != types.end();
}

/// True for "q=0", "q=0.0" and so on: not acceptable.
bool is_refused(std::string_view parameters) {
  const std::string text = base::ascii_lower(parameters);
  const std::size_t start = text.find("q=");
  if (start == std::string::npos) return false;
  const std::string_view weight = trim(std::string_view(text).substr(start + 2));
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

std::string gzip(std::string& text, int level) {
  constexpr int gzip_window = 15 + 16;  // the largest window, with a gzip header instead of zlib's
  constexpr int memory_level = 8;       // zlib's default
  z_stream stream{};
  // zlib fails here and below only without memory or on wrong arguments.
  base::ensure(deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) == Z_OK,
               "zlib cannot be initialised");
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int outcome = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  base::ensure(outcome == Z_STREAM_END, "zlib did not compress in one step");
  return packed;
}

std::string weak(std::string_view tag) {
  return tag.starts_with('"') ? "W/" + std::string(tag) : std::string(tag);
}

/// A strong ETag names bytes, and packed ones are others.
void weaken_etag(Headers& headers) {
  if (const auto tag = headers.get("ETag")) headers.set("ETag", weak(*tag));
}

}  // namespace

Compression::Compression(Application& inner, CompressionOptions options) : inner_(inner), options_(options) {}

runtime::Task<Response> Compression::serve(Request request, BodyReader& body) {
  const bool accepted = accepts_gzip(request.headers.get("Accept-Encoding").value_or(""));
  const std::string known(request.headers.get("If-None-Match").value_or(""));
  Response response = co_await inner_.serve(std::move(request), body);
  if (response.status == 304) {
    // A cache finds the answer that a 304 stands for by the tag which that one had (RFC 9111, 4.3.4): weak if packed.
    add_vary(response.headers, "Accept-Encoding");
    if (known.contains(weak(response.headers.get("ETag").value_or("")))) weaken_etag(response.headers);
    co_return response;
  }
  if (!is_worth_it(response)) co_return response;
  add_vary(response.headers, "Accept-Encoding");
  if (!accepted) co_return response;
  weaken_etag(response.headers);
  response.body = gzip(response.body, options_.level);
  response.headers.set("Content-Encoding", "gzip");
  response.headers.erase("Content-Length");
  co_return response;
}

bool Compression::is_worth_it(const Response& response) const {
  return !response.stream && response.body.size() >= options_.least && response.body.size() <= options_.most &&
         response.status != 206 && !response.headers.has("Content-Encoding") &&
         is_text_like(response.headers.get("Content-Type").value_or(""));
}

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> any;
  for (const std::string_view entry : list_elements(accept_encoding)) {
    const std::size_t end = std::min(entry.find(';'), entry.size());
    const std::string coding = media_type(entry);  // a coding has parameters in the same form
    const bool allowed = !is_refused(entry.substr(end));
    if (coding == "gzip" || coding == "x-gzip") return allowed;
    if (coding == "*") any = allowed;
  }
  return any.value_or(false);
}

}  // namespace boxoffice::kit::http
