#include "kit/base/money.hpp"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace boxoffice::kit::base {
namespace {

struct MoneyCase {
  std::int64_t amount;
  const char* currency;
  const char* text;
};

TEST(format_money, given_currency_then_its_minor_unit_with_and_without_its_code) {
  constexpr std::array cases{
      MoneyCase{1250, "EUR", "EUR 12.50"},
      MoneyCase{5, "EUR", "EUR 0.05"},
      MoneyCase{0, "EUR", "EUR 0.00"},
      MoneyCase{-5, "EUR", "EUR -0.05"},
      MoneyCase{-1250, "USD", "USD -12.50"},
      MoneyCase{1250, "JPY", "JPY 1250"},
      MoneyCase{1250, "KWD", "KWD 1.250"},
      MoneyCase{12345, "CLF", "CLF 1.2345"},
      MoneyCase{std::numeric_limits<std::int64_t>::max(), "EUR", "EUR 92233720368547758.07"},
      MoneyCase{std::numeric_limits<std::int64_t>::min(), "EUR", "EUR -92233720368547758.08"},
      MoneyCase{-7, "JPY", "JPY -7"},
  };
  for (const auto& given : cases) {
    SCOPED_TRACE(given.text);
    const Money money{.amount = given.amount, .currency = given.currency};
    EXPECT_EQ(format_money(money), given.text);
    EXPECT_EQ(money.currency + " " + format_amount(money), given.text);
  }
}

TEST(is_currency_code, given_three_upper_case_letters_then_true_else_false) {
  EXPECT_TRUE(is_currency_code("EUR"));
  for (const auto* const text : {"", "EU", "EURO", "eur", "E1R", "EU ", "\xc3\x84U"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(is_currency_code(text));
  }
}

TEST(minor_unit_digits, given_an_unknown_currency_then_two) {
  EXPECT_EQ(minor_unit_digits("XYZ"), 2);
}

}  // namespace
}  // namespace boxoffice::kit::base
