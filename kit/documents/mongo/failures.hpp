#pragma once

// What the driver's and the server's errors mean to callers. Only the .cpp files of this folder include it.

#include "kit/base/failure.hpp"

#include <cstdint>
#include <string_view>

namespace boxoffice::kit::documents {

/// There is no use in asking the server now: it cannot be reached or has stopped answering.
class ServerAway : public base::Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// A connection that had been made gave no answer: it was closed, or the server hangs.
class ConnectionLost : public ServerAway {
 public:
  using ServerAway::ServerAway;
};

/// The server does not take our name and password.
class LoginRefused : public ServerAway {
 public:
  using ServerAway::ServerAway;
};

/// Throws what a failed call means: one of these, base::Unavailable when the server cannot do it now, or
/// std::logic_error when it never will. `domain` and `code` are libmongoc's (error API 2), `message` is the whole text.
[[noreturn]] void throw_failure(std::uint32_t domain, std::uint32_t code, std::string_view message);

}  // namespace boxoffice::kit::documents
