#pragma once

// Finds the end of a message head (RFC 9112, section 2.1) in what was received so far and enforces its limits before
// anything is parsed or copied.

#include <cstddef>
#include <string_view>

namespace boxoffice::kit::http {

struct HeadLimits {
  std::size_t first_line = 8 * 1024;  // bytes, without its line end
  std::size_t fields = 32 * 1024;     // bytes of all field lines
  std::size_t field_count = 100;
};

class HeadScanner {
 public:
  enum class Outcome { incomplete, complete, first_line_too_long, fields_too_large, bad_line_end };

  explicit HeadScanner(const HeadLimits& limits) : limits_(limits) {}

  /// `received` begins with the head and only grows from call to call; what was seen is not looked at again.
  [[nodiscard]] Outcome scan(std::string_view received);
  /// Bytes of a complete head, with its empty line.
  [[nodiscard]] std::size_t size() const { return line_; }
  /// True before the first byte was seen.
  [[nodiscard]] bool fresh() const { return seen_ == 0; }
  /// For the next head.
  void reset();

 private:
  [[nodiscard]] Outcome check_growth() const;

  HeadLimits limits_;
  std::size_t seen_ = 0;        // bytes without a line feed that was not handled
  std::size_t line_ = 0;        // where the current line begins
  std::size_t first_line_ = 0;  // length with line end; 0 while the first line is incomplete
  std::size_t lines_ = 0;
};

}  // namespace boxoffice::kit::http
