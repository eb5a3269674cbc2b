#pragma once

// Coroutines of the product. A Task runs on the io thread that awaits it; it starts when awaited.
// Parameters are passed by value or refer to what the composition root owns; never string_view or span
// (docs/style-cpp.md, "Coroutines").

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace boxoffice::kit::runtime {

template <class T = void>
using Task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace boxoffice::kit::runtime
