#include "services/notifications/core/phrases.hpp"

#include <gtest/gtest.h>

#include <boost/mp11/algorithm.hpp>

#include <set>
#include <string>
#include <vector>

namespace boxoffice::services::notifications {
namespace {

template <class Enumeration>
std::vector<Enumeration> all_of() {
  std::vector<Enumeration> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enumeration>>(
      [&all](auto enumerator) { all.push_back(enumerator.value); });
  return all;
}

std::set<std::string> slots_of(std::string_view pattern) {
  std::set<std::string> slots;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    slots.emplace(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
  }
  return slots;
}

TEST(phrases, given_every_kind_and_language_then_there_is_a_text_with_the_same_slots) {
  for (const Kind kind : all_of<Kind>()) {
    SCOPED_TRACE(message_type(kind));
    const Text english = text_of(kind, Language::en);
    for (const Language language : all_of<Language>()) {
      const Text text = text_of(kind, language);
      EXPECT_FALSE(text.title.empty());
      EXPECT_FALSE(text.message.empty());
      EXPECT_EQ(slots_of(text.message), slots_of(english.message));
      if (language != Language::en) {
        EXPECT_NE(text.message, english.message) << "not translated";
      }
    }
  }
}

TEST(phrases, given_every_phrase_and_language_then_there_is_a_text_with_the_same_slots) {
  for (const Phrase phrase : all_of<Phrase>()) {
    const auto english = phrase_of(phrase, Language::en);
    SCOPED_TRACE(english);
    for (const Language language : all_of<Language>()) {
      const auto text = phrase_of(phrase, language);
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(slots_of(text), slots_of(english));
      if (language != Language::en) {
        EXPECT_NE(text, english) << "not translated";
      }
    }
  }
}

TEST(phrases, given_every_kind_then_its_message_type_and_group_are_its_own) {
  const std::set<std::string_view> groups{"order", "payment", "ticket", "event", "user"};
  std::set<std::string_view> types;
  for (const Kind kind : all_of<Kind>()) {
    types.insert(message_type(kind));
    EXPECT_TRUE(groups.contains(group_of(kind))) << message_type(kind);
  }
  EXPECT_EQ(types.size(), all_of<Kind>().size());
}

TEST(phrases, given_slots_when_filled_then_values_are_not_looked_into) {
  const Slots slots{{"event", "{total}"}, {"total", "EUR 1.00"}};

  EXPECT_EQ(fill("{event} costs {total}.{unknown}", slots), "{total} costs EUR 1.00.");
}

TEST(phrases, given_a_language_that_is_not_spoken_then_english) {
  EXPECT_EQ(language_of("de"), Language::de);
  EXPECT_EQ(language_of("fr"), Language::en);
  EXPECT_EQ(language_of(""), Language::en);
}

}  // namespace
}  // namespace boxoffice::services::notifications
