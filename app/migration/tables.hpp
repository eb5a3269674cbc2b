#pragma once

// What a service's database consists of, as PostgreSQL says.

#include "kit/sql/database.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace boxoffice::app::migration {

struct Column {
  std::string name{};
  bool is_text = false;  // else a whole number
};

struct Table {
  std::string name{};
  std::vector<Column> columns{};   // all that can be written
  std::vector<std::size_t> key{};  // of the columns, the primary key
  std::string identity{};          // the column that the engine numbers by itself; empty: none
};

/// The tables of a schema that hold data of its service, those that others refer to first. Throws std::logic_error when
/// one has no primary key.
kit::runtime::Task<std::vector<Table>> read_tables(kit::sql::Database& postgres);

/// Tables of an embedded database that hold data of its service.
kit::runtime::Task<std::vector<std::string>> embedded_table_names(kit::sql::Database& sqlite);

}  // namespace boxoffice::app::migration
