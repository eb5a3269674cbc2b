#pragma once

// What the server answered, copied out of the driver's memory.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace boxoffice::kit::cache {

/// A command: its name and arguments.
using Words = std::vector<std::string>;

struct Reply {
  struct Error {
    std::string text{};  // "CODE sentence"
  };

  std::variant<std::monostate, std::int64_t, std::string, std::vector<Reply>, Error> value{};

  // Null when the reply is of another kind.
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
  [[nodiscard]] const std::int64_t* number() const { return std::get_if<std::int64_t>(&value); }
  [[nodiscard]] const std::vector<Reply>* items() const { return std::get_if<std::vector<Reply>>(&value); }
  [[nodiscard]] const Error* error() const { return std::get_if<Error>(&value); }
};

}  // namespace boxoffice::kit::cache
