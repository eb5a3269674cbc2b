#pragma once

// SQLite's result codes as the exceptions of the kit. Only the .cpp files of this folder include it.

#include <filesystem>
#include <string_view>

struct sqlite3;

namespace boxoffice::kit::sql::detail {

/// Throws what the last error of `connection` means; see SqliteConnection for the table.
[[noreturn]] void throw_failure(sqlite3* connection, const std::filesystem::path& file, std::string_view statement);

/// The file could not be opened at all.
[[noreturn]] void throw_cannot_open(std::string_view reason, const std::filesystem::path& file);

}  // namespace boxoffice::kit::sql::detail
