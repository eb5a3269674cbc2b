#include "app/audit/audit.hpp"

#include "app/audit/consumers.hpp"
#include "kit/runtime/deadline.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string_view>
#include <utility>

namespace boxoffice::app::audit {

namespace {

using Verdicts = std::vector<Verdict>;  // in the order of invariants()

kit::runtime::Task<> judge_chapters(Stores stores, const kit::base::Clock& clock, std::size_t chapter_size,
                                    Verdicts& verdicts) {
  for (std::string after;;) {
    const Chapter chapter = co_await read_chapter(stores, after, clock.now(), chapter_size);
    for (std::size_t index = 0; index < verdicts.size(); ++index) {
      const auto judge = invariants()[index].judge_chapter;
      if (judge != nullptr) judge(chapter, verdicts[index]);
    }
    if (chapter.is_last) co_return;
    after = chapter.through;
  }
}

kit::runtime::Task<Verdicts> look_once(Stores stores, const kit::base::Clock& clock, std::size_t chapter_size) {
  Verdicts verdicts(invariants().size());
  for (std::size_t index = 0; index < verdicts.size(); ++index) {
    const auto judge = invariants()[index].judge_stores;
    if (judge != nullptr) verdicts[index] = co_await judge(stores, clock.now());
  }
  co_await judge_chapters(stores, clock, chapter_size, verdicts);
  co_return verdicts;
}

bool all_clean(const Verdicts& verdicts) {
  return std::ranges::all_of(verdicts, [](const Verdict& verdict) { return verdict.violations.empty(); });
}

/// Leaves in `verdict` what was wrong before as well.
void keep_what_stands(const Verdict& before, Verdict& verdict) {
  std::set<std::string_view> subjects;
  for (const auto& violation : before.violations) subjects.insert(violation.subject);
  std::erase_if(verdict.violations, [&](const Violation& violation) { return !subjects.contains(violation.subject); });
}

std::int64_t count(kit::sql::Session& session, std::string_view statement) {
  return session.query_one(statement)->get<std::int64_t>(0);
}

kit::runtime::Task<std::int64_t> count_in(Stores stores, std::string store, std::string statement) {
  co_return co_await stores.at(store).get().read(
      [statement](kit::sql::Session& session) { return count(session, statement); });
}

kit::runtime::Task<UnderWay> what_is_under_way(Stores stores) {
  UnderWay under_way{.orders = co_await count_in(
                         stores, "orders", "SELECT COUNT(*) FROM orders WHERE status IN ('PENDING', 'RESERVING')"),
                     .payments = co_await count_in(stores, "payments",
                                                   "SELECT COUNT(*) FROM payments WHERE status = 'PENDING' "
                                                   "OR (status = 'SUCCEEDED' AND refund_reason IS NOT NULL)"),
                     .tasks = co_await count_in(stores, "orders", "SELECT COUNT(*) FROM tasks")};
  for (const auto publisher : publishers) {
    under_way.messages +=
        co_await count_in(stores, std::string(publisher), "SELECT COUNT(*) FROM outbox WHERE published_at IS NULL");
  }
  co_return under_way;
}

}  // namespace

kit::runtime::Task<> pause_between_passes() {
  return kit::runtime::sleep_for(std::chrono::seconds{2});
}

bool Report::is_clean() const {
  return std::ranges::all_of(invariants, [](const InvariantReport& report) { return report.violations.empty(); });
}

kit::runtime::Task<Report> run_audit(Stores stores, const kit::base::Clock& clock, AuditOptions options) {
  Report report{.ran_at = clock.now()};
  Verdicts verdicts = co_await look_once(stores, clock, options.chapter_size);
  if (!all_clean(verdicts)) {
    const Verdicts before = std::move(verdicts);
    co_await options.between_passes();
    verdicts = co_await look_once(stores, clock, options.chapter_size);
    for (std::size_t index = 0; index < verdicts.size(); ++index) keep_what_stands(before[index], verdicts[index]);
  }
  for (std::size_t index = 0; index < verdicts.size(); ++index) {
    const Invariant& invariant = invariants()[index];
    report.invariants.push_back({.name = std::string(invariant.name),
                                 .statement = std::string(invariant.statement),
                                 .checked = verdicts[index].checked,
                                 .violations = std::move(verdicts[index].violations)});
  }
  report.under_way = co_await what_is_under_way(std::move(stores));
  co_return report;
}

}  // namespace boxoffice::app::audit
