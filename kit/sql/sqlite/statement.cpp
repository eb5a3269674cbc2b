#include "kit/sql/sqlite/statement.hpp"

#include "kit/base/encoding.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string>
#include <utility>

namespace boxoffice::kit::sql::detail {
namespace {

/// "$3" -> 2. Other forms of parameters are not portable and refused.
std::size_t argument_index(const char* name, std::string_view text) {
  const std::string_view parameter = name == nullptr ? "?" : name;
  std::size_t number = 0;
  if (parameter.starts_with('$')) std::from_chars(parameter.data() + 1, parameter.data() + parameter.size(), number);
  if (number == 0) throw std::logic_error(fmt::format("Parameter {} is not of the form $1 [{}]", parameter, text));
  return number - 1;
}

bool changes_rows(std::string_view text) {
  constexpr std::array<std::string_view, 5> verbs{"insert", "update", "delete", "replace", "with"};
  const std::string verb = base::ascii_lower(text.substr(0, text.find_first_of(" \n(")));
  return std::ranges::find(verbs, verb) != verbs.end();
}

void bind_argument(sqlite3_stmt* handle, int index, const Argument& argument) {
  if (const auto* number = std::get_if<std::int64_t>(&argument)) {
    sqlite3_bind_int64(handle, index, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&argument)) {
    // The caller keeps the text until the statement is done (run() resets it), so SQLite need not copy. An empty view
    // may point nowhere, which SQLite would take for null.
    sqlite3_bind_text64(handle, index, text->empty() ? "" : text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    sqlite3_bind_null(handle, index);
  }
}

Value column_value(sqlite3_stmt* handle, int column) {
  switch (sqlite3_column_type(handle, column)) {
    case SQLITE_NULL:
      return {};
    case SQLITE_INTEGER:
      return sqlite3_column_int64(handle, column);
    case SQLITE_FLOAT:
      throw std::logic_error(fmt::format("A statement returns a floating-point number [{}]", sqlite3_sql(handle)));
    default: {
      const void* bytes = sqlite3_column_blob(handle, column);
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle, column));
      return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
    }
  }
}

}  // namespace

Statement::Statement(sqlite3_stmt* handle, std::string_view text)
    : handle_(handle), changes_schema_(sqlite3_stmt_readonly(handle) == 0 && !changes_rows(text)) {
  const int parameters = sqlite3_bind_parameter_count(handle_);
  try {
    for (int index = 1; index <= parameters; ++index) {
      argument_of_.push_back(argument_index(sqlite3_bind_parameter_name(handle_, index), text));
      arguments_ = std::max(arguments_, argument_of_.back() + 1);
    }
  } catch (...) {
    sqlite3_finalize(handle_);
    throw;
  }
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

int Statement::run(std::span<const Argument> arguments, Rows& rows) {
  // Whatever happens, no row stays open: an open statement would keep its read snapshot.
  struct Reset {
    sqlite3_stmt* handle;
    ~Reset() {
      sqlite3_reset(handle);
      sqlite3_clear_bindings(handle);
    }
  };
  bind(arguments);
  int code = SQLITE_ROW;
  {
    const Reset reset{handle_};
    while ((code = sqlite3_step(handle_)) == SQLITE_ROW) rows.push_back(row());
  }
  return code;
}

void Statement::bind(std::span<const Argument> arguments) {
  if (arguments.size() != arguments_) {
    throw std::logic_error(fmt::format("A statement needs {} arguments and got {} [{}]", arguments_, arguments.size(),
                                       sqlite3_sql(handle_)));
  }
  for (std::size_t position = 0; position < argument_of_.size(); ++position) {
    bind_argument(handle_, static_cast<int>(position) + 1, arguments[argument_of_[position]]);
  }
}

Row Statement::row() const {
  const int columns = sqlite3_column_count(handle_);
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) values.push_back(column_value(handle_, column));
  return Row(std::move(values));
}

}  // namespace boxoffice::kit::sql::detail
