#include "services/tickets/adapters/ticket_codes.hpp"

#include "services/tickets/tests/examples.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::tickets {
namespace {

const contracts::TicketId id{"0196aabb-ccdd-7eef-8011-223344556677"};

TEST(ticket_codes, given_ticket_then_its_code_reads_back) {
  const TicketCodes codes(kit::config::Secret{"a key of at least thirty-two byte"});

  const std::string code = codes.code_of(id);

  EXPECT_EQ(code.size(), 49U);
  EXPECT_TRUE(code.starts_with("BX1."));
  EXPECT_EQ(codes.read(code), id);
  EXPECT_EQ(codes.code_of(id), code) << "the same every time";
}

TEST(ticket_codes, given_text_that_we_did_not_make_then_refused) {
  const TicketCodes codes(kit::config::Secret{"a key of at least thirty-two byte"});
  const TicketCodes others(kit::config::Secret{"another key, as long as the first"});
  const std::string code = codes.code_of(id);
  std::string changed_id = code;
  changed_id[5] = changed_id[5] == 'A' ? 'B' : 'A';
  std::string changed_tag = code;
  changed_tag[30] = changed_tag[30] == 'A' ? 'B' : 'A';
  const auto tag_at = code.rfind('.');
  const struct {
    std::string_view name;
    std::string code;
  } cases[] = {
      {"empty", ""},
      {"only the prefix", "BX1."},
      {"no tag", code.substr(0, tag_at)},
      {"empty tag", code.substr(0, tag_at + 1)},
      {"truncated tag", code.substr(0, code.size() - 1)},
      {"half a tag", code.substr(0, code.size() - 11)},
      {"longer", code + "A"},
      {"another id", changed_id},
      {"another tag", changed_tag},
      {"another key", others.code_of(id)},
      {"another version", "BX2" + code.substr(3)},
      {"the bare id", id.str()},
      {"not base64url", "BX1.???.???"},
      {"an id of one byte", "BX1.AA." + code.substr(tag_at + 1)},
  };

  for (const auto& each : cases) {
    SCOPED_TRACE(each.name);
    EXPECT_EQ(codes.read(each.code), std::nullopt);
  }
}

}  // namespace
}  // namespace boxoffice::services::tickets
