#include "kit/documents/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace boxoffice::kit::documents {
namespace {

bool is_name_character(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '_' || letter == '-';
}

}  // namespace

std::string_view checked_name(std::string_view name) {
  if (name.empty() || !std::ranges::all_of(name, is_name_character)) {
    throw std::invalid_argument(fmt::format("'{}' cannot name a collection or a member", name));
  }
  return name;
}

}  // namespace boxoffice::kit::documents
