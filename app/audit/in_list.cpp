#include "app/audit/in_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace boxoffice::app::audit {

namespace {

constexpr std::size_t list_length = 100;

}  // namespace

InList::InList(std::string_view statement, std::size_t arguments_before) : statement_(statement) {
  for (std::size_t index = 0; index < list_length; ++index) {
    statement_ += fmt::format("{}${}", index == 0 ? "" : ", ", arguments_before + index + 1);
  }
  statement_ += ")";
}

kit::sql::Rows InList::query(kit::sql::Session& session, const std::vector<std::string>& texts,
                             std::span<const kit::sql::Argument> before) const {
  kit::sql::Rows found;
  for (std::size_t first = 0; first < texts.size(); first += list_length) {
    const std::size_t count = std::min(list_length, texts.size() - first);
    std::vector<kit::sql::Argument> arguments(before.begin(), before.end());
    for (std::size_t index = 0; index < list_length; ++index) {
      arguments.push_back(kit::sql::to_argument(texts[first + std::min(index, count - 1)]));
    }
    std::ranges::move(session.query_list(statement_, arguments), std::back_inserter(found));
  }
  return found;
}

}  // namespace boxoffice::app::audit
