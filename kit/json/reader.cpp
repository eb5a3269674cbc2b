#include "kit/json/reader.hpp"

#include "kit/base/number.hpp"
#include "kit/json/tree.hpp"

namespace boxoffice::kit::json {

// The text is kept because the nodes point into it.
struct Value::Parsed {
  std::string text;
  Tree tree{};

  [[nodiscard]] const Node& operator[](std::size_t index) const { return tree.nodes[index]; }
};

base::Result<Value> parse(std::string_view text) {
  auto parsed = std::make_shared<Value::Parsed>(std::string(text));
  BOXOFFICE_TRY(parsed->tree, parse_tree(parsed->text));
  return Value(std::move(parsed), 0);
}

bool Value::is_object() const {
  return (*parsed_)[index_].kind == NodeKind::object;
}
bool Value::is_array() const {
  return (*parsed_)[index_].kind == NodeKind::array;
}
bool Value::is_string() const {
  return (*parsed_)[index_].kind == NodeKind::string;
}
bool Value::is_null() const {
  return (*parsed_)[index_].kind == NodeKind::null;
}

std::optional<Value> Value::get(std::string_view name) const {
  if (!is_object()) return std::nullopt;
  const auto end = (*parsed_)[index_].end;
  for (std::size_t at = index_ + 1; at < end; at = (*parsed_)[at].end) {
    if ((*parsed_)[at].key == name) return Value(parsed_, at);
  }
  return std::nullopt;
}

std::optional<std::string_view> Value::as_string() const {
  if (!is_string()) return std::nullopt;
  return (*parsed_)[index_].text;
}

std::optional<std::int64_t> Value::as_integer() const {
  const auto& node = (*parsed_)[index_];
  if (node.kind != NodeKind::number) return std::nullopt;
  return base::parse_integer(node.text);
}

std::optional<bool> Value::as_boolean() const {
  const auto& node = (*parsed_)[index_];
  if (node.kind != NodeKind::boolean) return std::nullopt;
  return node.truth;
}

std::vector<Value> Value::items() const {
  std::vector<Value> result;
  if (!is_array()) return result;
  const auto end = (*parsed_)[index_].end;
  for (std::size_t at = index_ + 1; at < end; at = (*parsed_)[at].end) result.push_back(Value(parsed_, at));
  return result;
}

std::vector<std::pair<std::string, Value>> Value::members() const {
  std::vector<std::pair<std::string, Value>> result;
  if (!is_object()) return result;
  const auto end = (*parsed_)[index_].end;
  for (std::size_t at = index_ + 1; at < end; at = (*parsed_)[at].end) {
    result.emplace_back(std::string((*parsed_)[at].key), Value(parsed_, at));
  }
  return result;
}

std::string Value::text() const {
  std::string out;
  append_node(out, parsed_->tree, index_);
  return out;
}

std::optional<std::string> Value::string(std::string_view name) const {
  const auto member = get(name);
  const auto text = member ? member->as_string() : std::nullopt;
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::optional<std::int64_t> Value::integer(std::string_view name) const {
  const auto member = get(name);
  return member ? member->as_integer() : std::nullopt;
}

}  // namespace boxoffice::kit::json
