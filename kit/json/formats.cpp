#include "kit/json/formats.hpp"

#include "kit/base/id.hpp"
#include "kit/base/money.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cstddef>

namespace boxoffice::kit::json {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters_and_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool only(std::string_view text, std::string_view others) {
  return std::ranges::all_of(
      text, [others](char character) { return letters_and_digits.contains(character) || others.contains(character); });
}

bool is_domain_label(std::string_view label) {
  constexpr std::size_t longest_label = 63;
  return !label.empty() && label.size() <= longest_label && !label.starts_with('-') && !label.ends_with('-') &&
         only(label, "-");
}

bool is_domain(std::string_view text) {
  while (true) {
    const auto dot = text.find('.');
    if (!is_domain_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_email(std::string_view text) {
  constexpr std::size_t longest = 254;  // RFC 5321 leaves this much of a path of 256
  const auto at = text.find('@');
  return text.size() <= longest && at != std::string_view::npos && at > 0 &&
         only(text.substr(0, at), ".!#$%&'*+/=?^_`{|}~-") && is_domain(text.substr(at + 1));
}

bool is_https_uri(std::string_view text) {
  constexpr std::size_t longest = 2048;
  if (text.size() > longest) return false;
  const auto parsed = boost::urls::parse_uri(boost::core::string_view(text.data(), text.size()));
  return parsed.has_value() && parsed->scheme_id() == boost::urls::scheme::https && !parsed->has_userinfo() &&
         !parsed->encoded_host().empty();
}

bool is_time_zone(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && !digits.contains(text.front()) && only(text, "/_+-") &&
         !text.starts_with('/') && !text.ends_with('/') && !text.contains("//");
}

bool is_phone_number(std::string_view text) {
  constexpr std::size_t shortest = 5;
  constexpr std::size_t longest = 20;
  if (text.size() < shortest || text.size() > longest) return false;
  if (text.starts_with('+')) text.remove_prefix(1);
  bool after_separator = true;
  for (const char character : text) {
    const bool is_digit = digits.contains(character);
    if (!is_digit && (after_separator || !std::string_view(" -./").contains(character))) return false;
    after_separator = !is_digit;
  }
  return !after_separator;
}

}  // namespace

bool has_format(std::string_view text, Format format) {
  switch (format) {
    case Format::any:
      return true;
    case Format::uuid:
      return base::is_uuid(text);
    case Format::email:
      return is_email(text);
    case Format::https_uri:
      return is_https_uri(text);
    case Format::currency:
      return base::is_currency_code(text);
    case Format::username:
      return !text.empty() && consists_of(text, Characters::username);
    case Format::iana_time_zone:
      return is_time_zone(text);
    case Format::phone_number:
      return is_phone_number(text);
  }
  return false;
}

bool consists_of(std::string_view text, Characters characters) {
  switch (characters) {
    case Characters::any:
      return true;
    case Characters::username:
      return only(text, "._-");
    case Characters::url_safe:
      return only(text, "_-");
    case Characters::digits:
      return text.find_first_not_of(digits) == std::string_view::npos;
    case Characters::printable_ascii:
      return std::ranges::all_of(text, [](char character) { return character >= ' ' && character <= '~'; });
  }
  return false;
}

bool has_control_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return true;
    // U+0080 to U+009F is C2 80 to C2 9F in UTF-8.
    if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
  }
  return false;
}

bool is_single_line(std::string_view text) {
  constexpr std::string_view line_separator = "\xE2\x80\xA8";
  constexpr std::string_view paragraph_separator = "\xE2\x80\xA9";
  return text.find_first_of("\n\t") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ') &&
         !text.contains(line_separator) && !text.contains(paragraph_separator);
}

std::string_view complaint(Format format) {
  switch (format) {
    case Format::any:
      return "";
    case Format::uuid:
      return "must be a UUID in lower case";
    case Format::email:
      return "must be an e-mail address";
    case Format::https_uri:
      return "must be an address that begins with https://";
    case Format::currency:
      return "must be a currency code of three upper-case letters";
    case Format::username:
      return complaint(Characters::username);
    case Format::iana_time_zone:
      return "must be the name of a time zone such as Europe/Berlin";
    case Format::phone_number:
      return "must be a phone number of 5 to 20 characters, for example +49 30 1234567";
  }
  return "";
}

std::string_view complaint(Characters characters) {
  switch (characters) {
    case Characters::any:
      return "";
    case Characters::username:
      return "must consist of the letters A-Z and a-z, digits, dot, underscore and hyphen";
    case Characters::url_safe:
      return "must consist of the letters A-Z and a-z, digits, underscore and hyphen";
    case Characters::digits:
      return "must consist of digits";
    case Characters::printable_ascii:
      return "must consist of printable ASCII characters";
  }
  return "";
}

std::string_view registered_name(Format format) {
  switch (format) {
    case Format::uuid:
      return "uuid";
    case Format::email:
      return "email";
    case Format::https_uri:
      return "uri";
    case Format::any:
    case Format::currency:
    case Format::username:
    case Format::iana_time_zone:
    case Format::phone_number:
      return "";
  }
  return "";
}

std::string_view pattern(Format format) {
  switch (format) {
    case Format::any:
    case Format::uuid:
    case Format::email:
      return "";
    case Format::https_uri:
      return "^[Hh][Tt][Tt][Pp][Ss]://";
    case Format::currency:
      return "^[A-Z]{3}$";
    case Format::username:
      return "^[A-Za-z0-9._-]+$";
    case Format::iana_time_zone:
      return "^[A-Za-z_+-][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$";
    case Format::phone_number:
      return "^\\+?[0-9]+([ ./-][0-9]+)*$";
  }
  return "";
}

std::string_view pattern(Characters characters) {
  switch (characters) {
    case Characters::any:
      return "";
    case Characters::username:
      return "^[A-Za-z0-9._-]*$";
    case Characters::url_safe:
      return "^[A-Za-z0-9_-]*$";
    case Characters::digits:
      return "^[0-9]*$";
    case Characters::printable_ascii:
      return "^[ -~]*$";
  }
  return "";
}

}  // namespace boxoffice::kit::json
