#pragma once

// Structured log: an event's name and its fields, one line each.
//
//   log.info("order_placed", {{"order_id", id.str()}, {"tickets", 2}}, context);
//
// To a file or pipe: one JSON object per line {time, level, service, event, trace_id, request_id, ...fields}. To a
// terminal: readable colours. Never secrets, tokens, e-mail addresses or bodies. Text is cut at 4 KiB and made valid
// JSON (RFC 8259) whatever its bytes are. Fields must not repeat the names above.
//
// More than 20 lines a second of one event at warn or error are left out; the next line of that event that is written
// says how many in the field "suppressed".

#include "kit/runtime/context.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::kit::telemetry {

enum class Level : std::uint8_t { debug, info, warn, error, off };

[[nodiscard]] std::optional<Level> parse_level(std::string_view text);

/// A named value of a log line. `name` is snake_case.
struct Field {
  template <std::integral Integer>
  Field(std::string_view field_name, Integer number) : name(field_name), value(static_cast<std::int64_t>(number)) {}
  Field(std::string_view field_name, bool flag) : name(field_name), value(flag) {}
  Field(std::string_view field_name, double number) : name(field_name), value(number) {}
  /// In milliseconds, with a fraction down to the microsecond; `field_name` ends in "_ms".
  Field(std::string_view field_name, std::chrono::nanoseconds duration)
      : name(field_name),
        value(static_cast<double>(std::chrono::round<std::chrono::microseconds>(duration).count()) / 1000) {}
  Field(std::string_view field_name, std::string text) : name(field_name), value(std::move(text)) {}
  Field(std::string_view field_name, std::string_view text) : name(field_name), value(std::string(text)) {}
  Field(std::string_view field_name, const char* text) : name(field_name), value(std::string(text)) {}

  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string> value;
};

inline constexpr std::size_t log_files_kept = 5;  // the one that is written and those before it

struct LogOptions {
  std::string service{};  // "order-service"
  Level level = Level::info;
  std::optional<std::filesystem::path> file{};        // absent = standard error
  std::size_t file_limit_bytes = 20UL * 1024 * 1024;  // then the next file begins
};

/// Cheap to copy (copies share the file); safe from any thread. Lines are handed to the kernel by the calling thread
/// without waiting for the disk, so they survive the death of the process. A line that cannot be written (disk full) is
/// lost and reported on standard error at most once a second; logging never throws.
class Log {
 public:
  /// Throws base::StartupError when the file cannot be opened.
  explicit Log(const LogOptions& options);
  /// Writes nowhere but keeps lines for tests (see captured()): every level, nothing suppressed.
  [[nodiscard]] static Log capturing(std::string service);

  using Fields = std::initializer_list<Field>;
  void debug(std::string_view event, Fields fields = {}, const runtime::Context& context = {}) const;
  void info(std::string_view event, Fields fields = {}, const runtime::Context& context = {}) const;
  void warn(std::string_view event, Fields fields = {}, const runtime::Context& context = {}) const;
  void error(std::string_view event, Fields fields = {}, const runtime::Context& context = {}) const;

  /// The JSON lines so far of a capturing log.
  [[nodiscard]] std::vector<std::string> captured() const;

 private:
  struct State;
  explicit Log(std::shared_ptr<State> state) : state_(std::move(state)) {}
  void write(Level level, std::string_view event, Fields fields, const runtime::Context& context) const;

  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::telemetry
