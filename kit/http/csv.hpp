#pragma once

// Lists as CSV (RFC 4180), streamed: UTF-8 with BOM, CRLF, and cells that a spreadsheet would run as a formula made
// harmless.

#include "kit/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::http {

inline constexpr std::size_t csv_row_limit = 100'000;

using CsvRow = std::vector<std::string>;

/// One line with its line break. Cells are quoted where needed; those that start with = + - @ tab or CR get a leading
/// apostrophe.
[[nodiscard]] std::string csv_line(const CsvRow& row);

/// Pulls rows a page at a time; an empty page ends the list. At most csv_row_limit rows are sent.
using CsvPages = std::move_only_function<runtime::Task<std::vector<CsvRow>>()>;

inline constexpr std::size_t csv_rows_per_page = 500;

/// The whole list behind `filter`, whatever its limit: asks `source.list(filter)` for csv_rows_per_page items at a
/// time, each time after the id of the last one that came. `source` outlives the answer.
template <class Source, class Filter, class Item>
[[nodiscard]] CsvPages csv_pages(Source& source, Filter filter, CsvRow (*row_of)(const Item&));

/// How long one page may take, because a stream outlives the deadline of its request.
inline constexpr std::chrono::milliseconds csv_page_limit{15'000};

/// A 200 with `file_name` (ASCII) as its download name. The stream throws base::TimedOut when a page takes longer than
/// `page_limit`.
[[nodiscard]] Response csv_response(const std::string& file_name, const CsvRow& header, CsvPages pages,
                                    std::chrono::milliseconds page_limit = csv_page_limit);

// Implementation details follow.

namespace detail {

template <class Source, class Filter, class Item>
class CsvWalk {
 public:
  CsvWalk(Source& source, Filter filter, CsvRow (*row_of)(const Item&))
      : source_(source), filter_(std::move(filter)), row_of_(row_of) {
    filter_.limit = csv_rows_per_page;
  }

  runtime::Task<std::vector<CsvRow>> next() {
    const std::vector<Item> items = co_await source_.list(filter_);
    std::vector<CsvRow> rows;
    rows.reserve(items.size());
    for (const Item& item : items) rows.push_back(row_of_(item));
    if (!items.empty()) filter_.after = items.back().id.str();
    co_return rows;
  }

 private:
  Source& source_;
  Filter filter_;
  CsvRow (*row_of_)(const Item&);
};

}  // namespace detail

template <class Source, class Filter, class Item>
CsvPages csv_pages(Source& source, Filter filter, CsvRow (*row_of)(const Item&)) {
  auto walk = std::make_unique<detail::CsvWalk<Source, Filter, Item>>(source, std::move(filter), row_of);
  return [walk = std::move(walk)] { return walk->next(); };
}

}  // namespace boxoffice::kit::http
