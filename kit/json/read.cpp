// Interprets the table of a type to read JSON.

#include "kit/json/json.hpp"
#include "kit/json/scalar.hpp"
#include "kit/json/tree.hpp"

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::json {

namespace {

constexpr std::size_t most_errors = 100;

// Where a value stands; turned into a pointer only when something is wrong with it.
struct Place {
  const Place* parent = nullptr;
  std::string_view name{};
  std::optional<std::size_t> index{};
};

void append_pointer(std::string& out, const Place& place) {
  if (place.parent == nullptr) return;
  append_pointer(out, *place.parent);
  out.push_back('/');
  if (place.index) {
    out += std::to_string(*place.index);
    return;
  }
  for (const char character : place.name) {
    switch (character) {
      case '~':
        out += "~0";
        break;
      case '/':
        out += "~1";
        break;
      default:
        out.push_back(character);
    }
  }
}

class Reading {
 public:
  Reading(const Tree& tree, bool strict) : tree_(tree), strict_(strict) {}

  void value(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place);
  [[nodiscard]] std::vector<base::FieldError>& errors() { return errors_; }

 private:
  void optional(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place);
  void list(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place);
  void map(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place);
  void object(std::size_t index, const Type& type, void* object, const Place& place);
  void free_text(std::size_t index, const Checks& checks, std::string& text, const Place& place);

  void complain(const Place& place, Complaint complaint);
  // Also says so when it is not.
  [[nodiscard]] bool is(std::size_t index, NodeKind wanted, const Type& type, const Place& place) {
    if (tree_.nodes[index].kind == wanted) return true;
    complain(place, expectation(type));
    return false;
  }

  const Tree& tree_;
  bool strict_;
  std::vector<base::FieldError> errors_{};
};

void Reading::complain(const Place& place, Complaint complaint) {
  if (!complaint || errors_.size() == most_errors) return;
  auto& error = errors_.emplace_back();
  append_pointer(error.pointer, place);
  error.message = *std::move(complaint);
}

void Reading::value(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place) {
  const auto& node = tree_.nodes[index];
  const Checks* rules = strict_ ? &checks : nullptr;
  switch (type.kind) {
    case Kind::boolean:
      if (is(index, NodeKind::boolean, type, place)) *static_cast<bool*>(object) = node.truth;
      return;
    case Kind::integer:
    case Kind::number:
      if (is(index, NodeKind::number, type, place)) complain(place, store_number(type, rules, node.text, object));
      return;
    case Kind::string:
    case Kind::identifier:
    case Kind::timestamp:
    case Kind::enumeration:
      if (is(index, NodeKind::string, type, place)) complain(place, store_text(type, rules, node.text, object));
      return;
    case Kind::document:
      if (is(index, NodeKind::object, type, place)) {
        free_text(index, checks, static_cast<Document*>(object)->text, place);
      }
      return;
    case Kind::any:
      free_text(index, checks, static_cast<AnyValue*>(object)->text, place);
      return;
    case Kind::optional:
    case Kind::patch:
      optional(index, type, checks, object, place);
      return;
    case Kind::list:
      if (is(index, NodeKind::array, type, place)) list(index, type, checks, object, place);
      return;
    case Kind::map:
      if (is(index, NodeKind::object, type, place)) map(index, type, checks, object, place);
      return;
    case Kind::object:
      if (is(index, NodeKind::object, type, place)) this->object(index, type, object, place);
      return;
  }
}

void Reading::optional(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place) {
  if (tree_.nodes[index].kind != NodeKind::null || type.element->kind == Kind::any) {
    value(index, *type.element, checks, type.access.emplace(object), place);
  } else if (type.kind == Kind::patch) {
    type.access.set_null(object);
  } else if (strict_ && !checks.nullable) {
    complain(place, "must not be null; leave it out instead");
  }
}

void Reading::list(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place) {
  const auto end = tree_.nodes[index].end;
  std::size_t count = 0;
  for (std::size_t at = index + 1; at < end; at = tree_.nodes[at].end) {
    value(at, *type.element, checks, type.access.append(object), Place{.parent = &place, .index = count++});
  }
  if (strict_) complain(place, check_count(checks, count));
}

void Reading::map(std::size_t index, const Type& type, const Checks& checks, void* object, const Place& place) {
  const auto end = tree_.nodes[index].end;
  for (std::size_t at = index + 1; at < end; at = tree_.nodes[at].end) {
    const auto key = tree_.nodes[at].key;
    value(at, *type.element, checks, type.access.insert(object, std::string(key)), {.parent = &place, .name = key});
  }
  if (strict_) complain(place, check_count(checks, type.access.count(object)));
}

void Reading::object(std::size_t index, const Type& type, void* object, const Place& place) {
  std::bitset<most_members> seen;
  std::size_t expected = 0;  // members mostly come in the order of the description
  const auto member_count = type.members.size();
  const auto end = tree_.nodes[index].end;
  for (std::size_t at = index + 1; at < end; at = tree_.nodes[at].end) {
    const auto key = tree_.nodes[at].key;
    std::size_t tried = 0;
    while (tried < member_count && type.members[expected].name != key) {
      expected = expected + 1 == member_count ? 0 : expected + 1;
      ++tried;
    }
    if (tried == member_count) {
      if (strict_) complain({.parent = &place, .name = key}, "is not a known member");
      continue;
    }
    const auto& member = type.members[expected];
    seen.set(expected);
    expected = expected + 1 == member_count ? 0 : expected + 1;
    value(at, *member.type, member.checks, static_cast<char*>(object) + member.offset,
          {.parent = &place, .name = member.name});
  }
  for (std::size_t number = 0; number < member_count; ++number) {
    const auto& member = type.members[number];
    const auto wanted = member.required && (strict_ || member.type->kind != Kind::optional);
    if (wanted && !seen.test(number)) complain({.parent = &place, .name = member.name}, "is required");
  }
}

void Reading::free_text(std::size_t index, const Checks& checks, std::string& text, const Place& place) {
  text.clear();
  append_node(text, tree_, index);
  if (strict_) complain(place, check_document_size(checks, text.size()));
}

base::Result<void> read_as(const Type& type, std::string_view text, void* object, bool strict) {
  BOXOFFICE_TRY(const auto tree, parse_tree(text));
  Reading reading(tree, strict);
  reading.value(0, type, Checks{}, object, Place{});
  if (reading.errors().empty()) return {};
  return std::unexpected(base::Error{.code = base::codes::validation_failed,
                                     .message = "Some fields are not valid.",
                                     .fields = std::move(reading.errors())});
}

}  // namespace

base::Result<void> read(const Type& type, std::string_view text, void* object) {
  return read_as(type, text, object, true);
}

base::Result<void> read_lenient(const Type& type, std::string_view text, void* object) {
  return read_as(type, text, object, false);
}

}  // namespace boxoffice::kit::json
