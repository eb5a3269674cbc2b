#pragma once

// Chooses the SQL engine by the scheme of a URL.

#include "kit/sql/database.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace boxoffice::kit::sql {

/// `url` is DATABASE_URL: "sqlite:<folder>" opens <folder>/<service>.db, "postgres://..." the schema <service> of that
/// database. Throws base::StartupError for other schemes.
std::unique_ptr<Database> open_database(std::string_view url, std::string_view service);

/// The same database for reading only, as it is: nothing is made or changed, and write() throws. Throws
/// base::StartupError also when there is none.
std::unique_ptr<Database> observe_database(std::string_view url, std::string_view service);

}  // namespace boxoffice::kit::sql
