#include "kit/auth/verified_tokens.hpp"

#include <utility>

namespace boxoffice::kit::auth {

std::optional<http::Principal> VerifiedTokens::find(const std::string& digest, base::Timestamp now) {
  const std::scoped_lock lock(mutex_);
  auto found = young_.find(digest);
  if (found == young_.end()) {
    auto node = old_.extract(digest);
    if (node.empty()) return std::nullopt;
    make_room();
    found = young_.insert(std::move(node)).position;
  }
  if (now < found->second.expires_at) return found->second.principal;
  young_.erase(found);
  return std::nullopt;
}

void VerifiedTokens::add(std::string digest, http::Principal principal, base::Timestamp expires_at) {
  const std::scoped_lock lock(mutex_);
  make_room();
  old_.erase(digest);
  young_.insert_or_assign(std::move(digest), Entry{.principal = std::move(principal), .expires_at = expires_at});
}

std::size_t VerifiedTokens::size() const {
  const std::scoped_lock lock(mutex_);
  return young_.size() + old_.size();
}

void VerifiedTokens::make_room() {
  if (young_.size() < generation_limit_) return;
  old_ = std::exchange(young_, {});
}

}  // namespace boxoffice::kit::auth
