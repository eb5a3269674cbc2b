#include "kit/auth/user_keys.hpp"

#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/reader.hpp"
#include "kit/runtime/bell.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

namespace boxoffice::kit::auth {

namespace {

constexpr std::size_t key_limit = 16;
constexpr std::chrono::milliseconds least_pause{1'000};
constexpr std::chrono::milliseconds wait_limit{5'000};

/// What a caller does who wants the key set fetched.
enum class Turn : std::uint8_t { fetch, wait, too_soon };

}  // namespace

struct UserKeys::State {
  const std::unique_ptr<KeySource> source;
  const std::filesystem::path file;
  const base::Clock& clock;
  const runtime::Bell fetched{};

  std::mutex mutex{};  // guards what follows
  std::vector<PublicKey> keys{};
  std::string text{};  // of `keys`
  bool is_fetching = false;
  bool has_succeeded = false;  // the last attempt
  std::optional<std::chrono::steady_clock::time_point> attempted_at{};

  [[nodiscard]] std::optional<PublicKey> known(const std::string& key_id) {
    const std::scoped_lock lock(mutex);
    const auto found = std::ranges::find(keys, key_id, &PublicKey::id);
    if (found == keys.end()) return std::nullopt;
    return *found;
  }

  [[nodiscard]] Turn take_turn(bool is_patient) {
    const std::scoped_lock lock(mutex);
    if (is_fetching) return Turn::wait;
    const auto now = clock.steady_now();
    if (is_patient && attempted_at && now - *attempted_at < least_pause) return Turn::too_soon;
    attempted_at = now;
    is_fetching = true;
    has_succeeded = false;
    return Turn::fetch;
  }

  void end_turn() {
    {
      const std::scoped_lock lock(mutex);
      is_fetching = false;
    }
    fetched.ring();
  }

  [[nodiscard]] bool succeeded() {
    const std::scoped_lock lock(mutex);
    return has_succeeded;
  }

  /// True when the text is another than before.
  [[nodiscard]] bool take(std::vector<PublicKey> new_keys, const std::string& new_text) {
    const std::scoped_lock lock(mutex);
    keys = std::move(new_keys);
    has_succeeded = true;
    return std::exchange(text, new_text) != new_text;
  }
};

namespace {

/// Lets the others go on however the fetch ends, cancellation included.
template <class State>
class Fetching {
 public:
  explicit Fetching(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~Fetching() { state_->end_turn(); }
  Fetching(const Fetching&) = delete;
  Fetching& operator=(const Fetching&) = delete;

 private:
  std::shared_ptr<State> state_;
};

template <class State>
runtime::Task<> fetch(std::shared_ptr<State> state) {
  const Fetching<State> turn(state);
  const std::string text = co_await state->source->fetch();
  auto keys = parse_key_set(text);
  if (keys.empty()) throw base::Unavailable("the users service published no usable key");
  const bool is_new = state->take(std::move(keys), text);
  // A few hundred bytes, and only when keys change. Without the file all works until a start while users is away.
  if (is_new) static_cast<void>(replace_public_file(state->file, text));
}

/// Fetches, or waits for who does; a patient caller keeps a pause after the last attempt.
template <class State>
runtime::Task<> ask(std::shared_ptr<State> state, bool is_patient) {
  const auto heard = state->fetched.rings();
  switch (state->take_turn(is_patient)) {
    case Turn::fetch:
      co_await fetch(state);
      break;
    case Turn::wait:
      co_await state->fetched.wait_after(heard, runtime::Deadline::after(wait_limit));
      break;
    case Turn::too_soon:
      break;
  }
}

}  // namespace

UserKeys::UserKeys(std::unique_ptr<KeySource> source, std::filesystem::path file, const base::Clock& clock)
    : state_(std::make_shared<State>(std::move(source), std::move(file), clock)) {
  if (const auto text = read_public_file(state_->file)) {
    state_->keys = parse_key_set(*text);
    state_->text = *text;
  }
}

UserKeys::~UserKeys() = default;

runtime::Task<std::optional<PublicKey>> UserKeys::find(std::string key_id) {
  const auto state = state_;
  if (auto key = state->known(key_id)) co_return key;
  co_await ask(state, true);
  if (auto key = state->known(key_id)) co_return key;
  if (!state->succeeded()) throw base::Unavailable("the keys of the users service cannot be fetched");
  co_return std::nullopt;
}

bool UserKeys::has_keys() const {
  const std::scoped_lock lock(state_->mutex);
  return !state_->keys.empty();
}

runtime::Task<> UserKeys::refresh() {
  const auto state = state_;
  co_await ask(state, false);
  if (!state->succeeded()) throw base::Unavailable("the keys of the users service cannot be fetched");
}

std::vector<PublicKey> parse_key_set(const std::string& text) {
  std::vector<PublicKey> keys;
  const auto set = json::parse(text);
  if (!set) return keys;
  const auto list = set->get("keys");
  if (!list) return keys;
  for (const json::Value& value : list->items()) {
    if (keys.size() == key_limit) break;
    if (auto key = PublicKey::from_jwk(value.text())) keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace boxoffice::kit::auth
