#include "kit/documents/sqlite/collection_sql.hpp"

#include "kit/documents/names.hpp"

#include <fmt/format.h>

#include <utility>

namespace boxoffice::kit::documents {
namespace {

/// The same text in the index and in the query: SQLite then sees that the index fits.
std::string member_expression(const std::string& member) {
  return fmt::format("json_extract(json, '$.\"{}\"')", checked_name(member));
}

}  // namespace

CollectionSql::CollectionSql(const std::string& collection)
    : table_(fmt::format("\"documents_{}\"", checked_name(collection))), name_(collection) {}

std::string CollectionSql::create_table() const {
  return fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (id TEXT PRIMARY KEY, "
      "json TEXT NOT NULL CHECK (json_valid(json) AND json_type(json) = 'object')) WITHOUT ROWID",
      table_);
}

std::string CollectionSql::create_index(const std::string& member) const {
  return fmt::format("CREATE INDEX IF NOT EXISTS \"documents_{}_by_{}\" ON {} ({}, id)", name_, checked_name(member),
                     table_, member_expression(member));
}

std::string CollectionSql::upsert() const {
  return fmt::format("INSERT INTO {} (id, json) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
                     table_);
}

std::string CollectionSql::select() const {
  return fmt::format("SELECT id, json FROM {} WHERE id = $1", table_);
}

std::string CollectionSql::remove() const {
  return fmt::format("DELETE FROM {} WHERE id = $1", table_);
}

CollectionSql::Query CollectionSql::find(const Find& find) const {
  Query query{.statement = fmt::format("SELECT id, json FROM {} WHERE true", table_), .arguments = {}};
  const auto bind = [&query](sql::Value value) {
    query.arguments.push_back(std::move(value));
    return query.arguments.size();
  };
  for (const auto& filter : find.filters) {
    const auto value = std::visit([](const auto& each) { return sql::to_value(each); }, filter.equals);
    query.statement += fmt::format(" AND {} = ${}", member_expression(filter.member), bind(value));
  }
  if (find.after) {
    query.statement += fmt::format(" AND id {} ${}", find.newest_first ? "<" : ">", bind(*find.after));
  }
  const auto limit = bind(sql::to_value(find.limit));
  query.statement += fmt::format(" ORDER BY id {} LIMIT ${}", find.newest_first ? "DESC" : "ASC", limit);
  return query;
}

}  // namespace boxoffice::kit::documents
