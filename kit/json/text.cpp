#include "kit/json/text.hpp"

#include "kit/base/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace boxoffice::kit::json {

namespace {

void append_escape(std::string& out, char character) {
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(character));
  }
}

// Appends UTF-8 in runs, so that text without anything to escape is one append.
void append_escaped(std::string& out, std::string_view text) {
  std::size_t run = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out.append(text.substr(run, at - run));
    append_escape(out, text[at]);
    run = at + 1;
  }
  out.append(text.substr(run));
}

void append_repaired(std::string& out, std::string_view text) {
  constexpr std::size_t longest_sequence = 4;
  while (!text.empty()) {
    std::size_t length = 1;
    while (length <= std::min(longest_sequence, text.size()) && !base::is_utf8(text.substr(0, length))) ++length;
    if (length > std::min(longest_sequence, text.size())) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      append_escaped(out, text.substr(0, length));
      text.remove_prefix(length);
    }
  }
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  if (base::is_utf8(text)) {
    append_escaped(out, text);
  } else {
    append_repaired(out, text);
  }
  out.push_back('"');
}

}  // namespace boxoffice::kit::json
