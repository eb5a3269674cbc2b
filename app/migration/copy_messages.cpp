#include "app/migration/copy_messages.hpp"

#include "contracts/topics.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::app::migration {

namespace {

using kit::messaging::MessageLog;
using kit::runtime::Task;

constexpr std::size_t batch_limit = 512;
constexpr std::chrono::milliseconds longest_wait{500};
constexpr auto reader = "migration";  // its place in the topics is what makes a second call go on

std::vector<std::string> topics() {
  std::vector<std::string> names;
  for (const auto topic : contracts::topics::all) {
    names.emplace_back(topic);
    names.push_back(contracts::topics::dead_letters(topic));
  }
  return names;
}

Task<bool> is_read(MessageLog& log) {
  const auto lags = co_await log.lag(reader, topics());
  co_return std::ranges::all_of(lags, [](const kit::messaging::Lag& lag) { return lag.messages == 0; });
}

}  // namespace

Task<std::int64_t> copy_messages(MessageLog& from, MessageLog& to, Progress& progress) {
  const auto consumer = from.subscribe(reader, topics());
  std::int64_t copied = 0;
  while (!co_await is_read(from)) {
    const auto received = co_await consumer->poll(batch_limit, longest_wait);
    if (received.empty()) continue;
    std::vector<kit::messaging::Message> messages;
    messages.reserve(received.size());
    for (const auto& each : received) messages.push_back(each.message);
    co_await to.publish(std::move(messages));
    co_await consumer->commit(received);
    copied += static_cast<std::int64_t>(received.size());
    progress.at("messages", "published:", copied);
  }
  co_return copied;
}

}  // namespace boxoffice::app::migration
