#pragma once

// How a process learns that it shall end: SIGTERM from a supervisor, SIGINT from a terminal.

namespace boxoffice::kit::runtime {

/// Blocks SIGTERM and SIGINT in the calling thread and in the threads it starts from now on. Called first in main(),
/// because a thread that does not block them would die of them.
void block_shutdown_signals();

/// Suspends the calling thread until SIGTERM or SIGINT comes, and returns which. From then on the calling thread takes
/// them as usual again: a second signal ends a process that hangs in its shutdown.
int wait_for_shutdown_signal();

}  // namespace boxoffice::kit::runtime
