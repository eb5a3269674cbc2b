#pragma once

// Session and Transaction of the port over one connection of this engine.

#include "kit/sql/connection_session.hpp"
#include "kit/sql/postgres/connection.hpp"

namespace boxoffice::kit::sql {

using PostgresSession = ConnectionSession<PostgresConnection, Dialect::postgres>;
using PostgresTransaction = ConnectionTransaction<PostgresConnection, Dialect::postgres>;

}  // namespace boxoffice::kit::sql
