#pragma once

// Session and Transaction of the port over one connection of this engine.

#include "kit/sql/connection_session.hpp"
#include "kit/sql/sqlite/connection.hpp"

namespace boxoffice::kit::sql {

using SqliteSession = ConnectionSession<SqliteConnection, Dialect::sqlite>;
using SqliteTransaction = ConnectionTransaction<SqliteConnection, Dialect::sqlite>;

}  // namespace boxoffice::kit::sql
