#include "kit/http/csv.hpp"

#include "kit/runtime/timeout.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace boxoffice::kit::http {

namespace {

std::string csv_cell(const std::string& text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r").contains(text.front());
  std::string cell = formula ? "'" + text : text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char character : cell) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

/// What the stream of one download remembers between its pieces.
struct Download {
  std::string head;
  CsvPages pages;
  std::chrono::milliseconds page_limit;
  std::size_t sent = 0;

  runtime::Task<std::optional<std::string>> next() {
    if (!head.empty()) co_return std::exchange(head, {});
    if (sent >= csv_row_limit) co_return std::nullopt;
    const auto rows = co_await runtime::with_timeout(runtime::Deadline::after(page_limit), "page of rows", pages());
    if (rows.empty()) co_return std::nullopt;
    std::string piece;
    for (const auto& row : rows) {
      if (sent++ < csv_row_limit) piece += csv_line(row);
    }
    co_return piece;
  }
};

}  // namespace

std::string csv_line(const CsvRow& row) {
  std::string line;
  for (std::size_t index = 0; index < row.size(); ++index) {
    if (index > 0) line += ',';
    line += csv_cell(row[index]);
  }
  return line + "\r\n";
}

Response csv_response(const std::string& file_name, const CsvRow& header, CsvPages pages,
                      std::chrono::milliseconds page_limit) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  auto download = std::make_shared<Download>(Download{
      .head = std::string(byte_order_mark) + csv_line(header), .pages = std::move(pages), .page_limit = page_limit});
  return {.status = 200,
          .headers = {{"Content-Type", "text/csv; charset=utf-8"},
                      {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name)},
                      {"X-Content-Type-Options", "nosniff"}},
          .stream = [download] { return download->next(); }};
}

}  // namespace boxoffice::kit::http
