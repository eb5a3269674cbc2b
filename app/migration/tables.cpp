#include "app/migration/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace boxoffice::app::migration {

namespace {

using kit::runtime::Task;
using kit::sql::Rows;
using kit::sql::Session;

// What belongs to a place and not to its data: which migrations it has, and who relays messages there.
constexpr auto names_query = R"sql(
  SELECT table_name::text FROM information_schema.tables
  WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
    AND table_name NOT IN ('schema_migrations', 'outbox_relay', 'write_turns')
  ORDER BY table_name)sql";

constexpr auto columns_query = R"sql(
  SELECT column_name::text, (data_type = 'text')::int::bigint, (is_identity = 'YES')::int::bigint
  FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'
  ORDER BY ordinal_position)sql";

constexpr auto key_query = R"sql(
  SELECT attname::text FROM pg_index
  JOIN pg_class ON pg_class.oid = indrelid AND relname = $1 AND relnamespace = current_schema()::regnamespace
  JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
  WHERE indisprimary ORDER BY array_position(indkey::smallint[], attnum))sql";

constexpr auto references_query = R"sql(
  SELECT child.relname::text, parent.relname::text FROM pg_constraint
  JOIN pg_class child ON child.oid = conrelid
  JOIN pg_class parent ON parent.oid = confrelid
  WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conrelid <> confrelid)sql";

// Virtual tables keep theirs in tables whose names begin with their own.
constexpr auto embedded_names_query = R"sql(
  SELECT name FROM sqlite_master AS kept
  WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT IN ('schema_migrations', 'outbox_relay')
    AND NOT EXISTS (SELECT 1 FROM sqlite_master AS virtual
                    WHERE virtual.sql LIKE 'CREATE VIRTUAL TABLE%' AND
                          (kept.name = virtual.name OR substr(kept.name, 1, length(virtual.name) + 1) = virtual.name || '_'))
  ORDER BY name)sql";

Table read_table(Session& session, std::string name) {
  Table table{.name = std::move(name)};
  for (const auto& row : session.query(columns_query, table.name)) {
    table.columns.push_back({.name = row.get<std::string>(0), .is_text = row.get<bool>(1)});
    if (row.get<bool>(2)) table.identity = table.columns.back().name;
  }
  for (const auto& row : session.query(key_query, table.name)) {
    const auto found = std::ranges::find(table.columns, row.get<std::string>(0), &Column::name);
    table.key.push_back(static_cast<std::size_t>(found - table.columns.begin()));
  }
  if (table.key.empty()) throw std::logic_error(fmt::format("The table {} has no primary key", table.name));
  return table;
}

/// Those that refer to others come after them.
std::vector<Table> in_order_of_references(std::vector<Table> tables, const Rows& references) {
  std::vector<Table> ordered;
  std::set<std::string, std::less<>> placed;
  const auto may_follow = [&](const Table& table) {
    return std::ranges::all_of(references, [&](const kit::sql::Row& reference) {
      return reference.get<std::string>(0) != table.name || placed.contains(reference.get<std::string>(1));
    });
  };
  while (!tables.empty()) {
    const auto next = std::ranges::find_if(tables, may_follow);
    if (next == tables.end()) throw std::logic_error("Tables refer to each other in a circle");
    placed.insert(next->name);
    ordered.push_back(std::move(*next));
    tables.erase(next);
  }
  return ordered;
}

}  // namespace

Task<std::vector<Table>> read_tables(kit::sql::Database& postgres) {
  co_return co_await postgres.read([](Session& session) {
    std::vector<Table> tables;
    for (const auto& row : session.query(names_query)) tables.push_back(read_table(session, row.get<std::string>(0)));
    return in_order_of_references(std::move(tables), session.query(references_query));
  });
}

Task<std::vector<std::string>> embedded_table_names(kit::sql::Database& sqlite) {
  co_return co_await sqlite.read([](Session& session) {
    std::vector<std::string> names;
    for (const auto& row : session.query(embedded_names_query)) names.push_back(row.get<std::string>(0));
    return names;
  });
}

}  // namespace boxoffice::app::migration
