#include "kit/base/money.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace boxoffice::kit::base {

namespace {

// ISO 4217, table A.1 (2024): the currencies whose minor unit is not a hundredth.
constexpr std::array<std::string_view, 17> without_minor_unit{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                              "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                              "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> with_three_digits{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> with_four_digits{"CLF", "UYW"};

bool contains(const auto& currencies, std::string_view currency) {
  return std::ranges::find(currencies, currency) != currencies.end();
}

}  // namespace

bool is_currency_code(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

int minor_unit_digits(std::string_view currency) {
  if (contains(without_minor_unit, currency)) return 0;
  if (contains(with_three_digits, currency)) return 3;
  if (contains(with_four_digits, currency)) return 4;
  return 2;
}

std::string format_amount(const Money& money) {
  const auto digits = minor_unit_digits(money.currency);
  std::uint64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  const bool negative = money.amount < 0;
  // Unsigned, because the smallest amount has no positive counterpart.
  const auto magnitude =
      negative ? 0 - static_cast<std::uint64_t>(money.amount) : static_cast<std::uint64_t>(money.amount);
  const auto* const sign = negative ? "-" : "";
  if (digits == 0) return fmt::format("{}{}", sign, magnitude);
  return fmt::format("{}{}.{:0{}}", sign, magnitude / scale, magnitude % scale, digits);
}

std::string format_money(const Money& money) {
  return fmt::format("{} {}", money.currency, format_amount(money));
}

}  // namespace boxoffice::kit::base
