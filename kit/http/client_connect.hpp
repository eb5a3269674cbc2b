#pragma once

// Opening a connection to a name or address.

#include "kit/http/client.hpp"
#include "kit/http/socket.hpp"
#include "kit/runtime/deadline.hpp"

namespace boxoffice::kit::http {

/// Connects `socket`, trying every address of the name in turn, until the earlier of the call's `deadline` and
/// `limit`; leaves `deadline` set. Throws base::Unavailable, or base::TimedOut at `deadline`.
runtime::Task<> connect(Socket& socket, runtime::Executor executor, Endpoint endpoint, runtime::Deadline deadline,
                        std::chrono::milliseconds limit);

}  // namespace boxoffice::kit::http
