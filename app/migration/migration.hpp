#pragma once

// Moves an embedded deployment's data to the engines of a configuration.

#include "app/configuration.hpp"
#include "app/migration/progress.hpp"
#include "kit/config/settings.hpp"

namespace boxoffice::app::migration {

/// Brings the schema of every service up to date and prints what was applied.
void migrate_schemas(const Configuration& configuration, kit::config::Settings& settings);

/// Copies the stores of all services from `from` ("sqlite:<folder>") to configuration.database_url, and the documents
/// and messages beside them to the engines of `configuration` that are not embedded. May be called again after it was
/// interrupted. Throws base::StartupError when one of the URLs does not fit, while services run in
/// configuration.home, and when something does not arrive as it was.
void move_up(Configuration configuration, kit::config::Settings& settings, const std::string& from, Progress& progress);

}  // namespace boxoffice::app::migration
