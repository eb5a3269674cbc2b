#include "kit/http/message.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::kit::http {

namespace {

constexpr std::array<std::pair<std::string_view, Method>, 7> method_names{{{"GET", Method::get},
                                                                           {"HEAD", Method::head},
                                                                           {"POST", Method::post},
                                                                           {"PUT", Method::put},
                                                                           {"PATCH", Method::patch},
                                                                           {"DELETE", Method::delete_},
                                                                           {"OPTIONS", Method::options}}};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [name, value] : method_names) {
    if (value == method) return name;
  }
  return {};
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [name, value] : method_names) {
    if (name == text) return value;
  }
  return std::nullopt;
}

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& field : fields_) {
    if (same_name(field.first, name)) return field.second;
  }
  return std::nullopt;
}

void Headers::set(std::string_view name, std::string value) {
  const auto is_it = [&](const Field& field) { return same_name(field.first, name); };
  const auto found = std::ranges::find_if(fields_, is_it);
  if (found == fields_.end()) {
    fields_.emplace_back(name, std::move(value));
    return;
  }
  found->second = std::move(value);
  const auto others = std::ranges::remove_if(std::next(found), fields_.end(), is_it);
  fields_.erase(others.begin(), others.end());
}

void Headers::erase(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return same_name(field.first, name); });
}

runtime::Task<std::optional<std::string>> read_all(BodyReader& body, std::size_t limit) {
  const auto declared = body.declared_size();
  if (declared && *declared > limit) co_return std::nullopt;
  std::string all;
  while (auto piece = co_await body.next()) {
    if (piece->size() > limit - all.size()) co_return std::nullopt;
    if (all.empty()) {
      all = std::move(*piece);
      if (declared) all.reserve(static_cast<std::size_t>(*declared));
    } else {
      all += *piece;
    }
  }
  co_return all;
}

}  // namespace boxoffice::kit::http
