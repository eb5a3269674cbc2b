#pragma once

// An audit of all invariants. Services go on working while it reads, so a row that is just being changed looks wrong:
// what counts is what is still wrong a moment later.

#include "app/audit/invariants.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace boxoffice::app::audit {

struct InvariantReport {
  std::string name{};
  std::string statement{};
  std::int64_t checked = 0;
  std::vector<Violation> violations{};
};

/// What the services have not finished yet. All zero: the system has settled.
struct UnderWay {
  std::int64_t orders = 0;    // PENDING or being placed
  std::int64_t payments = 0;  // PENDING or being refunded
  std::int64_t tasks = 0;
  std::int64_t messages = 0;  // not published yet
};

struct Report {
  Timestamp ran_at{};
  std::vector<InvariantReport> invariants{};
  UnderWay under_way{};

  [[nodiscard]] bool is_clean() const;
};

/// Two seconds: by then a row that was being changed has changed.
[[nodiscard]] kit::runtime::Task<> pause_between_passes();

struct AuditOptions {
  std::function<kit::runtime::Task<>()> between_passes = pause_between_passes;
  std::size_t chapter_size = 500;  // orders that are looked at together
};

/// Looks once and, when something is wrong, again after a while; what is wrong in both passes is reported.
/// `clock` outlives the task.
kit::runtime::Task<Report> run_audit(Stores stores, const kit::base::Clock& clock, AuditOptions options);

}  // namespace boxoffice::app::audit
