#include "app/audit/report_text.hpp"

#include "kit/json/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace boxoffice::app::audit {

namespace {

constexpr std::size_t shown_limit = 20;  // violations of one invariant in a table; the JSON has all

void append_violations(std::string& text, const InvariantReport& invariant) {
  const std::size_t shown = std::min(invariant.violations.size(), shown_limit);
  for (std::size_t index = 0; index < shown; ++index) {
    const auto& [subject, problem] = invariant.violations[index];
    text += fmt::format("{}: {} {}\n", invariant.name, subject, problem);
  }
  if (shown < invariant.violations.size()) {
    text += fmt::format("{}: and {} more (--json has them)\n", invariant.name, invariant.violations.size() - shown);
  }
}

std::string under_way_text(const UnderWay& under_way) {
  return fmt::format("Under way: {} orders, {} payments, {} tasks, {} messages.\n", under_way.orders,
                     under_way.payments, under_way.tasks, under_way.messages);
}

}  // namespace

std::string to_table(const Report& report) {
  std::string text = fmt::format("{:<4} {:>9} {:>10}  {}\n", "", "checked", "violations", "invariant");
  for (const auto& invariant : report.invariants) {
    text += fmt::format("{:<4} {:>9} {:>10}  {}\n", invariant.name, invariant.checked, invariant.violations.size(),
                        invariant.statement);
  }
  for (const auto& invariant : report.invariants) append_violations(text, invariant);
  text += under_way_text(report.under_way);
  text += report.is_clean() ? "All invariants hold.\n" : "Invariants are broken.\n";
  return text;
}

std::string to_json(const Report& report) {
  kit::json::Writer writer;
  writer.begin_object().member("ranAt", kit::base::to_rfc3339(report.ran_at)).member("ok", report.is_clean());
  writer.name("invariants").begin_array();
  for (const auto& invariant : report.invariants) {
    writer.begin_object().member("name", invariant.name).member("statement", invariant.statement);
    writer.member("ok", invariant.violations.empty()).member("checked", invariant.checked);
    writer.name("violations").begin_array();
    for (const auto& [subject, problem] : invariant.violations) {
      writer.begin_object().member("subject", subject).member("problem", problem).end_object();
    }
    writer.end_array().end_object();
  }
  writer.end_array().name("underWay").begin_object();
  writer.member("orders", report.under_way.orders).member("payments", report.under_way.payments);
  writer.member("tasks", report.under_way.tasks).member("messages", report.under_way.messages);
  return writer.end_object().end_object().take();
}

}  // namespace boxoffice::app::audit
