#include "services/events/core/folding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::services::events {
namespace {

TEST(folding, given_text_then_words_without_case_accents_and_punctuation) {
  struct Case {
    std::string text;
    std::string folded;
  };
  const Case cases[] = {
      {"", ""},
      {" \t ", ""},
      {"Night Train", "night train"},
      {"  Rock'n'Roll -- 2026! ", "rock n roll 2026"},
      {"Zürich", "zurich"},
      {"Zu\u0308rich", "zurich"},  // u and a combining diaeresis
      {"STRASSE Straße GROẞ", "strasse strasse gross"},
      {"Łódź, Kraków, Gdańsk", "lodz krakow gdansk"},
      {"Œuvre Ærø Þór", "oeuvre aero thor"},
      {"Đà Nẵng Huế", "da nang hue"},
      {"İstanbul ılık", "istanbul ilik"},
      {"București Iași", "bucuresti iasi"},
      {"Москва ЁЛКА", "москва ёлка"},
      {"ΑΘΗΝΑ", "αθηνα"},
      {"東京 “jazz” – 5€", "東京 jazz 5"},
      {"a\u00A0b\u3000c", "a b c"},
      {"fire 🔥 works", "fire works"},
      {"\xFF\xC3", ""},
      {"ok\x80go", "okgo"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    EXPECT_EQ(folded(each.text), each.folded);
  }
}

TEST(folding, given_text_then_each_word_once_up_to_the_limit) {
  EXPECT_EQ(folded_words("To be, or not to BE", 10), (std::vector<std::string>{"to", "be", "or", "not"}));
  EXPECT_EQ(folded_words("a b c d", 2), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(folded_words("\"*-()", 10).empty());
}

}  // namespace
}  // namespace boxoffice::services::events
