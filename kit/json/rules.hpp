#pragma once

// What a member's value must be beyond its type. The rules stand in the struct:
//
//   struct PlaceOrder {
//     EventId event_id{};
//     std::vector<Item> items{};
//     std::optional<std::string> note{};
//
//     static constexpr auto limits() {
//       using namespace kit::json;
//       return rules(size(&PlaceOrder::event_id, 36, 36), count(&PlaceOrder::items, 1, 20),
//                    size(&PlaceOrder::note, 0, 200), single_line(&PlaceOrder::note));
//     }
//   };
//
// A rule on a std::optional or Patch applies to the value inside; a rule for text on a vector of texts applies to each
// element. Without any rule, text must not contain control characters other than line feed and tab. Reading a request
// checks the rules, the schema shows them, lenient reading of stored data skips them.

#include "kit/base/id.hpp"
#include "kit/json/document.hpp"
#include "kit/json/patch.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace boxoffice::kit::json {

/// A form that text has as a whole.
enum class Format : std::uint8_t {
  any,
  uuid,            // 36 characters, lower-case hex
  email,           // as browsers check <input type=email> (WHATWG HTML), at most 254 characters
  https_uri,       // RFC 3986 with scheme https, a host and no user information, at most 2048 characters
  currency,        // ISO 4217: three upper-case letters
  username,        // [A-Za-z0-9._-]
  iana_time_zone,  // the form of a name such as Europe/Berlin; whether it exists is the use case's question
  phone_number,    // digits with an optional leading + and single separators, 5 to 20 characters
};

/// The characters that text may consist of.
enum class Characters : std::uint8_t {
  any,
  username,         // A-Z a-z 0-9 . _ -
  url_safe,         // A-Z a-z 0-9 _ -
  digits,           // 0-9
  printable_ascii,  // space to ~
};

/// All rules of one member together.
struct Checks {
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::size_t minimum_size = 0;  // code points; bytes of a Document
  std::size_t maximum_size = std::numeric_limits<std::size_t>::max();
  std::size_t minimum_count = 0;  // elements of a vector or map
  std::size_t maximum_count = std::numeric_limits<std::size_t>::max();
  Format format = Format::any;
  Characters characters = Characters::any;
  std::vector<std::string_view> choices{};  // empty: any
  bool single_line = false;
  bool with_default = false;
  bool nullable = false;
};

/// A rule and the member that it is for; `apply` adds it to the member's checks.
template <class Class, class Member, class Apply>
struct Rule {
  Member Class::* member;
  Apply apply;
};
template <class Class, class Member, class Apply>
Rule(Member Class::*, Apply) -> Rule<Class, Member, Apply>;

namespace detail {

// What a rule is about: the value inside an optional or Patch.
template <class T>
struct Inside {
  using type = T;
};
template <class T>
struct Inside<std::optional<T>> {
  using type = T;
};
template <class T>
struct Inside<Patch<T>> {
  using type = T;
};
template <class T>
using InsideOf = typename Inside<T>::type;

template <class T>
struct Element {
  using type = T;
};
template <class T>
struct Element<std::vector<T>> {
  using type = T;
};

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<base::Id<Tag>> = true;

template <class T>
inline constexpr bool is_counted = false;
template <class T>
inline constexpr bool is_counted<std::vector<T>> = true;
template <class T>
inline constexpr bool is_counted<std::map<std::string, T>> = true;

template <class T>
concept PlainText = std::same_as<T, std::string> || is_id<T>;
template <class Member>
concept Text = PlainText<typename Element<InsideOf<Member>>::type>;
template <class Member>
concept Sized = Text<Member> || std::same_as<InsideOf<Member>, Document>;
template <class Member>
concept Number = std::is_arithmetic_v<InsideOf<Member>> && !std::same_as<InsideOf<Member>, bool>;
template <class Member>
concept Counted = is_counted<InsideOf<Member>>;
template <class Member>
concept Optional = !std::same_as<InsideOf<Member>, Member>;

}  // namespace detail

/// The value of limits().
template <class... Rules>
constexpr std::tuple<Rules...> rules(Rules... all) {
  return std::tuple<Rules...>(all...);
}

/// Length of text in code points, or of a Document in bytes; both limits included.
template <class Class, detail::Sized Member>
constexpr auto size(Member Class::* member, std::size_t minimum, std::size_t maximum) {
  return Rule{member, [=](Checks& checks) {
                checks.minimum_size = minimum;
                checks.maximum_size = maximum;
              }};
}

/// Value of a number; both limits included.
template <class Class, detail::Number Member>
constexpr auto range(Member Class::* member, std::int64_t minimum, std::int64_t maximum) {
  return Rule{member, [=](Checks& checks) {
                checks.minimum = minimum;
                checks.maximum = maximum;
              }};
}

/// Number of elements of a vector or map; both limits included.
template <class Class, detail::Counted Member>
constexpr auto count(Member Class::* member, std::size_t minimum, std::size_t maximum) {
  return Rule{member, [=](Checks& checks) {
                checks.minimum_count = minimum;
                checks.maximum_count = maximum;
              }};
}

template <class Class, detail::Text Member>
constexpr auto format(Member Class::* member, Format wanted) {
  return Rule{member, [=](Checks& checks) { checks.format = wanted; }};
}

template <class Class, detail::Text Member>
constexpr auto matches(Member Class::* member, Characters wanted) {
  return Rule{member, [=](Checks& checks) { checks.characters = wanted; }};
}

/// Text that is one of a few literals; the choices must live for ever.
template <class Class, detail::Text Member, std::convertible_to<std::string_view>... Choices>
constexpr auto one_of(Member Class::* member, Choices... choices) {
  const std::array<std::string_view, sizeof...(Choices)> all{std::string_view(choices)...};
  return Rule{member, [=](Checks& checks) { checks.choices.assign(all.begin(), all.end()); }};
}

/// Text of one line: no line breaks, no tabs, no space at either end.
template <class Class, detail::Text Member>
constexpr auto single_line(Member Class::* member) {
  return Rule{member, [](Checks& checks) { checks.single_line = true; }};
}

/// The member may be left out and then keeps the value that the struct gives it.
template <class Class, class Member>
constexpr auto with_default(Member Class::* member) {
  return Rule{member, [](Checks& checks) { checks.with_default = true; }};
}

/// An optional that is always present and written as null when empty, instead of being left out.
template <class Class, detail::Optional Member>
constexpr auto nullable(Member Class::* member) {
  return Rule{member, [](Checks& checks) { checks.nullable = true; }};
}

}  // namespace boxoffice::kit::json
