#pragma once

// Fills the table of a type from its Boost.Describe description. The only templates of kit/json that matter; what they
// fill in is interpreted elsewhere. Structs must be default-constructible and must not contain themselves.

#include "kit/base/time.hpp"
#include "kit/json/document.hpp"
#include "kit/json/patch.hpp"
#include "kit/json/rules.hpp"
#include "kit/json/type.hpp"

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
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
#include <utility>
#include <vector>

namespace boxoffice::kit::json {

/// The table of T: a described struct or enum, or one of the types that Kind lists.
template <class T>
[[nodiscard]] const Type& type_of();

namespace detail {

template <class T>
const T& as(const void* object) {
  return *static_cast<const T*>(object);
}
template <class T>
T& as(void* object) {
  return *static_cast<T*>(object);
}

// The compiler's own name of T, the only place where it says it.
template <class T>
[[nodiscard]] std::string_view cpp_name() {
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  const auto start = text.find("T = ") + 4;
  return text.substr(start, text.rfind(']') - start);
}

template <class Class, class Owner, class Value>
[[nodiscard]] std::size_t offset_of(const Class& object, Value Owner::* member) {
  return static_cast<std::size_t>(reinterpret_cast<const char*>(&(object.*member)) -
                                  reinterpret_cast<const char*>(&object));
}

// Describes everything that has no more specific description below.
template <class T>
struct Describe {
  static Type describe() {
    if constexpr (boost::describe::has_describe_enumerators<T>::value) {
      return enumeration();
    } else {
      static_assert(boost::describe::has_describe_members<T>::value,
                    "this type is not described: add BOOST_DESCRIBE_STRUCT or BOOST_DESCRIBE_ENUM");
      return object();
    }
  }

  static Type enumeration() {
    Type type{.kind = Kind::enumeration, .name = schema_name(cpp_name<T>())};
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&type](auto enumerator) {
      add_enumerator(type, enumerator.name, static_cast<std::int64_t>(enumerator.value));
    });
    type.access.get_integer = [](const void* object) { return static_cast<std::int64_t>(as<T>(object)); };
    type.access.set_integer = [](void* object, std::int64_t value) { as<T>(object) = static_cast<T>(value); };
    return type;
  }

  static Type object() {
    static const T sample{};
    Type type{.kind = Kind::object, .name = schema_name(cpp_name<T>()), .sample = &sample};
    if constexpr (requires { T::schema_name; }) type.name = T::schema_name;
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&type](auto member) {
      using Value = std::remove_cvref_t<decltype(sample.*member.pointer)>;
      add_member(type, member.name, offset_of(sample, member.pointer), type_of<Value>());
    });
    if constexpr (requires { T::limits(); }) {
      std::apply([&type](const auto&... rule) { (rule.apply(checks_at(type, offset_of(sample, rule.member))), ...); },
                 T::limits());
    }
    finish_object(type);
    return type;
  }
};

template <>
struct Describe<bool> {
  static Type describe() { return {.kind = Kind::boolean}; }
};

template <std::integral T>
struct Describe<T> {
  static Type describe() {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    Type type{.kind = Kind::integer,
              .minimum = static_cast<std::int64_t>(std::numeric_limits<T>::min()),
              .maximum = std::cmp_less(std::numeric_limits<T>::max(), most)
                             ? static_cast<std::int64_t>(std::numeric_limits<T>::max())
                             : most};
    type.access.get_integer = [](const void* object) { return static_cast<std::int64_t>(as<T>(object)); };
    type.access.set_integer = [](void* object, std::int64_t value) { as<T>(object) = static_cast<T>(value); };
    return type;
  }
};

template <>
struct Describe<double> {
  static Type describe() { return {.kind = Kind::number}; }
};

template <>
struct Describe<std::string> {
  static Type describe() { return {.kind = Kind::string}; }
};

template <>
struct Describe<base::Timestamp> {
  static Type describe() { return {.kind = Kind::timestamp}; }
};

template <>
struct Describe<Document> {
  static Type describe() { return {.kind = Kind::document}; }
};

template <>
struct Describe<AnyValue> {
  static Type describe() { return {.kind = Kind::any}; }
};

template <class Tag>
struct Describe<base::Id<Tag>> {
  static Type describe() {
    using Id = base::Id<Tag>;
    Type type{.kind = Kind::identifier};
    type.access.get_text = [](const void* object) -> const std::string& { return as<Id>(object).str(); };
    type.access.set_text = [](void* object, std::string value) { as<Id>(object) = Id{std::move(value)}; };
    return type;
  }
};

template <class T>
struct Describe<std::optional<T>> {
  static Type describe() {
    using Optional = std::optional<T>;
    Type type{.kind = Kind::optional, .element = &type_of<T>()};
    type.access.peek = [](const void* object) -> const void* {
      const auto& optional = as<Optional>(object);
      return optional ? &*optional : nullptr;
    };
    type.access.emplace = [](void* object) -> void* { return &as<Optional>(object).emplace(); };
    return type;
  }
};

template <class T>
struct Describe<Patch<T>> {
  static Type describe() {
    Type type{.kind = Kind::patch, .element = &type_of<T>()};
    type.access.peek = [](const void* object) -> const void* {
      const auto& patch = as<Patch<T>>(object);
      return patch.has_value() ? &*patch : nullptr;
    };
    type.access.emplace = [](void* object) -> void* { return &as<Patch<T>>(object).emplace(); };
    type.access.is_null = [](const void* object) { return as<Patch<T>>(object).is_null(); };
    type.access.set_null = [](void* object) { as<Patch<T>>(object) = Patch<T>::null(); };
    return type;
  }
};

template <class T>
struct Describe<std::vector<T>> {
  static_assert(!std::same_as<T, bool>, "std::vector<bool> has no elements to point at");

  static Type describe() {
    using List = std::vector<T>;
    Type type{.kind = Kind::list, .element = &type_of<T>()};
    type.access.count = [](const void* object) { return as<List>(object).size(); };
    type.access.at = [](const void* object, std::size_t index) -> const void* { return &as<List>(object)[index]; };
    type.access.append = [](void* object) -> void* { return &as<List>(object).emplace_back(); };
    return type;
  }
};

template <class T>
struct Describe<std::map<std::string, T>> {
  static Type describe() {
    using Map = std::map<std::string, T>;
    Type type{.kind = Kind::map, .element = &type_of<T>()};
    type.access.count = [](const void* object) { return as<Map>(object).size(); };
    type.access.visit = [](const void* object, VisitEntry visit, void* state) {
      for (const auto& [key, value] : as<Map>(object)) visit(state, key, &value);
    };
    type.access.insert = [](void* object, std::string key) -> void* { return &as<Map>(object)[std::move(key)]; };
    return type;
  }
};

}  // namespace detail

template <class T>
const Type& type_of() {
  static const Type type = detail::Describe<T>::describe();
  return type;
}

}  // namespace boxoffice::kit::json
