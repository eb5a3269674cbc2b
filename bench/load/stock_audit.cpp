#include "bench/load/stock_audit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace boxoffice::bench {

std::vector<std::string> audit_stock(const Stock& stock, const Totals& totals, std::int64_t tickets_per_attempt) {
  std::vector<std::string> problems;
  const std::int64_t taken = stock.held + stock.sold;
  const std::int64_t least = totals.done * tickets_per_attempt;
  const std::int64_t most = least + totals.failed * tickets_per_attempt;
  if (stock.available + taken != stock.capacity || std::min({stock.available, stock.held, stock.sold}) < 0) {
    problems.push_back(fmt::format("the stock does not add up: capacity {}, available {}, held {}, sold {}",
                                   stock.capacity, stock.available, stock.held, stock.sold));
  }
  if (taken > stock.capacity || least > stock.capacity) {
    problems.push_back(
        fmt::format("oversold: {} tickets were promised and {} are taken of {}", least, taken, stock.capacity));
  }
  if (taken < least || taken > most) {
    problems.push_back(fmt::format("between {} and {} tickets should be held or sold, and {} are", least, most, taken));
  }
  if (totals.refused > 0 && stock.available >= tickets_per_attempt) {
    problems.push_back(
        fmt::format("{} buyers were refused although {} tickets are left", totals.refused, stock.available));
  }
  return problems;
}

}  // namespace boxoffice::bench
