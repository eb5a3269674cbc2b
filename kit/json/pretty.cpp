#include "kit/json/pretty.hpp"

#include "kit/json/text.hpp"
#include "kit/json/tree.hpp"

#include <cstddef>

namespace boxoffice::kit::json {

namespace {

void append_line(std::string& out, std::size_t depth) {
  constexpr std::size_t indentation = 2;
  out.push_back('\n');
  out.append(depth * indentation, ' ');
}

void append_pretty(std::string& out, const Tree& tree, std::size_t index, std::size_t depth) {
  const auto& node = tree.nodes[index];
  const bool is_object = node.kind == NodeKind::object;
  const bool has_children = node.end != index + 1;
  if (!has_children) return append_node(out, tree, index);
  out.push_back(is_object ? '{' : '[');
  for (std::size_t at = index + 1; at < node.end; at = tree.nodes[at].end) {
    if (at != index + 1) out.push_back(',');
    append_line(out, depth + 1);
    if (is_object) {
      append_quoted(out, tree.nodes[at].key);
      out += ": ";
    }
    append_pretty(out, tree, at, depth + 1);
  }
  append_line(out, depth);
  out.push_back(is_object ? '}' : ']');
}

}  // namespace

base::Result<std::string> pretty(std::string_view text) {
  BOXOFFICE_TRY(const auto tree, parse_tree(text));
  std::string out;
  append_pretty(out, tree, 0, 0);
  out.push_back('\n');
  return out;
}

}  // namespace boxoffice::kit::json
