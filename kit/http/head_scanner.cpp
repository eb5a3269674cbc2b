#include "kit/http/head_scanner.hpp"

namespace boxoffice::kit::http {

HeadScanner::Outcome HeadScanner::scan(std::string_view received) {
  while (true) {
    const auto line_feed = received.find('\n', seen_);
    if (line_feed == std::string_view::npos) {
      seen_ = received.size();
      return check_growth();
    }
    // A bare line feed is a line end to some parsers and not to others: the stuff of request smuggling.
    if (line_feed == line_ || received[line_feed - 1] != '\r') return Outcome::bad_line_end;
    const auto length = line_feed - 1 - line_;
    line_ = seen_ = line_feed + 1;
    if (lines_ == 0) first_line_ = line_;
    if (const auto growth = check_growth(); growth != Outcome::incomplete) return growth;
    if (length == 0 && lines_ > 0) return Outcome::complete;
    if (lines_++ > limits_.field_count) return Outcome::fields_too_large;
  }
}

HeadScanner::Outcome HeadScanner::check_growth() const {
  const auto first_line = first_line_ > 0 ? first_line_ - 2 : seen_;
  if (first_line > limits_.first_line) return Outcome::first_line_too_long;
  if (first_line_ > 0 && seen_ - first_line_ > limits_.fields) return Outcome::fields_too_large;
  return Outcome::incomplete;
}

void HeadScanner::reset() {
  seen_ = line_ = first_line_ = lines_ = 0;
}

}  // namespace boxoffice::kit::http
