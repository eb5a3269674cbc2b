#pragma once

// What fuzz targets share. A target is a file fuzz/<name>.cpp that defines test_one_input(): it reads any bytes, never
// throws, and states with base::ensure() what holds whatever the bytes are. Its first inputs are the files of
// fuzz/corpus/<name>/; words that the fuzzer would not think of stand in fuzz/<name>.dict.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::testing {

/// Defined by each target; called once for each input. The input has no byte behind its end, so that the sanitizers
/// see who reads there.
void test_one_input(std::string_view input);

/// The first line without its line feed, and what follows it; the second is empty when there is no line feed.
[[nodiscard]] std::pair<std::string_view, std::string_view> split_line(std::string_view input);

/// All of `bytes` in pieces whose sizes `sizes` says in letters: 'a' is one byte, 'z' are 26, then from the start
/// again. Without a letter one piece. For readers of streams, to which the same bytes may come in any pieces.
[[nodiscard]] std::vector<std::string_view> cut(std::string_view bytes, std::string_view sizes);

/// `text` with an edit "<position> <other text>" made: the other text stands there instead of what stood there. As it
/// is when that is no edit, or one behind its end. For what only we can make, with which nobody may get away changed.
[[nodiscard]] std::string edited(std::string text, std::string_view edit);

}  // namespace boxoffice::kit::testing
