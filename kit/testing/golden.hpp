#pragma once

// Golden files: the expected text lies beside the test and is reviewed like code.

#include <string>
#include <string_view>

namespace boxoffice::kit::testing {

/// Fails the current test unless the file at `path` (from the repository root) holds exactly `text`. With
/// BOXOFFICE_UPDATE_GOLDEN=1 in the environment it writes the file instead.
void expect_golden(std::string_view path, std::string_view text);

/// The text of a file of the repository, for input of tests. Throws std::runtime_error if it cannot be read.
[[nodiscard]] std::string read_source_file(std::string_view path);

}  // namespace boxoffice::kit::testing
