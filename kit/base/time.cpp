#include "kit/base/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace boxoffice::kit::base {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads the parts of a fixed-width text from left to right; after the first mismatch everything fails.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count ||
        !std::all_of(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(count), is_digit)) {
      return std::nullopt;
    }
    int value = 0;
    for (const char c : rest_.substr(0, count)) value = value * 10 + (c - '0');
    rest_.remove_prefix(count);
    return value;
  }

  bool one_of(std::string_view characters) {
    if (rest_.empty() || !characters.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::sys_days> parse_date(Reader& reader) {
  const auto year = reader.digits(4);
  if (!year || !reader.one_of("-")) return std::nullopt;
  const auto month = reader.digits(2);
  if (!month || !reader.one_of("-")) return std::nullopt;
  const auto day = reader.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

/// "hh:mm" as minutes.
std::optional<std::chrono::minutes> parse_hours_minutes(Reader& reader) {
  const auto hours = reader.digits(2);
  if (!hours || *hours > 23 || !reader.one_of(":")) return std::nullopt;
  const auto minutes = reader.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

/// What follows the point of the seconds: one or more digits, of which three count.
std::optional<std::chrono::milliseconds> parse_fraction(Reader& reader) {
  if (!is_digit(reader.peek())) return std::nullopt;
  int milliseconds = 0;
  for (int weight = 100; is_digit(reader.peek()); weight /= 10) milliseconds += weight * *reader.digits(1);
  return std::chrono::milliseconds{milliseconds};
}

std::optional<std::chrono::minutes> parse_offset(Reader& reader) {
  if (reader.one_of("Zz")) return std::chrono::minutes{0};
  const bool west = reader.peek() == '-';
  if (!reader.one_of("+-")) return std::nullopt;
  const auto offset = parse_hours_minutes(reader);
  if (!offset) return std::nullopt;
  return west ? -*offset : *offset;
}

/// RFC 3339 has four digits for the year; an offset can lead out of them.
bool is_writable(Timestamp time) {
  constexpr std::chrono::sys_days first{std::chrono::year{0} / 1 / 1};
  constexpr std::chrono::sys_days end{std::chrono::year{10'000} / 1 / 1};
  return time >= first && time < end;
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  Reader reader{text};
  const auto date = parse_date(reader);
  if (!date || !reader.one_of("Tt")) return std::nullopt;
  const auto minutes = parse_hours_minutes(reader);
  if (!minutes || !reader.one_of(":")) return std::nullopt;
  const auto seconds = reader.digits(2);
  if (!seconds || *seconds > 59) return std::nullopt;
  std::chrono::milliseconds fraction{0};
  if (reader.one_of(".")) {
    const auto parsed = parse_fraction(reader);
    if (!parsed) return std::nullopt;
    fraction = *parsed;
  }
  const auto offset = parse_offset(reader);
  if (!offset || !reader.done()) return std::nullopt;
  const auto time = Timestamp{*date} + *minutes + std::chrono::seconds{*seconds} + fraction - *offset;
  return is_writable(time) ? std::optional(time) : std::nullopt;
}

Timestamp SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady_now() const {
  return std::chrono::steady_clock::now();
}

}  // namespace boxoffice::kit::base
