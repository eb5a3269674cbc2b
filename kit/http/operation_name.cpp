#include "kit/http/operation_name.hpp"

#include "kit/base/encoding.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace boxoffice::kit::http {

namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_article(std::string_view word) {
  constexpr std::array<std::string_view, 3> articles{"a", "an", "the"};
  return std::ranges::find(articles, word) != articles.end();
}

/// Words of a sentence in lower case; anything but letters and digits separates, an apostrophe does not.
std::vector<std::string> words_of(std::string_view sentence) {
  std::vector<std::string> words(1);
  for (const char c : base::ascii_lower(sentence)) {
    if (is_letter_or_digit(c)) {
      words.back().push_back(c);
    } else if (c != '\'' && !words.back().empty()) {
      words.emplace_back();
    }
  }
  std::erase_if(words, [](const std::string& word) { return word.empty() || is_article(word); });
  return words;
}

std::string camel_case(const std::vector<std::string>& words) {
  std::string name;
  for (const std::string& word : words) {
    const std::size_t start = name.size();
    name += word;
    const bool is_lower = name[start] >= 'a' && name[start] <= 'z';
    if (start > 0 && is_lower) name[start] = static_cast<char>(name[start] - 'a' + 'A');
  }
  return name;
}

/// "GET /api/orders/{id}" in words: get orders by id.
std::string sentence_of(const RouteDescription& route) {
  std::string_view path = route.pattern;
  if (path.starts_with("/api/")) path.remove_prefix(4);
  std::string sentence(to_string(route.method));
  for (const char c : path) sentence += c == '{' ? std::string("by ") : std::string(1, c);
  return sentence;
}

}  // namespace

std::string operation_name(const RouteDescription& route, const std::vector<RouteDescription>& mounted) {
  const std::string& summary = route.options.summary;
  const std::string wanted = camel_case(words_of(summary.empty() ? sentence_of(route) : summary));
  std::string name = wanted;
  for (int number = 2; std::ranges::find(mounted, name, &RouteDescription::operation) != mounted.end(); ++number) {
    name = wanted + std::to_string(number);
  }
  return name;
}

}  // namespace boxoffice::kit::http
