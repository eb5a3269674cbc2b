#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/seed/seeding.hpp"
#include "kit/auth/key_files.hpp"
#include "kit/base/failure.hpp"
#include "kit/base/random.hpp"
#include "kit/config/env_file.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

namespace boxoffice::app {

namespace {

constexpr std::chrono::minutes seeding_limit{2};
constexpr std::size_t password_bytes = 15;

seed::Credentials admin_of(const Configuration& configuration) {
  const auto file = configuration.secrets() / "admin.env";
  const auto text = kit::auth::read_private_file(file);
  if (!text) {
    throw kit::base::StartupError(
        fmt::format("there is no {}. Start Boxoffice first: ./deploy.sh makes its administrator.", file.string()));
  }
  return {.username = kit::config::value_in(*text, "ADMIN_USERNAME").value_or(""),
          .password = kit::config::value_in(*text, "ADMIN_PASSWORD").value_or("")};
}

/// Made once and kept, so that people can sign in as one of the demo buyers.
std::string buyers_password(const Configuration& configuration) {
  const auto file = configuration.secrets() / "demo.env";
  kit::base::SystemRandom random;
  const auto content = fmt::format("DEMO_USERNAME={}\nDEMO_PASSWORD={}\n", seed::demo_buyers().front().username,
                                   kit::base::random_token(random, password_bytes));
  return kit::config::value_in(kit::auth::read_or_create_private_file(file, content), "DEMO_PASSWORD").value_or("");
}

void tell(const std::string& line) {
  fmt::print("   {}\n", line);
  (void)std::fflush(stdout);  // somebody is watching
}

kit::runtime::Task<> run_seeding(seed::Seeding& seeding) {
  co_await seeding.run();
}

void seed_demo_data(const Configuration& configuration) {
  const auto admin = admin_of(configuration);
  const kit::base::SystemClock clock;
  kit::runtime::IoThreads io(1);
  kit::http::Client client(io, {});
  const seed::GatewayClient gateway(client, configuration.directory.at("gateway").front(),
                                    kit::runtime::Deadline::after(seeding_limit));
  seed::Seeding seeding({.gateway = gateway,
                         .clock = clock,
                         .admin = admin,
                         .buyers_password = buyers_password(configuration),
                         .tell = tell});
  io.start();
  kit::service::run_blocking(io.executor(0), run_seeding(seeding));
  io.stop();
}

/// For ./deploy.sh, which calls it at every start.
void seed_first_start(const Configuration& configuration) {
  const auto mark = configuration.data() / "seeded";
  if (!configuration.lab || !configuration.seed || std::filesystem::exists(mark)) return;
  fmt::print("-- making demo data\n");
  (void)std::fflush(stdout);
  seed_demo_data(configuration);
  const std::ofstream made(mark);  // not made: the next start looks again and finds nothing to do
}

int run(bool once) {
  const Configuration configuration = load_configuration().configuration;
  if (once) {
    seed_first_start(configuration);
  } else {
    seed_demo_data(configuration);
  }
  return 0;
}

}  // namespace

void add_seed(CLI::App& program, Invocation& invocation) {
  auto once = std::make_shared<bool>(false);
  auto* command = program.add_subcommand(
      "seed", "Fill the running system with demo events and a few orders; again: complete what is missing.");
  command->add_flag("--once", *once, "Only in lab mode, without BOXOFFICE_SEED=off, and when it was not done before");
  command->callback([once, &invocation] { invocation.run = [once] { return run(*once); }; });
}

}  // namespace boxoffice::app
