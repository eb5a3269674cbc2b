#pragma once

// What all messages have in common. A message is a fact in the past tense: a described struct that carries everything
// its consumers need, so that they never call back. Consumers read it with kit::json::from_json_lenient.

#include "kit/json/json.hpp"

#include <concepts>
#include <string>
#include <string_view>

namespace boxoffice::contracts::messages {

/// A described struct that says its topic, its type and the id whose order of messages is kept.
template <class T>
concept Message = requires(const T& message) {
  { T::topic } -> std::convertible_to<std::string_view>;
  { T::type } -> std::convertible_to<std::string_view>;
  { message.subject() } -> std::convertible_to<std::string>;
};

/// The outbox entry of a message: `to_entry<kit::messaging::Outbox::Entry>(OrderCreated{...})`.
template <class Entry, Message M>
[[nodiscard]] Entry to_entry(const M& message) {
  return Entry{.topic = std::string(M::topic),
               .type = std::string(M::type),
               .subject = message.subject(),
               .data = kit::json::to_json(message)};
}

}  // namespace boxoffice::contracts::messages
