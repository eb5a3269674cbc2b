#include "kit/json/tree.hpp"

#include "kit/json/text.hpp"

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <utility>

namespace boxoffice::kit::json {

namespace {

constexpr std::size_t deepest = 32;

using boost::json::error_code;
using BoostText = boost::json::string_view;

// Takes what Boost's parser finds. Without escapes a string is a view of the input, else a copy of its parts.
class TreeBuilder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  explicit TreeBuilder(std::string_view input) : input_(input) {
    constexpr std::size_t bytes_per_node = 12;
    tree_.nodes.reserve(std::min<std::size_t>(4 + input.size() / bytes_per_node, 4096));
  }

  [[nodiscard]] Tree take() { return std::move(tree_); }
  [[nodiscard]] const std::string& repeated_member() const { return repeated_member_; }
  [[nodiscard]] bool has_repeated_member() const { return has_repeated_member_; }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(NodeKind::object); }
  bool on_object_end(std::size_t count, error_code& error) {
    const auto index = close();
    if (!repeats_member(index, count)) return true;
    error = boost::json::error::syntax;
    return false;
  }
  bool on_array_begin(error_code&) { return open(NodeKind::array); }
  bool on_array_end(std::size_t, error_code&) {
    close();
    return true;
  }
  bool on_key_part(BoostText part, std::size_t, error_code&) { return gather(part); }
  bool on_key(BoostText last, std::size_t, error_code&) {
    key_ = finish(last);
    return true;
  }
  bool on_string_part(BoostText part, std::size_t, error_code&) { return gather(part); }
  bool on_string(BoostText last, std::size_t, error_code&) {
    add(NodeKind::string).text = finish(last);
    return true;
  }
  // The whole text is given at once, so a number never comes in parts.
  bool on_number_part(BoostText, error_code&) { return true; }
  bool on_int64(std::int64_t, BoostText text, error_code&) { return number(text); }
  bool on_uint64(std::uint64_t, BoostText text, error_code&) { return number(text); }
  bool on_double(double, BoostText text, error_code&) { return number(text); }
  bool on_bool(bool truth, error_code&) {
    add(NodeKind::boolean).truth = truth;
    return true;
  }
  bool on_null(error_code&) {
    add(NodeKind::null);
    return true;
  }
  bool on_comment_part(BoostText, error_code&) { return true; }
  bool on_comment(BoostText, error_code&) { return true; }

 private:
  Node& add(NodeKind kind) {
    auto& node = tree_.nodes.emplace_back();
    node.key = std::exchange(key_, {});
    node.kind = kind;
    node.end = static_cast<std::uint32_t>(tree_.nodes.size());
    return node;
  }
  bool open(NodeKind kind) {
    open_[depth_++] = tree_.nodes.size();
    add(kind);
    return true;
  }
  std::size_t close() {
    const auto index = open_[--depth_];
    tree_.nodes[index].end = static_cast<std::uint32_t>(tree_.nodes.size());
    return index;
  }
  bool number(BoostText text) {
    add(NodeKind::number).text = {text.data(), text.size()};
    return true;
  }

  bool gather(BoostText part) {
    parts_.append(part.data(), part.size());
    has_parts_ = true;
    return true;
  }
  std::string_view finish(BoostText last) {
    const std::less_equal<> not_after;
    const auto in_input =
        not_after(input_.data(), last.data()) && not_after(last.data() + last.size(), input_.data() + input_.size());
    if (!has_parts_ && in_input) return {last.data(), last.size()};
    gather(last);
    has_parts_ = false;
    return tree_.unescaped.emplace_front(std::exchange(parts_, {}));
  }

  bool repeats_member(std::size_t object, std::size_t count) {
    constexpr std::size_t few = 16;
    return count <= few ? repeats_one_of_few(object) : repeats_one_of_many(object, count);
  }
  bool repeats_one_of_few(std::size_t object) {
    const auto end = tree_.nodes[object].end;
    for (std::size_t at = object + 1; at < end; at = tree_.nodes[at].end) {
      for (std::size_t other = tree_.nodes[at].end; other < end; other = tree_.nodes[other].end) {
        if (tree_.nodes[at].key == tree_.nodes[other].key) return repeated(tree_.nodes[at].key);
      }
    }
    return false;
  }
  bool repeats_one_of_many(std::size_t object, std::size_t count) {
    std::vector<std::string_view> keys;
    keys.reserve(count);
    const auto end = tree_.nodes[object].end;
    for (std::size_t at = object + 1; at < end; at = tree_.nodes[at].end) keys.push_back(tree_.nodes[at].key);
    std::ranges::sort(keys);
    const auto twin = std::ranges::adjacent_find(keys);
    return twin != keys.end() && repeated(*twin);
  }
  bool repeated(std::string_view key) {
    repeated_member_ = key;
    has_repeated_member_ = true;
    return true;
  }

  std::string_view input_;
  Tree tree_{};
  std::string_view key_{};
  std::string parts_{};
  bool has_parts_ = false;
  std::array<std::size_t, deepest + 1> open_{};
  std::size_t depth_ = 0;
  std::string repeated_member_{};
  bool has_repeated_member_ = false;
};

std::unexpected<base::Error> not_json(std::string_view why, std::size_t at) {
  return base::fail(base::codes::malformed_request, fmt::format("This is not valid JSON at byte {}: {}.", at, why));
}

std::unexpected<base::Error> repeated(const std::string& member) {
  constexpr std::size_t worth_showing = 64;
  if (member.size() > worth_showing) return base::fail(base::codes::malformed_request, "A member appears twice.");
  return base::fail(base::codes::malformed_request, fmt::format("The member \"{}\" appears twice.", member));
}

}  // namespace

base::Result<Tree> parse_tree(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) return not_json("it is too long", 0);
  boost::json::parse_options options;
  options.max_depth = deepest;
  boost::json::basic_parser<TreeBuilder> parser(options, text);
  error_code error;
  const auto used = parser.write_some(false, text.data(), text.size(), error);
  if (parser.handler().has_repeated_member()) return repeated(parser.handler().repeated_member());
  if (error) return not_json(error.message(), used);
  if (const auto rest = text.find_first_not_of(" \t\r\n", used); rest != std::string_view::npos) {
    return not_json("extra data", rest);
  }
  return parser.handler().take();
}

void append_node(std::string& out, const Tree& tree, std::size_t index) {
  const auto& node = tree.nodes[index];
  switch (node.kind) {
    case NodeKind::null:
      out += "null";
      return;
    case NodeKind::boolean:
      out += node.truth ? "true" : "false";
      return;
    case NodeKind::number:
      out += node.text;
      return;
    case NodeKind::string:
      append_quoted(out, node.text);
      return;
    case NodeKind::array:
    case NodeKind::object:
      break;
  }
  const bool is_object = node.kind == NodeKind::object;
  out.push_back(is_object ? '{' : '[');
  for (std::size_t at = index + 1; at < node.end; at = tree.nodes[at].end) {
    if (at != index + 1) out.push_back(',');
    if (is_object) {
      append_quoted(out, tree.nodes[at].key);
      out.push_back(':');
    }
    append_node(out, tree, at);
  }
  out.push_back(is_object ? '}' : ']');
}

}  // namespace boxoffice::kit::json
