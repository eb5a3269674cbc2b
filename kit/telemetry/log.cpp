#include "kit/telemetry/log.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/time.hpp"
#include "kit/telemetry/line_format.hpp"
#include "kit/telemetry/repetition_limit.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <unistd.h>
#include <mutex>

namespace boxoffice::kit::telemetry {

namespace {

constexpr std::size_t rotated_files = log_files_kept - 1;  // beside the one that is written
constexpr std::uint32_t repetitions_per_second = 20;

std::shared_ptr<spdlog::logger> open(const LogOptions& options) {
  try {
    spdlog::sink_ptr sink;
    if (options.file) {
      sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file->string(), options.file_limit_bytes,
                                                                    rotated_files);
    } else {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    auto logger = std::make_shared<spdlog::logger>(options.service, std::move(sink));
    logger->set_level(spdlog::level::trace);
    logger->set_pattern("%v");
    // To the kernel after each line: what a killed process said last is what one wants to read.
    logger->flush_on(spdlog::level::trace);
    return logger;
  } catch (const spdlog::spdlog_ex& failure) {
    throw base::StartupError(fmt::format("The log file {} cannot be opened ({}); make its folder writable.",
                                         options.file->string(), failure.what()));
  }
}

}  // namespace

struct Log::State {
  std::string service;
  Level level = Level::info;
  bool readable = false;
  std::shared_ptr<spdlog::logger> logger{};  // null: a capturing log
  RepetitionLimit repetitions{repetitions_per_second};
  std::mutex mutex{};  // guards lines
  std::vector<std::string> lines{};

  void keep(std::string_view text) {
    const std::scoped_lock lock(mutex);
    lines.emplace_back(text);
  }
};

std::optional<Level> parse_level(std::string_view text) {
  for (const Level level : {Level::debug, Level::info, Level::warn, Level::error, Level::off}) {
    if (text == to_string(level)) return level;
  }
  return std::nullopt;
}

Log::Log(const LogOptions& options) : state_(std::make_shared<State>()) {
  state_->service = options.service;
  state_->level = options.level;
  state_->readable = !options.file && ::isatty(STDERR_FILENO) == 1;
  state_->logger = open(options);
}

Log Log::capturing(std::string service) {
  auto state = std::make_shared<State>();
  state->service = std::move(service);
  state->level = Level::debug;
  return Log(std::move(state));
}

void Log::debug(std::string_view event, Fields fields, const runtime::Context& context) const {
  write(Level::debug, event, fields, context);
}

void Log::info(std::string_view event, Fields fields, const runtime::Context& context) const {
  write(Level::info, event, fields, context);
}

void Log::warn(std::string_view event, Fields fields, const runtime::Context& context) const {
  write(Level::warn, event, fields, context);
}

void Log::error(std::string_view event, Fields fields, const runtime::Context& context) const {
  write(Level::error, event, fields, context);
}

std::vector<std::string> Log::captured() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->lines;
}

void Log::write(Level level, std::string_view event, Fields fields, const runtime::Context& context) const {
  if (level < state_->level) return;
  std::uint64_t suppressed = 0;
  if (level >= Level::warn && state_->logger) {
    const auto admitted = state_->repetitions.admit(event, std::chrono::steady_clock::now());
    if (!admitted) return;
    suppressed = *admitted;
  }

  const Line line{.time = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
                  .level = level,
                  .service = state_->service,
                  .event = event,
                  .fields = fields,
                  .context = context,
                  .suppressed = suppressed};
  fmt::memory_buffer out;
  state_->readable ? append_readable(out, line) : append_json(out, line);

  const std::string_view text(out.data(), out.size());
  state_->logger ? state_->logger->log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()))
                 : state_->keep(text);
}

}  // namespace boxoffice::kit::telemetry
