#pragma once

// The published keys of the users service (JWK Set, RFC 7517): fetched, kept on disk, looked up by id.

#include "kit/auth/token.hpp"
#include "kit/base/time.hpp"
#include "kit/runtime/task.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::auth {

/// Where the key set comes from. Called by one coroutine at a time.
class KeySource {
 public:
  virtual ~KeySource() = default;
  /// The JWK Set as text. Throws base::Unavailable.
  virtual runtime::Task<std::string> fetch() = 0;
};

/// Safe from any thread. The source and the clock outlive it; waits on the source happen on the caller's thread.
class UserKeys {
 public:
  /// Starts with what `file` holds from an earlier run, if anything.
  UserKeys(std::unique_ptr<KeySource> source, std::filesystem::path file, const base::Clock& clock);
  ~UserKeys();

  /// The key, fetching the set when it does not have it: at most once a second, and callers that come meanwhile wait
  /// for that answer. nullopt when the users service does not know it; throws base::Unavailable when it cannot be
  /// asked.
  runtime::Task<std::optional<PublicKey>> find(std::string key_id);

  /// False until a set was read or fetched.
  [[nodiscard]] bool has_keys() const;

  /// Fetches the set now, or waits for who does. Throws base::Unavailable; the known keys stay.
  runtime::Task<> refresh();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// The ES256 keys of a JWK Set; other keys are passed over. Empty when the text is not a JWK Set.
[[nodiscard]] std::vector<PublicKey> parse_key_set(const std::string& text);

}  // namespace boxoffice::kit::auth
