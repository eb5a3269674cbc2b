#pragma once

// Idempotency keys (draft-ietf-httpapi-idempotency-key-header): an answer is stored in the transaction of its effect,
// and a repeat gets it byte for byte.
//
// A use case that keeps the key itself (Idempotency::in_use_case) calls begin() in its first transaction and finish()
// in its last one; both may be the same. Everything between may be done again by an attempt that takes over after the
// lease, so it is idempotent by the resource's id.

#include "kit/base/error.hpp"
#include "kit/base/time.hpp"
#include "kit/http/call.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/migrations.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::idempotency {

inline constexpr std::chrono::seconds lease{15};  // how long a running request keeps others out
inline constexpr std::chrono::hours kept_for{48};

/// Table idempotency_keys (caller, route, key) -> fingerprint, attempt, lease_until, resource_id, status, body,
/// created_at.
[[nodiscard]] std::vector<sql::Migration> idempotency_migrations();

/// What begin() found.
struct Begun {
  std::optional<http::Rendered> replay{};    // done before: answer this
  std::optional<std::string> resource_id{};  // taken over from an attempt that did not finish: go on with this id
};

/// Takes the key for a lease inside `transaction`. `resource_id` is remembered when the key is new, so that an attempt
/// that takes over finds what the first one made. REQUEST_IN_PROGRESS while another attempt's lease lives;
/// IDEMPOTENCY_KEY_REUSED when the fingerprint differs.
[[nodiscard]] base::Result<Begun> begin(sql::Transaction& transaction, const http::KeyedRequest& request,
                                        base::Timestamp now, std::string resource_id);

/// Stores the answer. Throws base::Unavailable, which undoes the transaction, when another attempt that took over was
/// faster, or the key was freed meanwhile: a repeat then gets that one's answer, and the effect stands once or not at
/// all.
void finish(sql::Transaction& transaction, const http::KeyedRequest& request, int status, const std::string& body);

/// Frees the key: the attempt ended in something that must not be stored. A stored answer stays, and so does the lease
/// of an attempt that has taken over.
void release(sql::Transaction& transaction, const http::KeyedRequest& request);

/// True for answers that a repeat shall get again: 2xx, 402, and 409 with SOLD_OUT, SALES_CLOSED or LIMIT_EXCEEDED.
[[nodiscard]] bool is_stored(int status, std::string_view code);

/// For routes declared Idempotency::optional, whose handlers call finish() in the transaction of their effect.
/// `database` and `clock` outlive it.
[[nodiscard]] std::unique_ptr<http::IdempotencyHook> make_hook(sql::Database& database, const base::Clock& clock);

/// Deletes keys older than kept_for, a bounded number at a time. Outlived by `database` and `clock`.
[[nodiscard]] runtime::Worker idempotency_pruner(sql::Database& database, const base::Clock& clock);

}  // namespace boxoffice::kit::idempotency
