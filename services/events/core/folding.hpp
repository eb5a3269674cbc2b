#pragma once

// Text as search and sorting see it: without case, accents and punctuation. Both database engines get folded text, so
// they find the same events.

#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::events {

/// Lower-case words with one space between them: "Café Zürich, Saal 2!" -> "cafe zurich saal 2". Latin letters lose
/// their accents and ligatures are taken apart; letters of other alphabets stay (Greek and Cyrillic in lower case).
/// `text` is UTF-8; bytes that are not are left out.
[[nodiscard]] std::string folded(std::string_view text);

/// The words of folded(text), each once, at most `limit`.
[[nodiscard]] std::vector<std::string> folded_words(std::string_view text, std::size_t limit);

}  // namespace boxoffice::services::events
