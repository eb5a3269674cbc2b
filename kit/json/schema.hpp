#pragma once

// JSON Schema (draft 2020-12) of described types, as OpenAPI 3.1 and AsyncAPI 3 embed it.

#include "kit/json/type.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace boxoffice::kit::json {

/// What a schema is for: requests refuse unknown members, so their schemas are closed.
enum class Use : std::uint8_t { response, request };

/// The structs that a document needs under components/schemas, by name; closed if any request uses them.
struct SchemaSet {
  struct Entry {
    const Type* type = nullptr;
    bool closed = false;
  };
  std::map<std::string, Entry> entries{};
};

/// One query parameter of a struct.
struct Parameter {
  std::string name;
  bool required = false;
  std::string schema;  // JSON; a list is written with commas (OpenAPI: style form, explode false)
  bool list = false;
};

/// The schema where a value of the type is wanted: {"$ref": "#/components/schemas/Order"} for a struct.
[[nodiscard]] std::string schema(const Type& type);

/// The schema of a struct itself, which stands under components/schemas.
[[nodiscard]] std::string definition(const Type& type, Use use);

/// Adds every struct that `type` reaches, itself included. Aborts when two structs of one name differ: give one of them
/// a `static constexpr std::string_view schema_name`.
void collect(const Type& type, Use use, SchemaSet& set);

/// The members of a query struct as parameters, in their order.
[[nodiscard]] std::vector<Parameter> query_parameters(const Type& type);

}  // namespace boxoffice::kit::json
