#include "services/chat/core/message_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::chat {
namespace {

TEST(message_text, given_texts_then_only_real_ones_are_taken) {
  struct Case {
    std::string name;
    std::string text;
    bool is_taken;
  };
  std::string umlauts;
  for (std::size_t index = 0; index < message_limit; ++index) umlauts += "ü";
  for (const auto& [name, text, is_taken] : {
           Case{"one letter", "a", true},
           Case{"lines and tabs", "a\n\tb", true},
           Case{"as many characters as allowed, more bytes", umlauts, true},
           Case{"one character more", umlauts + "ü", false},
           Case{"nothing", "", false},
           Case{"white space", " \n\t ", false},
           Case{"a zero", std::string("a\0b", 3), false},
           Case{"an escape", "a\x1b[31m", false},
           Case{"delete", "a\x7f", false},
           Case{"not UTF-8", "a\xff", false},
       }) {
    SCOPED_TRACE(name);
    const auto parsed = MessageText::parse(text);
    EXPECT_EQ(parsed.has_value(), is_taken);
    if (!parsed) {
      EXPECT_EQ(parsed.error().fields.front().pointer, "/message");
    }
  }
}

TEST(client_id, given_texts_then_only_short_plain_ones_are_taken) {
  struct Case {
    std::string text;
    bool is_taken;
  };
  for (const auto& [text, is_taken] : {
           Case{"a", true},
           Case{"0193580a-0004-7000-8000-000000000001", true},
           Case{std::string(client_id_limit, 'x'), true},
           Case{std::string(client_id_limit + 1, 'x'), false},
           Case{"", false},
           Case{"a b", false},
           Case{"ü", false},
       }) {
    SCOPED_TRACE(text);
    EXPECT_EQ(ClientId::parse(text).has_value(), is_taken);
  }
}

}  // namespace
}  // namespace boxoffice::services::chat
