#include "kit/sql/statements.hpp"

#include "kit/base/encoding.hpp"

#include <algorithm>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The words of a statement in lower case, one space between them.
std::string normalised(std::string_view statement) {
  std::string words;
  for (const char letter : base::ascii_lower(statement)) {
    const bool blank = letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
    if (blank && (words.empty() || words.back() == ' ')) continue;
    words += blank ? ' ' : letter;
  }
  return words;
}

bool is_inside_dollars(std::string_view statement) {
  bool inside = false;
  for (auto at = statement.find("$$"); at != std::string_view::npos; at = statement.find("$$", at + 2))
    inside = !inside;
  return inside;
}

/// `statement` ends with ';': is that its end?
bool is_complete(std::string_view statement) {
  if (is_inside_dollars(statement)) return false;
  const std::string words = normalised(statement);
  const bool trigger = words.starts_with("create trigger ") || words.starts_with("create temp trigger ");
  if (!trigger || words.find(" begin ") == std::string::npos) return true;
  return words.ends_with(" end;");
}

}  // namespace

std::vector<std::string> split_statements(std::string_view file) {
  std::vector<std::string> statements;
  std::string statement;
  while (!file.empty()) {
    const auto end = std::min(file.find('\n'), file.size());
    const std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    const std::string_view content = trimmed(line);
    if (content.empty() || content.starts_with("--")) continue;
    statement.append(statement.empty() ? content : line).append("\n");
    if (!content.ends_with(';') || !is_complete(trimmed(statement))) continue;
    statements.emplace_back(trimmed(statement));
    statement.clear();
  }
  if (!statement.empty()) statements.emplace_back(trimmed(statement));
  return statements;
}

}  // namespace boxoffice::kit::sql
