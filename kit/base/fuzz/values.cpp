// Ids and money. An input is "<amount> <currency>" or "<milliseconds> <up to 10 bytes of randomness>".

#include "kit/base/ensure.hpp"
#include "kit/base/id.hpp"
#include "kit/base/money.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace boxoffice::kit {

namespace {

class FixedClock final : public base::Clock {
 public:
  explicit FixedClock(std::int64_t unix_ms) : now_(base::from_unix_ms(unix_ms)) {}
  [[nodiscard]] base::Timestamp now() const override { return now_; }
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override { return {}; }

 private:
  base::Timestamp now_;
};

class GivenRandom final : public base::Random {
 public:
  explicit GivenRandom(std::string_view bytes) : bytes_(bytes) {}
  void fill(std::span<std::byte> bytes) override {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i < bytes_.size() ? std::byte(bytes_[i]) : std::byte{0};
  }

 private:
  std::string_view bytes_;
};

/// The amount that a text says, read without looking at how it was made.
std::int64_t amount_of(std::string_view text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
  std::int64_t amount = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
  base::ensure(problem == std::errc{} && end == digits.data() + digits.size(), "money is written in digits");
  return amount;
}

void check_money(std::int64_t amount, const std::string& currency) {
  const std::string text = base::format_money({.amount = amount, .currency = currency});
  base::ensure(text.starts_with(currency + " "), "money begins with its currency");
  const auto number = std::string_view(text).substr(currency.size() + 1);
  base::ensure(amount_of(number) == amount, "money says its amount");
  const auto point = number.find('.');
  const auto digits = point == std::string_view::npos ? 0 : number.size() - point - 1;
  base::ensure(digits == static_cast<std::size_t>(base::minor_unit_digits(currency)), "as many digits as the currency");
}

void check_id(std::int64_t unix_ms, std::string_view randomness) {
  constexpr std::int64_t years_of_48_bits = (std::int64_t{1} << 48) - 2;
  if (unix_ms < 0 || unix_ms > years_of_48_bits) return;
  GivenRandom random(randomness);
  const FixedClock clock(unix_ms);
  const FixedClock later(unix_ms + 1);
  const std::string id = base::IdGenerator(clock, random).next();
  base::ensure(base::is_uuid(id), "an id is a UUID");
  base::ensure(id[14] == '7' && std::string_view("89ab").contains(id[19]), "of version 7 and the variant of RFC 9562");
  GivenRandom smallest("");
  base::ensure(id < base::IdGenerator(later, smallest).next(), "ids sort by time");
}

}  // namespace

void testing::test_one_input(std::string_view input) {
  if (base::is_uuid(input)) {
    base::ensure(input.size() == 36 && input.find_first_not_of("0123456789abcdef-") == std::string_view::npos,
                 "a UUID has one form");
  }
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(input.data(), input.data() + input.size(), number);
  if (problem != std::errc{} || end == input.data() + input.size()) return;
  const auto rest = input.substr(static_cast<std::size_t>(end - input.data()) + 1);
  check_id(number, rest);
  if (base::is_currency_code(rest)) check_money(number, std::string(rest));
}

}  // namespace boxoffice::kit
