#include "services/events/core/folding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace boxoffice::services::events {

namespace {

/// Code points from `first` to `last` are all read as `text`; an empty text means that they part words.
struct Range {
  char32_t first;
  char32_t last;
  std::string_view text;
};

constexpr std::string_view nothing = "\x01";  // left out without parting the word

// Ascending. Latin-1 Supplement, Latin Extended-A, a few of Extended-B, Latin Extended Additional, and what is no
// letter.
constexpr std::array ranges{
    Range{0x80, 0xA9, ""},       Range{0xAA, 0xAA, "a"},     Range{0xAB, 0xB9, ""},      Range{0xBA, 0xBA, "o"},
    Range{0xBB, 0xBF, ""},       Range{0xC0, 0xC5, "a"},     Range{0xC6, 0xC6, "ae"},    Range{0xC7, 0xC7, "c"},
    Range{0xC8, 0xCB, "e"},      Range{0xCC, 0xCF, "i"},     Range{0xD0, 0xD0, "d"},     Range{0xD1, 0xD1, "n"},
    Range{0xD2, 0xD6, "o"},      Range{0xD7, 0xD7, ""},      Range{0xD8, 0xD8, "o"},     Range{0xD9, 0xDC, "u"},
    Range{0xDD, 0xDD, "y"},      Range{0xDE, 0xDE, "th"},    Range{0xDF, 0xDF, "ss"},    Range{0xE0, 0xE5, "a"},
    Range{0xE6, 0xE6, "ae"},     Range{0xE7, 0xE7, "c"},     Range{0xE8, 0xEB, "e"},     Range{0xEC, 0xEF, "i"},
    Range{0xF0, 0xF0, "d"},      Range{0xF1, 0xF1, "n"},     Range{0xF2, 0xF6, "o"},     Range{0xF7, 0xF7, ""},
    Range{0xF8, 0xF8, "o"},      Range{0xF9, 0xFC, "u"},     Range{0xFD, 0xFD, "y"},     Range{0xFE, 0xFE, "th"},
    Range{0xFF, 0xFF, "y"},      Range{0x100, 0x105, "a"},   Range{0x106, 0x10D, "c"},   Range{0x10E, 0x111, "d"},
    Range{0x112, 0x11B, "e"},    Range{0x11C, 0x123, "g"},   Range{0x124, 0x127, "h"},   Range{0x128, 0x131, "i"},
    Range{0x132, 0x133, "ij"},   Range{0x134, 0x135, "j"},   Range{0x136, 0x138, "k"},   Range{0x139, 0x142, "l"},
    Range{0x143, 0x14B, "n"},    Range{0x14C, 0x151, "o"},   Range{0x152, 0x153, "oe"},  Range{0x154, 0x159, "r"},
    Range{0x15A, 0x161, "s"},    Range{0x162, 0x167, "t"},   Range{0x168, 0x173, "u"},   Range{0x174, 0x175, "w"},
    Range{0x176, 0x178, "y"},    Range{0x179, 0x17E, "z"},   Range{0x17F, 0x17F, "s"},   Range{0x1A0, 0x1A1, "o"},
    Range{0x1AF, 0x1B0, "u"},    Range{0x218, 0x219, "s"},   Range{0x21A, 0x21B, "t"},   Range{0x300, 0x36F, nothing},
    Range{0x1E9E, 0x1E9E, "ss"}, Range{0x1EA0, 0x1EB7, "a"}, Range{0x1EB8, 0x1EC7, "e"}, Range{0x1EC8, 0x1ECB, "i"},
    Range{0x1ECC, 0x1EE3, "o"},  Range{0x1EE4, 0x1EF1, "u"}, Range{0x1EF2, 0x1EF9, "y"}, Range{0x2000, 0x206F, ""},
    Range{0x20A0, 0x2BFF, ""},   Range{0x3000, 0x303F, ""},  Range{0xD800, 0xFAFF, ""},  Range{0xFE00, 0xFE0F, nothing},
    Range{0xFE10, 0xFE6F, ""},   Range{0xFF00, 0xFF0F, ""},  Range{0xFFF0, 0xFFFF, ""},  Range{0x1F000, 0x10FFFF, ""}};

std::optional<std::string_view> replacement_of(char32_t point) {
  const auto after = std::ranges::upper_bound(ranges, point, {}, &Range::first);
  if (after == ranges.begin()) return std::nullopt;
  const Range& range = *std::prev(after);
  if (point > range.last) return std::nullopt;
  return range.text;
}

char32_t lower_case(char32_t point) {
  constexpr char32_t to_small = 32;
  constexpr char32_t to_small_extension = 80;
  if (point >= 0x391 && point <= 0x3A9) return point + to_small;            // Greek
  if (point >= 0x410 && point <= 0x42F) return point + to_small;            // Cyrillic
  if (point >= 0x400 && point <= 0x40F) return point + to_small_extension;  // Cyrillic extensions
  return point;
}

/// Takes one code point off the front; nullopt when the bytes are not UTF-8 (one byte is taken then).
std::optional<char32_t> next_point(std::string_view& text) {
  const auto byte = [&text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead >= 0xF8 || (lead >= 0x80 && lead < 0xC0) || length > text.size()) {
    text.remove_prefix(1);
    return std::nullopt;
  }
  char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t index = 1; index < length; ++index) point = (point << 6U) | (byte(index) & 0x3FU);
  text.remove_prefix(length);
  return point;
}

void append_utf8(std::string& text, char32_t point) {
  const auto push = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x800) {
    push(0xC0U | (point >> 6U));
  } else {
    if (point < 0x10000) {
      push(0xE0U | (point >> 12U));
    } else {
      push(0xF0U | (point >> 18U));
      push(0x80U | ((point >> 12U) & 0x3FU));
    }
    push(0x80U | ((point >> 6U) & 0x3FU));
  }
  push(0x80U | (point & 0x3FU));
}

/// How a code point is written in a folded word; empty when it parts words.
std::string folded_point(char32_t point) {
  if (point < 0x80) {
    const char letter = static_cast<char>(point);
    if (letter >= 'A' && letter <= 'Z') return {static_cast<char>(letter - 'A' + 'a')};
    const bool is_kept = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    return is_kept ? std::string{letter} : std::string{};
  }
  if (const auto replacement = replacement_of(point)) return std::string(*replacement);
  std::string text;
  append_utf8(text, lower_case(point));
  return text;
}

}  // namespace

std::string folded(std::string_view text) {
  std::string words;
  words.reserve(text.size());
  bool parted = false;
  while (!text.empty()) {
    const auto point = next_point(text);
    if (!point) continue;
    const std::string letters = folded_point(*point);
    if (letters == nothing) continue;
    if (letters.empty()) {
      parted = !words.empty();
      continue;
    }
    if (parted) words += ' ';
    parted = false;
    words += letters;
  }
  return words;
}

std::vector<std::string> folded_words(std::string_view text, std::size_t limit) {
  const std::string all = folded(text);
  std::string_view rest = all;
  std::vector<std::string> words;
  while (!rest.empty() && words.size() < limit) {
    const auto end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return words;
}

}  // namespace boxoffice::services::events
