#include "kit/telemetry/line_format.hpp"

#include "kit/base/encoding.hpp"

#include <cmath>
#include <iterator>

namespace boxoffice::kit::telemetry {

namespace {

void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

/// The first bytes of `text` within the limit, not ending inside a UTF-8 sequence.
std::string_view cut(std::string_view text) {
  if (text.size() <= field_text_limit) return text;
  std::size_t end = field_text_limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void append_escaped(fmt::memory_buffer& out, char byte) {
  switch (byte) {
    case '"':
      return append(out, "\\\"");
    case '\\':
      return append(out, "\\\\");
    case '\n':
      return append(out, "\\n");
    case '\r':
      return append(out, "\\r");
    case '\t':
      return append(out, "\\t");
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(byte));
  }
}

void append_quoted(fmt::memory_buffer& out, std::string_view whole) {
  const std::string_view text = cut(whole);
  // Bytes that are no UTF-8 must not make the line unreadable for a JSON parser.
  const bool utf8 = base::is_utf8(text);
  out.push_back('"');
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7F || byte == '"' || byte == '\\') {
      append_escaped(out, byte);
    } else if (code >= 0x80 && !utf8) {
      append(out, "\\ufffd");
    } else {
      out.push_back(byte);
    }
  }
  out.push_back('"');
}

void append_value(fmt::memory_buffer& out, std::int64_t value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_value(fmt::memory_buffer& out, double value) {
  // JSON has no infinities and no NaN.
  if (!std::isfinite(value)) return append(out, "null");
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_value(fmt::memory_buffer& out, bool value) {
  append(out, value ? "true" : "false");
}

void append_value(fmt::memory_buffer& out, const std::string& value) {
  append_quoted(out, value);
}

void append_member(fmt::memory_buffer& out, std::string_view name, std::string_view text) {
  append_quoted(out, name);
  out.push_back(':');
  append_quoted(out, text);
  out.push_back(',');
}

std::string_view colour_of(Level level) {
  switch (level) {
    case Level::debug:
      return "\x1b[90m";
    case Level::info:
      return "\x1b[32m";
    case Level::warn:
      return "\x1b[33m";
    case Level::error:
      return "\x1b[31m";
    case Level::off:
      break;
  }
  return "";
}

bool is_plain(std::string_view text) {
  if (text.empty() || text.size() > field_text_limit) return false;
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    if (code <= 0x20 || code >= 0x7F || byte == '"' || byte == '\\') return false;
  }
  return true;
}

struct AppendReadableValue {
  fmt::memory_buffer& out;

  void operator()(const std::string& text) const {
    if (is_plain(text)) return append(out, text);
    append_quoted(out, text);
  }
  void operator()(auto value) const { append_value(out, value); }
};

void append_readable_field(fmt::memory_buffer& out, std::string_view name, const decltype(Field::value)& value) {
  fmt::format_to(std::back_inserter(out), " \x1b[36m{}\x1b[0m=", name);
  std::visit(AppendReadableValue{out}, value);
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
    case Level::off:
      break;
  }
  return "off";
}

void append_json(fmt::memory_buffer& out, const Line& line) {
  out.push_back('{');
  append_member(out, "time", base::to_rfc3339(line.time));
  append_member(out, "level", to_string(line.level));
  append_member(out, "service", line.service);
  append_member(out, "event", line.event);
  if (!line.context.trace.trace_id.empty()) append_member(out, "trace_id", line.context.trace.trace_id);
  if (!line.context.request_id.empty()) append_member(out, "request_id", line.context.request_id);
  for (const Field& field : line.fields) {
    append_quoted(out, field.name);
    out.push_back(':');
    std::visit([&out](const auto& value) { append_value(out, value); }, field.value);
    out.push_back(',');
  }
  if (line.suppressed > 0) fmt::format_to(std::back_inserter(out), "\"suppressed\":{},", line.suppressed);
  out[out.size() - 1] = '}';
}

void append_readable(fmt::memory_buffer& out, const Line& line) {
  const std::string time = base::to_rfc3339(line.time);
  fmt::format_to(std::back_inserter(out), "\x1b[90m{}\x1b[0m {}{:5}\x1b[0m {} \x1b[1m{}\x1b[0m",
                 std::string_view(time).substr(11), colour_of(line.level), to_string(line.level), line.service,
                 line.event);
  for (const Field& field : line.fields) append_readable_field(out, field.name, field.value);
  if (line.suppressed > 0) append_readable_field(out, "suppressed", static_cast<std::int64_t>(line.suppressed));
  if (!line.context.request_id.empty()) append_readable_field(out, "request_id", line.context.request_id);
}

}  // namespace boxoffice::kit::telemetry
