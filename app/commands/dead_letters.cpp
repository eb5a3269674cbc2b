#include "app/dead_letters.hpp"
#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace boxoffice::app {

namespace {

struct Options {
  DeadLetterChoice choice{};
  bool all = false;
  bool as_json = false;
};

/// Finds the chosen letters, and replays them if that is asked for.
kit::runtime::Task<> work(kit::messaging::MessageLog& log, const Options& options, bool is_replay,
                          DeadLetters& letters) {
  letters = co_await find_dead_letters(log, options.choice);
  if (is_replay) co_await replay_all(log, letters);
}

int dead_letters(const Options& options, bool is_replay) {
  const Configuration configuration = load_configuration().configuration;
  const kit::base::SystemClock clock;
  kit::runtime::IoThreads io(1);
  io.start();
  const auto log = open_existing_log(configuration.messaging_url, clock);
  DeadLetters letters;
  kit::service::run_blocking(io.executor(0), work(*log, options, is_replay, letters));
  if (is_replay && letters.empty() && !options.all) {
    throw kit::base::StartupError(
        fmt::format("there is no dead letter {}; boxoffice dead-letters lists them.", options.choice.message_id));
  }
  fmt::print("{}", options.as_json ? to_json(letters) + "\n" : to_table(letters));
  if (is_replay && !options.as_json) fmt::print("Replayed: {}.\n", letters.size());
  return 0;
}

void require_a_choice(const Options& options) {
  if (options.all == !options.choice.message_id.empty()) {
    throw CLI::ValidationError("replay", "say which message by its ID, or --all");
  }
}

}  // namespace

void add_dead_letters(CLI::App& program, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  auto* command = program.add_subcommand(
      "dead-letters",
      "Messages that a service could not apply, while Boxoffice runs: list them, or let them try again.");
  command->add_option("--topic", options->choice.topic, "Only of this topic: order-events, ...");
  command->add_flag("--json", options->as_json, "Print JSON");
  command->require_subcommand(0, 1);
  command->add_subcommand("list", "List those that wait; the same as without this word.")->fallthrough();
  auto* replay = command->add_subcommand("replay", "Publish again, for the service alone that could not apply it.");
  replay->fallthrough();
  replay->add_option("id", options->choice.message_id, "Of the message, as listed");
  replay->add_flag("--all", options->all, "Every one that is listed");
  replay->callback([options] { require_a_choice(*options); });
  command->callback([options, replay, &invocation] {
    invocation.run = [options, is_replay = replay->parsed()] { return dead_letters(*options, is_replay); };
  });
}

}  // namespace boxoffice::app
