#include "app/migration/copy_tables.hpp"

#include "app/migration/tables.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace boxoffice::app::migration {

namespace {

using kit::runtime::Task;
using kit::sql::Database;
using kit::sql::Dialect;
using kit::sql::Session;
using kit::sql::Transaction;
using kit::sql::Value;

constexpr std::size_t batch_limit = 1000;

/// The values of a row, or of its key.
using Values = std::vector<Value>;

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string quoted(const std::string& name) {
  return fmt::format("\"{}\"", name);
}

/// The columns of the key as they are compared and sorted: by their bytes on both engines.
std::string key_of(const Table& table, Dialect dialect) {
  std::vector<std::string> parts;
  for (const auto index : table.key) {
    const Column& column = table.columns[index];
    const bool has_locale = column.is_text && dialect == Dialect::postgres;
    parts.push_back(quoted(column.name) + (has_locale ? " COLLATE \"C\"" : ""));
  }
  return joined(parts);
}

std::string select_statement(const Table& table, Dialect dialect, bool from_the_beginning) {
  std::vector<std::string> columns;
  columns.reserve(table.columns.size());
  for (const auto& column : table.columns) columns.push_back(quoted(column.name));
  std::vector<std::string> places;
  for (std::size_t place = 1; place <= table.key.size(); ++place) places.push_back(fmt::format("${}", place));
  const std::string key = key_of(table, dialect);
  return fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {}", joined(columns), quoted(table.name),
                     from_the_beginning ? "" : fmt::format(" WHERE ({}) > ({})", key, joined(places)), key,
                     batch_limit);
}

std::string insert_statement(const Table& table) {
  std::vector<std::string> columns;
  std::vector<std::string> places;
  for (const auto& column : table.columns) {
    columns.push_back(quoted(column.name));
    places.push_back(fmt::format("${}", columns.size()));
  }
  return fmt::format("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})", quoted(table.name), joined(columns),
                     joined(places));
}

/// The column whose order is that of the key, from the end.
std::string last_key_statement(const Table& table) {
  std::vector<std::string> columns;
  std::vector<std::string> order;
  for (const auto index : table.key) {
    const Column& column = table.columns[index];
    columns.push_back(quoted(column.name));
    order.push_back(quoted(column.name) + (column.is_text ? " COLLATE \"C\" DESC" : " DESC"));
  }
  return fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT 1", joined(columns), quoted(table.name), joined(order));
}

Value value_of(const kit::sql::Row& row, std::size_t place, const Column& column) {
  if (column.is_text) {
    auto text = row.get<std::optional<std::string>>(place);
    return text ? Value(*std::move(text)) : Value();
  }
  const auto number = row.get<std::optional<std::int64_t>>(place);
  return number ? Value(*number) : Value();
}

Values key_values(const Table& table, const Values& row) {
  Values key;
  key.reserve(table.key.size());
  for (const auto index : table.key) key.push_back(row[index]);
  return key;
}

/// Up to batch_limit rows whose key is greater than `after`, in the order of their keys.
Task<std::vector<Values>> next_rows(Database& database, const Table& table, std::optional<Values> after) {
  co_return co_await database.read([&table, after = std::move(after)](Session& session) {
    const auto statement = select_statement(table, session.dialect(), !after);
    const Values beginning = after.value_or(Values{});  // the arguments only look at it
    const auto arguments = kit::sql::to_arguments(beginning);
    std::vector<Values> rows;
    for (const auto& row : session.query_list(statement, arguments)) {
      Values& values = rows.emplace_back();
      for (std::size_t place = 0; place < table.columns.size(); ++place) {
        values.push_back(value_of(row, place, table.columns[place]));
      }
    }
    return rows;
  });
}

/// The greatest key that has arrived: rows are copied in the order of their keys, so everything before it has, too.
Task<std::optional<Values>> last_key(Database& postgres, const Table& table) {
  co_return co_await postgres.read([&table](Session& session) -> std::optional<Values> {
    const auto row = session.query_one(last_key_statement(table));
    if (!row) return std::nullopt;
    Values key;
    for (std::size_t place = 0; place < table.key.size(); ++place) {
      key.push_back(value_of(*row, place, table.columns[table.key[place]]));
    }
    return key;
  });
}

