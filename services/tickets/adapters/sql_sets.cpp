#include "services/tickets/adapters/sql_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace boxoffice::services::tickets {

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

void RowsInsert::run(kit::sql::Transaction& transaction, std::vector<kit::sql::Value> values) const {
  auto next = std::make_move_iterator(values.begin());
  std::size_t left = values.size() / columns_;
  for (const auto& [rows, text] : texts_) {
    for (; left >= rows; left -= rows) {
      const auto end = next + static_cast<std::ptrdiff_t>(rows * columns_);
      transaction.execute_values(text, std::vector<kit::sql::Value>(next, end));
      next = end;
    }
  }
}

SetStatement::SetStatement(std::string_view head, std::size_t leading, std::string_view tail) {
  for (const auto size : set_sizes) {
    texts_.emplace_back(size, fmt::format("{}{}){}", head, parameters(leading + 1, size), tail));
  }
}

template <class Step>
void SetStatement::for_each_part(const std::vector<kit::sql::Value>& leading, std::span<const std::string> ids,
                                 Step step) const {
  while (!ids.empty()) {
    const auto fitting = std::ranges::find_if(texts_, [&](const auto& text) { return text.first >= ids.size(); });
    const auto& [size, text] = fitting == texts_.end() ? texts_.back() : *fitting;
    const auto part = ids.first(std::min(size, ids.size()));
    std::vector<kit::sql::Value> arguments;
    arguments.reserve(leading.size() + size);
    arguments = leading;
    arguments.insert(arguments.end(), part.begin(), part.end());
    arguments.resize(leading.size() + size, part.back());
    step(text, std::move(arguments));
    ids = ids.subspan(part.size());
  }
}

kit::sql::Rows SetStatement::query(kit::sql::Session& session, const std::vector<kit::sql::Value>& leading,
                                   std::span<const std::string> ids) const {
  kit::sql::Rows all;
  for_each_part(leading, ids, [&](const std::string& text, std::vector<kit::sql::Value> arguments) {
    kit::sql::Rows rows = session.query_values(text, std::move(arguments));
    if (all.empty()) {
      all = std::move(rows);
    } else {
      std::ranges::move(rows, std::back_inserter(all));
    }
  });
  return all;
}

std::int64_t SetStatement::execute(kit::sql::Transaction& transaction, const std::vector<kit::sql::Value>& leading,
                                   std::span<const std::string> ids) const {
  std::int64_t changed = 0;
  for_each_part(leading, ids, [&](const std::string& text, std::vector<kit::sql::Value> arguments) {
    changed += transaction.execute_values(text, std::move(arguments));
  });
  return changed;
}

}  // namespace boxoffice::services::tickets
