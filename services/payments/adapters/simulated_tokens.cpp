#include "services/payments/adapters/simulated_tokens.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::services::payments {

namespace {

using std::chrono::milliseconds;

enum class Delay : std::uint8_t { none, timeout, late };

struct Token {
  std::string_view name;
  ChargeStatus ends_as = ChargeStatus::succeeded;
  Delay delay = Delay::none;
  int webhooks = 0;
};

constexpr milliseconds timeout_delay{5000};
constexpr std::uint64_t random_successes_of_ten = 9;
constexpr std::string_view random_token_name = "tok_random";

// Webhooks tell what the answer to the charge could not say; a charge that is decided at once needs none.
constexpr std::array tokens{
    Token{.name = "tok_visa"},
    Token{.name = "tok_declined", .ends_as = ChargeStatus::declined},
    Token{.name = "tok_insufficient_funds", .ends_as = ChargeStatus::insufficient_funds},
    Token{.name = "tok_timeout", .delay = Delay::timeout, .webhooks = 1},
    Token{.name = "tok_duplicate_webhook", .webhooks = 2},
    Token{.name = "tok_late_webhook", .delay = Delay::late, .webhooks = 1},
    Token{.name = random_token_name},
};

milliseconds duration_of(Delay delay, milliseconds late) {
  switch (delay) {
    case Delay::none:
      return milliseconds{0};
    case Delay::timeout:
      return timeout_delay;
    case Delay::late:
      return late;
  }
  return milliseconds{0};
}

}  // namespace

std::optional<ChargePlan> plan_for(std::string_view token, kit::base::Random& random, milliseconds late) {
  const auto found = std::ranges::find(tokens, token, &Token::name);
  if (found == tokens.end()) return std::nullopt;
  ChargePlan plan{
      .ends_as = found->ends_as, .settles_after = duration_of(found->delay, late), .webhooks = found->webhooks};
  if (found->name == random_token_name && kit::base::uniform(random, 10) >= random_successes_of_ten) {
    plan.ends_as = ChargeStatus::declined;
  }
  return plan;
}

bool is_simulated_token(std::string_view token) {
  return std::ranges::find(tokens, token, &Token::name) != tokens.end();
}

}  // namespace boxoffice::services::payments