std::vector<kit::sql::Argument> arguments_of(const Table& table, const Values& row) {
  auto arguments = kit::sql::to_arguments(row);
  for (std::size_t place = 0; place < row.size(); ++place) {
    if (std::holds_alternative<std::monostate>(row[place])) {
      arguments[place] = table.columns[place].is_text ? kit::sql::Null::text : kit::sql::Null::integer;
    }
  }
  return arguments;
}

Task<> write_rows(Database& postgres, const Table& table, const std::vector<Values>& rows) {
  co_await postgres.write([&table, &rows](Transaction& transaction) {
    const auto statement = insert_statement(table);
    for (const auto& row : rows) transaction.execute_list(statement, arguments_of(table, row));
  });
}

/// The engine goes on numbering after what it was given.
Task<> continue_numbering(Database& postgres, const Table& table) {
  if (table.identity.empty()) co_return;
  co_await postgres.write([&table](Transaction& transaction) {
    transaction.query(
        fmt::format("SELECT setval(pg_get_serial_sequence('{0}', '{1}'), "
                    "COALESCE((SELECT max({1}) FROM {0}), 0) + 1, false)",
                    table.name, table.identity));
  });
}

struct Sides {
  Database& sqlite;
  Database& postgres;
};

Task<> copy_rows(Sides sides, const Table& table, std::string name, Progress& progress) {
  auto after = co_await last_key(sides.postgres, table);
  std::int64_t copied = 0;
  for (;;) {
    const auto rows = co_await next_rows(sides.sqlite, table, after);
    if (rows.empty()) break;
    co_await write_rows(sides.postgres, table, rows);
    after = key_values(table, rows.back());
    copied += static_cast<std::int64_t>(rows.size());
    progress.at(name, "rows copied:", copied);
  }
  co_await continue_numbering(sides.postgres, table);
}

std::string shown(const Values& key) {
  std::vector<std::string> parts;
  for (const auto& value : key) {
    const auto* const text = std::get_if<std::string>(&value);
    const auto* const number = std::get_if<std::int64_t>(&value);
    parts.push_back(text != nullptr ? *text : number != nullptr ? std::to_string(*number) : "null");
  }
  return joined(parts);
}

[[noreturn]] void refuse(const std::string& name, const Table& table, const std::vector<Values>& here,
                         const std::vector<Values>& there) {
  const auto [mine, theirs] = std::ranges::mismatch(here, there);
  const Values& row = mine != here.end() ? *mine : *theirs;
  throw kit::base::StartupError(
      fmt::format("the row {} of {} is not the same on both sides. Copy into an empty database (./deploy.sh reset "
                  "makes one), while "
                  "no service runs on either.",
                  shown(key_values(table, row)), name));
}

Task<std::int64_t> compare_rows(Sides sides, const Table& table, std::string name, Progress& progress) {
  std::optional<Values> after;
  std::int64_t compared = 0;
  for (;;) {
    const auto here = co_await next_rows(sides.sqlite, table, after);
    const auto there = co_await next_rows(sides.postgres, table, after);
    if (here != there) refuse(name, table, here, there);
    if (here.empty()) co_return compared;
    after = key_values(table, here.back());
    compared += static_cast<std::int64_t>(here.size());
    progress.at(name, "rows compared:", compared);
  }
}

/// Nothing may stay behind because somebody forgot a table.
void require_all(const std::vector<Table>& tables, const std::vector<std::string>& embedded, const std::string& store) {
  for (const auto& name : embedded) {
    if (std::ranges::find(tables, name, &Table::name) == tables.end()) {
      throw kit::base::StartupError(fmt::format("the table {}.{} has no place in PostgreSQL.", store, name));
    }
  }
}

}  // namespace

Task<std::int64_t> copy_tables(Database& sqlite, Database& postgres, std::string store, Progress& progress) {
  const auto tables = co_await read_tables(postgres);
  require_all(tables, co_await embedded_table_names(sqlite), store);
  const Sides sides{.sqlite = sqlite, .postgres = postgres};
  std::int64_t total = 0;
  for (const auto& table : tables) {
    const std::string name = fmt::format("{}.{}", store, table.name);
    co_await copy_rows(sides, table, name, progress);
    total += co_await compare_rows(sides, table, name, progress);
  }
  co_return total;
}

}  // namespace boxoffice::app::migration
