#include "app/dead_letters.hpp"

#include "contracts/topics.hpp"
#include "kit/base/failure.hpp"
#include "kit/json/writer.hpp"
#include "kit/messaging/open.hpp"
#include "kit/sql/sqlite/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <utility>

namespace boxoffice::app {

namespace {

constexpr std::size_t letters_of_a_topic = 10'000;  // more are found once these are replayed
constexpr std::size_t longest_reason = 80;          // characters in the table; the JSON has all of it

std::vector<std::string> chosen_topics(const std::string& topic) {
  if (!topic.empty()) return {topic};
  return {contracts::topics::all.begin(), contracts::topics::all.end()};
}

/// One line whatever the reason was: it comes from a message that somebody may have made.
std::string shown(std::string reason) {
  std::ranges::replace_if(reason, [](unsigned char character) { return character < ' ' || character == 0x7f; }, ' ');
  if (reason.size() > longest_reason) reason = reason.substr(0, longest_reason) + "...";
  return reason;
}

}  // namespace

std::unique_ptr<kit::messaging::MessageLog> open_existing_log(const std::string& url, const kit::base::Clock& clock) {
  const auto folder = kit::sql::sqlite_folder(url);
  if (folder && !std::filesystem::exists(*folder)) {
    throw kit::base::StartupError(fmt::format(
        "there are no messages in {}. Start Boxoffice with ./deploy.sh, or set BOXOFFICE_HOME to where its data lies.",
        folder->string()));
  }
  return kit::messaging::open_message_log(url, clock);
}

kit::runtime::Task<DeadLetters> find_dead_letters(kit::messaging::MessageLog& log, DeadLetterChoice choice) {
  DeadLetters found;
  for (auto& topic : chosen_topics(choice.topic)) {
    auto letters = co_await kit::messaging::dead_letters(log, topic, std::nullopt, letters_of_a_topic);
    std::ranges::move(letters, std::back_inserter(found));
  }
  if (!choice.message_id.empty()) {
    std::erase_if(found, [&](const auto& letter) { return letter.message.id != choice.message_id; });
  }
  co_return found;
}

kit::runtime::Task<> replay_all(kit::messaging::MessageLog& log, DeadLetters letters) {
  for (auto& letter : letters) co_await kit::messaging::replay(log, std::move(letter));
}

std::string to_table(const DeadLetters& letters) {
  if (letters.empty()) return "No dead letters.\n";
  std::string text =
      fmt::format("{:<24} {:<20} {:<14} {:<24} {:<36} {}\n", "died at", "topic", "group", "type", "id", "reason");
  for (const auto& letter : letters) {
    text +=
        fmt::format("{:<24} {:<20} {:<14} {:<24} {:<36} {}\n", kit::base::to_rfc3339(letter.failed_at),
                    letter.message.topic, letter.group, letter.message.type, letter.message.id, shown(letter.reason));
  }
  return text;
}

std::string to_json(const DeadLetters& letters) {
  kit::json::Writer writer;
  writer.begin_object().name("items").begin_array();
  for (const auto& letter : letters) {
    writer.begin_object()
        .member("id", letter.message.id)
        .member("topic", letter.message.topic)
        .member("group", letter.group)
        .member("type", letter.message.type)
        .member("subject", letter.message.subject)
        .member("failedAt", kit::base::to_rfc3339(letter.failed_at))
        .member("reason", letter.reason)
        .end_object();
  }
  return writer.end_array().end_object().take();
}

}  // namespace boxoffice::app
