#pragma once

// Bodies in chunks (RFC 9112, section 7.1), decoded as the bytes come. Strict: whoever reads chunks in another way than
// the server in front of or behind it can be made to see another request.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::http {

/// One body. Extensions of chunks and trailer fields are checked for their form and dropped: nobody may merge trailers
/// into the head (RFC 9110, section 6.5.1).
class ChunkDecoder {
 public:
  /// Bytes of a chunk's size line, and of all trailer fields together.
  static constexpr std::size_t size_line_limit = 1024;
  static constexpr std::size_t trailer_limit = 8 * 1024;
  /// What size lines may bring in all beyond 16 bytes and twice the data of each chunk. Extensions count for no limit
  /// of a body, so they could keep the reader busy without end.
  static constexpr std::uint64_t padding_limit = 16 * 1024;

  /// Appends what `bytes` hold of the body's content to `content` and returns how many of them were used: all, unless
  /// the body ends before, or is broken.
  [[nodiscard]] std::size_t decode(std::string_view bytes, std::string& content);
  /// The last chunk and the trailer are complete.
  [[nodiscard]] bool is_complete() const { return state_ == State::complete; }
  /// These are no chunks; nothing more can be read.
  [[nodiscard]] bool is_broken() const { return state_ == State::broken; }

 private:
  enum class State : std::uint8_t {
    first_digit,  // a size begins
    size,
    extension,
    size_end,  // the line feed
    content,
    content_return,  // the line end behind the content of a chunk
    content_end,
    trailer_start,  // a field or the last line end begins
    trailer_name,
    trailer_value,
    trailer_end,
    last_end,
    complete,
    broken,
  };

  [[nodiscard]] State next(char character);
  [[nodiscard]] State next_of_size(char character);
  [[nodiscard]] bool is_padded();
  [[nodiscard]] State next_of_trailer(char character) const;

  State state_ = State::first_digit;
  std::uint64_t left_ = 0;      // of the current chunk
  std::size_t line_bytes_ = 0;  // of the current size line, or of the trailer
  std::uint64_t padding_ = 0;   // of the size lines so far, beyond what is free
};

}  // namespace boxoffice::kit::http
