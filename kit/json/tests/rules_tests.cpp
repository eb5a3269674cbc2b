#include "kit/json/formats.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace boxoffice::kit::json::tests {

TEST(has_format, given_text_then_judges_its_form) {
  struct Case {
    Format format;
    std::string_view text;
    bool fits;
  };
  const auto cases = std::to_array<Case>({
      {Format::any, "anything", true},
      {Format::uuid, "018f6b3e-7a10-7cc1-9b1d-0123456789ab", true},
      {Format::uuid, "018f6b3e-7a10-7cc1-9b1d-0123456789aB", false},
      {Format::email, "ann@example.org", true},
      {Format::email, "a.b+c@x-y.example", true},
      {Format::email, "ann@localhost", true},
      {Format::email, "", false},
      {Format::email, "@example.org", false},
      {Format::email, "ann@", false},
      {Format::email, "a b@example.org", false},
      {Format::email, "ann@example..org", false},
      {Format::email, "ann@-example.org", false},
      {Format::email, "ann@bob@example.org", false},
      {Format::email, "ann@example.org\n", false},
      {Format::https_uri, "https://example.org/a%20b?c=d#e", true},
      {Format::https_uri, "HTTPS://example.org", true},
      {Format::https_uri, "http://example.org/", false},
      {Format::https_uri, "https:///a", false},
      {Format::https_uri, "https://ann:secret@example.org/", false},
      {Format::https_uri, "https://example.org/a b", false},
      {Format::https_uri, "https://example.org/\"><script>", false},
      {Format::https_uri, "javascript:alert(1)", false},
      {Format::https_uri, "/a", false},
      {Format::currency, "EUR", true},
      {Format::currency, "eur", false},
      {Format::currency, "EURO", false},
      {Format::username, "A.b-c_9", true},
      {Format::username, "", false},
      {Format::username, "ä", false},
      {Format::iana_time_zone, "Europe/Berlin", true},
      {Format::iana_time_zone, "America/Argentina/Buenos_Aires", true},
      {Format::iana_time_zone, "Etc/GMT+1", true},
      {Format::iana_time_zone, "UTC", true},
      {Format::iana_time_zone, "../etc/passwd", false},
      {Format::iana_time_zone, "Europe//Berlin", false},
      {Format::iana_time_zone, "/UTC", false},
      {Format::iana_time_zone, "", false},
      {Format::phone_number, "+49 30 1234567", true},
      {Format::phone_number, "030/123-45.67", true},
      {Format::phone_number, "+", false},
      {Format::phone_number, "1234", false},
      {Format::phone_number, "12  345", false},
      {Format::phone_number, "12345-", false},
      {Format::phone_number, "123456789012345678901", false},
      {Format::phone_number, "call me", false},
  });
  for (const auto& [format, text, fits] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(has_format(text, format), fits);
  }
}

TEST(has_format, given_text_that_is_too_long_then_refuses) {
  EXPECT_FALSE(has_format("ann@" + std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') +
                              "." + std::string(63, 'd'),
                          Format::email));
  EXPECT_FALSE(has_format("ann@" + std::string(64, 'a') + ".org", Format::email));
  EXPECT_FALSE(has_format("https://example.org/" + std::string(2048, 'a'), Format::https_uri));
}

TEST(consists_of, given_text_then_judges_its_characters) {
  struct Case {
    Characters characters;
    std::string_view text;
    bool fits;
  };
  const auto cases = std::to_array<Case>({
      {Characters::any, "\n", true},
      {Characters::username, "a.B-9_", true},
      {Characters::username, "a b", false},
      {Characters::url_safe, "aB9_-", true},
      {Characters::url_safe, "a.b", false},
      {Characters::digits, "0123456789", true},
      {Characters::digits, "1a", false},
      {Characters::printable_ascii, " ~", true},
      {Characters::printable_ascii, "\x7f", false},
      {Characters::printable_ascii, "é", false},
  });
  for (const auto& [characters, text, fits] : cases) {
    SCOPED_TRACE(text);
    EXPECT_EQ(consists_of(text, characters), fits);
  }
}

}  // namespace boxoffice::kit::json::tests
