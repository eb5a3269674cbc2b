// Interprets the table of a type to read query parameters.

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/json/json.hpp"
#include "kit/json/scalar.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace boxoffice::kit::json {

namespace {

constexpr std::size_t most_errors = 100;

Complaint store(const Type& type, const Checks& checks, std::string_view text, void* object);

Complaint store_boolean(const Type& type, std::string_view text, void* object) {
  if (text != "true" && text != "false") return expectation(type);
  *static_cast<bool*>(object) = text == "true";
  return std::nullopt;
}

Complaint store_list(const Type& type, const Checks& checks, std::string_view text, void* object) {
  std::size_t count = 0;
  while (true) {
    const auto comma = text.find(',');
    if (auto wrong = store(*type.element, checks, text.substr(0, comma), type.access.append(object))) return wrong;
    ++count;
    if (comma == std::string_view::npos) return check_count(checks, count);
    text.remove_prefix(comma + 1);
  }
}

Complaint store(const Type& type, const Checks& checks, std::string_view text, void* object) {
  switch (type.kind) {
    case Kind::boolean:
      return store_boolean(type, text, object);
    case Kind::integer:
    case Kind::number:
      return store_number(type, &checks, text, object);
    case Kind::string:
    case Kind::identifier:
    case Kind::timestamp:
    case Kind::enumeration:
      return store_text(type, &checks, text, object);
    case Kind::optional:
    case Kind::patch:
      return store(*type.element, checks, text, type.access.emplace(object));
    case Kind::list:
      return store_list(type, checks, text, object);
    case Kind::document:
    case Kind::any:
    case Kind::map:
    case Kind::object:
      break;
  }
  base::ensure(false, "a query struct has a member that a query parameter cannot hold");
  return std::nullopt;
}

class QueryReading {
 public:
  QueryReading(const Type& type, void* object) : type_(type), object_(static_cast<char*>(object)) {}

  void parameter(const std::string& name, const std::string& value) {
    const auto member = std::ranges::find(type_.members, name, &Member::name);
    if (member == type_.members.end()) return complain(name, "is not a known parameter");
    if (std::ranges::find(seen_, &*member) != seen_.end()) return complain(name, "is given more than once");
    seen_.push_back(&*member);
    if (value.empty()) return require(*member);
    if (!base::is_utf8(value)) return complain(name, "must be UTF-8");
    if (auto wrong = store(*member->type, member->checks, value, object_ + member->offset)) {
      complain(name, *std::move(wrong));
    }
  }

  void require_the_rest() {
    for (const auto& member : type_.members) {
      if (std::ranges::find(seen_, &member) == seen_.end()) require(member);
    }
  }

  [[nodiscard]] std::vector<base::FieldError>& errors() { return errors_; }

 private:
  void require(const Member& member) {
    if (member.required) complain(member.name, "is required");
  }
  void complain(const std::string& name, std::string message) {
    if (errors_.size() < most_errors) errors_.push_back({.pointer = "?" + name, .message = std::move(message)});
  }

  const Type& type_;
  char* object_;
  std::vector<const Member*> seen_{};
  std::vector<base::FieldError> errors_{};
};

}  // namespace

base::Result<void> read_query(const Type& type, const Parameters& parameters, void* object) {
  base::ensure(type.kind == Kind::object, "query parameters are read into a struct");
  QueryReading reading(type, object);
  for (const auto& [name, value] : parameters) reading.parameter(name, value);
  reading.require_the_rest();
  if (reading.errors().empty()) return {};
  return std::unexpected(base::Error{.code = base::codes::validation_failed,
                                     .message = "Some query parameters are not valid.",
                                     .fields = std::move(reading.errors())});
}

}  // namespace boxoffice::kit::json
