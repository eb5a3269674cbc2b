#include "services/events/adapters/collection.hpp"

namespace boxoffice::services::events {

kit::runtime::Task<kit::documents::DocumentStore*> Collection::open() {
  if (!is_ready_) {
    co_await store_.ensure_collection(name_, indexed_);
    is_ready_ = true;
  }
  co_return &store_;
}

}  // namespace boxoffice::services::events
