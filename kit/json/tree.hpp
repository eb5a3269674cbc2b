#pragma once

// A parsed JSON text as a flat list of nodes, for the readers of this folder. Internal to kit/json.

#include "kit/base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::json {

enum class NodeKind : std::uint8_t { null, boolean, number, string, array, object };

struct Node {
  std::string_view key{};   // unescaped name, in an object
  std::string_view text{};  // a string unescaped, a number as it stands
  std::uint32_t end = 0;    // index of the node after this one and its children, which follow it directly
  NodeKind kind = NodeKind::null;
  bool truth = false;
};

/// Nodes in the order of the text; the first is the whole. Views point into the parsed text or into `unescaped`.
struct Tree {
  std::vector<Node> nodes{};
  std::forward_list<std::string> unescaped{};
};

/// The text must outlive the tree. MALFORMED_REQUEST when it is not strict JSON in UTF-8, nests deeper than 32 or has a
/// member twice in one object.
[[nodiscard]] base::Result<Tree> parse_tree(std::string_view text);

/// Appends a node and what is under it as compact JSON.
void append_node(std::string& out, const Tree& tree, std::size_t index);

}  // namespace boxoffice::kit::json
