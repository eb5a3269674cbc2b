#pragma once

// Writing message heads (RFC 9112). The framing fields are always ours, never an application's.

#include "kit/http/client.hpp"
#include "kit/http/message.hpp"

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

/// The value of a Date field (RFC 9110, section 5.6.7), made anew once a second. One per io thread.
class HttpDate {
 public:
  [[nodiscard]] std::string_view now();

 private:
  std::time_t second_ = -1;
  std::string text_;
};

/// How a body goes over the wire.
enum class BodyFraming { none, sized, chunked, until_close };

/// What the request says about the answer's form.
struct AnswerForm {
  bool head_request = false;
  bool http_1_0 = false;
  bool keep_alive = true;
};

/// Replaces `head` by the response's head. Nullopt if a field of it cannot be written (a line break in a value).
[[nodiscard]] std::optional<BodyFraming> write_head(std::string& head, const Response& response, const AnswerForm& form,
                                                    std::string_view date);

/// Replaces `head` by the request's head. The body follows with `body_size` bytes, or in chunks when that is nullopt.
/// Throws std::invalid_argument if a field or the target cannot be written.
void write_head(std::string& head, const ClientRequest& request, std::optional<std::uint64_t> body_size);

/// The size line of a chunk.
[[nodiscard]] std::string chunk_head(std::size_t size);

}  // namespace boxoffice::kit::http
