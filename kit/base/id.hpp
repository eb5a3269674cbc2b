#pragma once

// Identifiers: strong types over UUIDv7 text (RFC 9562), so that an order's id cannot be passed for a ticket's.

#include "kit/base/random.hpp"
#include "kit/base/time.hpp"

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::kit::base {

/// The id of one kind of thing; `Tag` is only a name. Default-constructed it is empty, which no stored thing has.
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string value) : value_(std::move(value)) {}

  [[nodiscard]] const std::string& str() const { return value_; }
  [[nodiscard]] bool empty() const { return value_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  std::string value_;
};

/// True for the canonical text form of any UUID: 36 characters, lower-case hex, dashes in place.
[[nodiscard]] bool is_uuid(std::string_view text);

/// Makes UUIDv7 strings (RFC 9562, section 5.7): sortable by creation time. Safe from any thread if its parts are.
class IdGenerator {
 public:
  IdGenerator(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  [[nodiscard]] std::string next() const;

  template <class IdType>
  [[nodiscard]] IdType next_as() const {
    return IdType{next()};
  }

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace boxoffice::kit::base

template <class Tag>
struct std::hash<boxoffice::kit::base::Id<Tag>> {
  std::size_t operator()(const boxoffice::kit::base::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.str());
  }
};
