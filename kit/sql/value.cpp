#include "kit/sql/value.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace boxoffice::kit::sql::detail {
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

}  // namespace boxoffice::kit::sql::detail
