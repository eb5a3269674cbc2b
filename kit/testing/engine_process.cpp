#include "kit/testing/engine_process.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace boxoffice::kit::testing {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds start_limit{60};  // a busy machine is slow

}  // namespace

EngineProcess::EngineProcess(Options options) : options_(std::move(options)), port_(free_ports(options_.ports)) {
  std::filesystem::create_directory(directory_ / "engine");
  for (const auto& [name, text] : options_.files) std::ofstream(directory_ / "engine" / name) << text;
  start();
}

void EngineProcess::start() {
  if (process_) return;
  const auto output = directory_ / "engine.log";
  process_.emplace(ChildProcess::Options{.command = {BOXOFFICE_SOURCE_DIR "/deploy/native/engines/run", options_.engine,
                                                     (directory_ / "engine").string(), std::to_string(port_)},
                                         .output = output});
  const auto give_up_at = Steady::now() + start_limit;
  while (!options_.is_ready(port_)) {
    if (process_->has_ended() || Steady::now() >= give_up_at) {
      process_.reset();
      throw std::runtime_error(fmt::format("The engine {} does not start: {}", options_.engine, text_of(output)));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

void EngineProcess::stop() {
  if (process_) process_->end(SIGTERM);
  process_.reset();
}

void EngineProcess::kill() {
  process_.reset();
}

void EngineProcess::freeze() {
  process_.value().freeze();
}

void EngineProcess::thaw() {
  process_.value().thaw();
}

}  // namespace boxoffice::kit::testing
