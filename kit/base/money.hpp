#pragma once

// Money: integer minor units with an ISO 4217 currency. Never a floating-point number.

#include <boost/describe.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::kit::base {

/// An amount in the currency's minor unit (cents for EUR) and its ISO 4217 code.
struct Money {
  std::int64_t amount = 0;
  std::string currency{};

  friend bool operator==(const Money&, const Money&) = default;
};
BOOST_DESCRIBE_STRUCT(Money, (), (amount, currency))

/// True for three upper-case letters.
[[nodiscard]] bool is_currency_code(std::string_view text);

/// Digits after the point of a currency: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217 exponents; 2 when unknown).
[[nodiscard]] int minor_unit_digits(std::string_view currency);

/// "12.50", for a column beside that of the currency (CSV).
[[nodiscard]] std::string format_amount(const Money& money);

/// "EUR 12.50", for documents that are not localised (PDF ticket, log).
[[nodiscard]] std::string format_money(const Money& money);

}  // namespace boxoffice::kit::base
