#include "kit/http/head_scanner.hpp"

#include <algorithm>

namespace boxoffice::kit::http {

HeadScanner::Outcome HeadScanner::scan(std::string_view received) {
  while (true) {
    const auto line_feed = received.find('\n', seen_);
    seen_ = std::min(line_feed, received.size());
    if (const auto growth = check_growth(); growth != Outcome::incomplete) return growth;
    if (line_feed == std::string_view::npos) return Outcome::incomplete;
    // A bare line feed is a line end to some parsers and not to others: the stuff of request smuggling.
    if (line_feed == line_ || received[line_feed - 1] != '\r') return Outcome::bad_line_end;
    const auto length = line_feed - 1 - line_;
    line_ = seen_ = line_feed + 1;
    if (lines_ == 0) first_line_ = line_;
    if (length == 0 && lines_ > 0) return Outcome::complete;
    if (lines_++ > limits_.field_count) return Outcome::fields_too_large;
  }
}

// Looks at the bytes before a line feed, seen or still to come, so that the outcome is the same in whatever pieces the
// head comes.
HeadScanner::Outcome HeadScanner::check_growth() const {
  constexpr std::size_t carriage_return = 1;
  constexpr std::size_t line_feed = 1;
  if (first_line_ == 0) {
    return seen_ > limits_.first_line + carriage_return ? Outcome::first_line_too_long : Outcome::incomplete;
  }
  return seen_ + line_feed > first_line_ + limits_.fields ? Outcome::fields_too_large : Outcome::incomplete;
}

void HeadScanner::reset() {
  seen_ = line_ = first_line_ = lines_ = 0;
}

}  // namespace boxoffice::kit::http
