#include "kit/sql/value.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <type_traits>

namespace boxoffice::kit::sql {

std::vector<Argument> to_arguments(std::span<const Value> values) {
  std::vector<Argument> arguments;
  arguments.reserve(values.size());
  for (const Value& value : values) {
    arguments.push_back(std::visit(
        [](const auto& known) {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(known)>, std::monostate>) {
            return to_argument(Null::unknown);
          } else {
            return to_argument(known);
          }
        },
        value));
  }
  return arguments;
}

namespace detail {
namespace {

std::string_view name_of_type(const Value& value) {
  if (std::holds_alternative<std::int64_t>(value)) return "integer";
  if (std::holds_alternative<std::string>(value)) return "text";
  return "null";
}

}  // namespace

void wrong_type(std::string_view wanted, const Value& value) {
  throw std::logic_error(fmt::format("A column is read as {} but holds {}", wanted, name_of_type(value)));
}

}  // namespace detail
}  // namespace boxoffice::kit::sql
