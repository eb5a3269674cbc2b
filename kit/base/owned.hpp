#pragma once

// Ownership of what a C library has made.

#include <memory>

namespace boxoffice::kit::base {

template <auto destroy>
struct Destroy {
  void operator()(auto* made) const { destroy(made); }
};

/// `destroy` is the function of the library that undoes the making.
template <class T, auto destroy>
using Owned = std::unique_ptr<T, Destroy<destroy>>;

}  // namespace boxoffice::kit::base
