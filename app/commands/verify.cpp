#include "app/audit/report_text.hpp"
#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

namespace boxoffice::app {

namespace {

kit::runtime::Task<> audit_into(audit::Report& report, audit::Stores stores, const kit::base::Clock& clock) {
  report = co_await audit::run_audit(std::move(stores), clock, {});
}

int verify(bool as_json) {
  const Configuration configuration = load_configuration().configuration;
  const kit::base::SystemClock clock;
  kit::runtime::IoThreads io(1);
  io.start();
  const audit::OpenStores open(configuration.database_url);
  audit::Report report;
  kit::service::run_blocking(io.executor(0), audit_into(report, open.stores(), clock));
  if (as_json) {
    fmt::print("{}\n", audit::to_json(report));
  } else {
    fmt::print("{}", audit::to_table(report));
  }
  return report.is_clean() ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& program, Invocation& invocation) {
  auto as_json = std::make_shared<bool>(false);
  auto* command = program.add_subcommand(
      "verify", "Audit the invariants over all stores, while Boxoffice runs; exit 1 and name the rows that break one.");
  command->add_flag("--json", *as_json, "Print the report as JSON");
  command->callback([as_json, &invocation] { invocation.run = [as_json] { return verify(*as_json); }; });
}

}  // namespace boxoffice::app
