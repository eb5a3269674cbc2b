#include "services/tickets/adapters/sql_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace boxoffice::services::tickets {

using kit::sql::to_argument;

namespace {

constexpr std::array<std::size_t, 3> row_sizes{64, 8, 1};
constexpr std::array<std::size_t, 4> set_sizes{1, 8, 64, 256};

/// "$4, $5, $6"
std::string parameters(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t number = first; number < first + count; ++number) {
    fmt::format_to(std::back_inserter(text), "{}${}", number == first ? "" : ", ", number);
  }
  return text;
}

std::string insert_text(std::string_view table, std::string_view names, std::size_t columns, std::size_t rows) {
  std::string text = fmt::format("INSERT INTO {} ({}) VALUES ", table, names);
  for (std::size_t row = 0; row < rows; ++row) {
    fmt::format_to(std::back_inserter(text), "{}({})", row == 0 ? "" : ", ", parameters(row * columns + 1, columns));
  }
  return text;
}

}  // namespace

RowsInsert::RowsInsert(std::string_view table, std::string_view columns)
    : columns_(static_cast<std::size_t>(std::ranges::count(columns, ',')) + 1) {
  for (const auto rows : row_sizes) texts_.emplace_back(rows, insert_text(table, columns, columns_, rows));
}

void RowsInsert::run(kit::sql::Transaction& transaction, std::span<const kit::sql::Argument> values) const {
  for (const auto& [rows, text] : texts_) {
    const std::size_t size = rows * columns_;
    for (; values.size() >= size; values = values.subspan(size)) transaction.execute_list(text, values.first(size));
  }
}

SetStatement::SetStatement(std::string_view head, std::size_t leading, std::string_view tail) {
  for (const auto size : set_sizes) {
    texts_.emplace_back(size, fmt::format("{}{}){}", head, parameters(leading + 1, size), tail));
  }
}

template <class Step>
void SetStatement::for_each_part(std::span<const kit::sql::Argument> leading, std::span<const std::string> ids,
                                 Step step) const {
  while (!ids.empty()) {
    const auto fitting = std::ranges::find_if(texts_, [&](const auto& text) { return text.first >= ids.size(); });
    const auto& [size, text] = fitting == texts_.end() ? texts_.back() : *fitting;
    const auto part = ids.first(std::min(size, ids.size()));
    std::vector<kit::sql::Argument> arguments;
    arguments.reserve(leading.size() + size);
    arguments.assign(leading.begin(), leading.end());
    std::ranges::transform(part, std::back_inserter(arguments), [](const auto& id) { return to_argument(id); });
    arguments.resize(leading.size() + size, to_argument(part.back()));
    step(text, arguments);
    ids = ids.subspan(part.size());
  }
}

kit::sql::Rows SetStatement::query(kit::sql::Session& session, std::span<const kit::sql::Argument> leading,
                                   std::span<const std::string> ids) const {
  kit::sql::Rows all;
  for_each_part(leading, ids, [&](const std::string& text, const std::vector<kit::sql::Argument>& arguments) {
    kit::sql::Rows rows = session.query_list(text, arguments);
    if (all.empty()) {
      all = std::move(rows);
    } else {
      std::ranges::move(rows, std::back_inserter(all));
    }
  });
  return all;
}

std::int64_t SetStatement::execute(kit::sql::Transaction& transaction, std::span<const kit::sql::Argument> leading,
                                   std::span<const std::string> ids) const {
  std::int64_t changed = 0;
  for_each_part(leading, ids, [&](const std::string& text, const std::vector<kit::sql::Argument>& arguments) {
    changed += transaction.execute_list(text, arguments);
  });
  return changed;
}

}  // namespace boxoffice::services::tickets
