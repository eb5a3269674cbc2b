#pragma once

// Names that engines build into statements, tables and fields.

#include <string_view>

namespace boxoffice::kit::documents {

/// `name` itself. Throws std::invalid_argument unless it is made of letters, digits, '_' and '-'.
std::string_view checked_name(std::string_view name);

}  // namespace boxoffice::kit::documents
