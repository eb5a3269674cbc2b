// Codes of tickets: none but ours are read. An input is what a camera saw, or "change <position> <text>": a code of
// ours with other text at that place.

#include "kit/base/ensure.hpp"
#include "kit/base/id.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"
#include "services/tickets/adapters/ticket_codes.hpp"

#include <string>

namespace boxoffice {

namespace {

using kit::base::ensure;

void check(const services::tickets::TicketCodes& codes, std::string_view text) {
  const auto id = codes.read(text);
  if (!id) return;
  ensure(kit::base::is_uuid(id->str()), "a code names a ticket");
  ensure(codes.code_of(*id) == text, "a ticket has one code");
}

}  // namespace

void kit::testing::test_one_input(std::string_view input) {
  constexpr std::string_view change = "change ";
  const services::tickets::TicketCodes codes(kit::config::Secret{std::string(32, 'k')});
  check(codes, input);
  if (!input.starts_with(change)) return;
  const contracts::TicketId ticket{"018f6b3e-7a10-7cc1-9b1d-0123456789ab"};
  const std::string ours = codes.code_of(ticket);
  const std::string text = edited(ours, input.substr(change.size()));
  ensure(codes.read(text).has_value() == (text == ours), "our code is read, and no changed one");
  ensure(codes.read(ours) == ticket, "it names its ticket");
}

}  // namespace boxoffice
