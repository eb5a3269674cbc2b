#pragma once

// One connection of a Server from its acceptance to its end: requests one after the other, each answered before the
// next is read (RFC 9112, section 9.3.2).

#include "kit/http/listener.hpp"
#include "kit/http/server_shared.hpp"
#include "kit/runtime/task.hpp"

namespace boxoffice::kit::http {

/// Serves the connection; ends when it is closed. Runs on the thread's executor.
runtime::Task<> serve_connection(ServerShared& server, ServerThread& thread, AcceptedSocket accepted,
                                 ConnectionSlot slot);

/// Answers 503 without reading, for a connection beyond the limit.
runtime::Task<> turn_away(ServerShared& server, ServerThread& thread, AcceptedSocket accepted, ConnectionSlot slot);

}  // namespace boxoffice::kit::http
