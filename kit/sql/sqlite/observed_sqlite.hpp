#pragma once

// A SQLite file as an auditor reads it: while services write it, after they were killed, from a folder that this user
// may not write. Nothing is left behind, and nothing of what was there changes.

#include "kit/sql/database.hpp"

#include <filesystem>
#include <memory>

namespace boxoffice::kit::sql {

/// A Database whose write() and listen() throw std::logic_error. Throws base::StartupError when there is no such file
/// or it cannot be read.
std::unique_ptr<Database> observe_sqlite(std::filesystem::path file);

}  // namespace boxoffice::kit::sql
