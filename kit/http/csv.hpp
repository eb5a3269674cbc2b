#pragma once

// Lists as CSV (RFC 4180), streamed: UTF-8 with BOM, CRLF, and cells that a spreadsheet would run as a formula made
// harmless.

#include "kit/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::kit::http {

inline constexpr std::size_t csv_row_limit = 100'000;

using CsvRow = std::vector<std::string>;

/// One line with its line break. Cells are quoted where needed; those that start with = + - @ tab or CR get a leading
/// apostrophe.
[[nodiscard]] std::string csv_line(const CsvRow& row);

/// Pulls rows a page at a time; an empty page ends the list. At most csv_row_limit rows are sent.
using CsvPages = std::move_only_function<runtime::Task<std::vector<CsvRow>>()>;

/// How long one page may take, because a stream outlives the deadline of its request.
inline constexpr std::chrono::milliseconds csv_page_limit{15'000};

/// A 200 with `file_name` (ASCII) as its download name. The stream throws base::TimedOut when a page takes longer than
/// `page_limit`.
[[nodiscard]] Response csv_response(const std::string& file_name, const CsvRow& header, CsvPages pages,
                                    std::chrono::milliseconds page_limit = csv_page_limit);

}  // namespace boxoffice::kit::http
