#pragma once

// gzip (RFC 1952) for answers that are worth it: buffered, of a text-like type and not small. Streams go out as they
// are, so that nothing delays a piece.

#include "kit/http/message.hpp"

#include <cstddef>
#include <string_view>

namespace boxoffice::kit::http {

struct CompressionOptions {
  std::size_t least = 1024;        // bytes; a smaller body fits one packet anyway
  std::size_t most = 1024 * 1024;  // bytes; a larger one would hold up the other requests of its thread
  int level = 4;                   // of zlib, 1 fast to 9 small
};

/// Outlived by `inner`; safe from any thread.
class Compression final : public Application {
 public:
  Compression(Application& inner, CompressionOptions options);
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

 private:
  [[nodiscard]] bool is_worth_it(const Response& response) const;

  Application& inner_;
  CompressionOptions options_;
};

/// True if the value of Accept-Encoding allows gzip (RFC 9110, 12.5.3).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace boxoffice::kit::http
