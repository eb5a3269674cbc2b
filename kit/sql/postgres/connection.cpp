#include "kit/sql/postgres/connection.hpp"

#include "kit/sql/postgres/failures.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <functional>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <poll.h>

namespace boxoffice::kit::sql {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t statements_kept = 512;  // far more than a service has; a bound for texts that are not constant
constexpr int least_version = 150'000;
/// The server ends a statement at its limit by itself; after that much more it counts as hanging.
constexpr std::chrono::milliseconds patience{1000};

// Types of columns and parameters: catalog/pg_type.dat. libpq has no header for them that does not need the server's
// own.
constexpr Oid unknown_type = 0;  // the server infers it
constexpr Oid bool_type = 16;
constexpr Oid int8_type = 20;
constexpr Oid int2_type = 21;
constexpr Oid int4_type = 23;
constexpr Oid text_type = 25;
constexpr Oid float4_type = 700;
constexpr Oid float8_type = 701;
constexpr Oid numeric_type = 1700;  // of sum() over BIGINT

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

std::int64_t whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size()) {
    throw std::logic_error(fmt::format("A statement returns {}, which is no 64-bit integer", text));
  }
  return number;
}

Value column_value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return {};
  const std::string_view text(PQgetvalue(result, row, column),
                              static_cast<std::size_t>(PQgetlength(result, row, column)));
  switch (PQftype(result, column)) {
    case bool_type:
      return std::int64_t{text == "t"};
    case int2_type:
    case int4_type:
    case int8_type:
    case numeric_type:
      return whole_number(text);
    case float4_type:
    case float8_type:
      throw std::logic_error(fmt::format("A statement returns the floating-point number {}", text));
    default:
      return std::string(text);
  }
}

Rows rows_of(const PGresult* result) {
  Rows rows;
  const int count = PQntuples(result);
  const int columns = PQnfields(result);
  rows.reserve(static_cast<std::size_t>(count));
  for (int row = 0; row < count; ++row) {
    std::vector<Value> values;
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) values.push_back(column_value(result, row, column));
    rows.emplace_back(std::move(values));
  }
  return rows;
}

std::int64_t changed_rows(PGresult* result) {
  constexpr std::array<std::string_view, 3> changing{"INSERT", "UPDATE", "DELETE"};
  const std::string_view tag = PQcmdStatus(result);
  if (std::ranges::none_of(changing, [&](std::string_view verb) { return tag.starts_with(verb); })) return 0;
  return whole_number(PQcmdTuples(result));
}

/// Parameters as libpq wants them: numbers as text, and text as bytes with a length, so that views need not be copied
/// and a zero byte is refused instead of cutting the text short.
class Parameters {
 public:
  explicit Parameters(std::span<const Argument> arguments) {
    digits_.reserve(arguments.size());  // so that no pointer into it moves
    for (const Argument& argument : arguments) std::visit([this](const auto& known) { add(known); }, argument);
  }

  [[nodiscard]] int count() const { return static_cast<int>(values_.size()); }
  [[nodiscard]] const std::vector<Oid>& types() const { return types_; }
  [[nodiscard]] const char* const* values() const { return values_.data(); }
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  enum Format : int { as_text = 0, as_bytes = 1 };

  void add(Null null) {
    const Oid type = null == Null::integer ? int8_type : text_type;
    add(null == Null::unknown ? unknown_type : type, nullptr, 0, as_text);
  }
  void add(std::int64_t number) {
    digits_.push_back(std::to_string(number));
    add(int8_type, digits_.back().c_str(), 0, as_text);
  }
  void add(std::string_view text) {
    add(text_type, text.empty() ? "" : text.data(), static_cast<int>(text.size()), as_bytes);
  }
  void add(Oid type, const char* value, int length, Format format) {
    types_.push_back(type);
    values_.push_back(value);
    lengths_.push_back(length);
    formats_.push_back(format);
  }

  std::vector<std::string> digits_{};
  std::vector<Oid> types_{};
  std::vector<const char*> values_{};
  std::vector<int> lengths_{};
  std::vector<int> formats_{};
};

struct Prepared {
  std::string name{};
  std::vector<Oid> types{};
};

/// A null without a type goes with any.
bool fits(const Prepared& prepared, const std::vector<Oid>& types) {
  return std::ranges::equal(prepared.types, types, [](Oid left, Oid right) {
    return left == right || left == unknown_type || right == unknown_type;
  });
}

std::string session_options(const PostgresOptions& options) {
  return fmt::format("-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={}",
                     options.statement_limit.count(), options.lock_limit.count(),
                     (2 * options.statement_limit).count());
}

}  // namespace

struct PostgresConnection::State {
  explicit State(const PostgresOptions& options) : limit(options.statement_limit + patience) {}

  std::chrono::milliseconds limit;  // for the answer to one statement
  PGconn* handle = nullptr;
  bool is_broken = false;
  std::size_t prepared_so_far = 0;
  std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements{};

  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { PQfinish(handle); }

  void connect(const PostgresOptions& options);
  const Prepared& prepared(std::string_view text, const std::vector<Oid>& types);
  Result ask(bool is_sent, std::string_view statement);
  Result answer(std::string_view statement);
  void wait_for_answer(Steady::time_point give_up_at);
  [[noreturn]] void give_up(const std::string& reason);
};

PostgresConnection::PostgresConnection(const PostgresOptions& options) : state_(std::make_unique<State>(options)) {
  state_->connect(options);
  run(fmt::format("SET search_path TO {}", quoted(options.schema)));
}

PostgresConnection::~PostgresConnection() = default;

PostgresConnection::Outcome PostgresConnection::run(std::string_view statement, std::span<const Argument> arguments) {
  const Parameters parameters(arguments);
  const std::string& name = state_->prepared(statement, parameters.types()).name;
  const bool is_sent = PQsendQueryPrepared(state_->handle, name.c_str(), parameters.count(), parameters.values(),
                                           parameters.lengths(), parameters.formats(), 0) == 1;
  const Result result = state_->ask(is_sent, statement);
  const std::int64_t changed = changed_rows(result.get());
  return {
      .rows = rows_of(result.get()), .changed = changed, .has_written = changed > 0, .tag = PQcmdStatus(result.get())};
}

bool PostgresConnection::is_broken() const {
  return state_->is_broken || PQstatus(state_->handle) != CONNECTION_OK;
}

bool PostgresConnection::in_transaction() const {
  if (is_broken()) return false;
  const auto status = PQtransactionStatus(state_->handle);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

std::string PostgresConnection::quoted(std::string_view name) const {
  const std::unique_ptr<char, decltype(&PQfreemem)> text(PQescapeIdentifier(state_->handle, name.data(), name.size()),
                                                         &PQfreemem);
  if (text == nullptr) throw std::logic_error(fmt::format("{} cannot be a name in PostgreSQL", name));
  return text.get();
}

int PostgresConnection::socket() const {
  return PQsocket(state_->handle);
}

std::vector<std::string> PostgresConnection::take_notifications() {
  if (PQconsumeInput(state_->handle) != 1) state_->give_up(PQerrorMessage(state_->handle));
  std::vector<std::string> channels;
  while (PGnotify* const notification = PQnotifies(state_->handle)) {
    if (notification->be_pid != PQbackendPID(state_->handle)) channels.emplace_back(notification->relname);
    PQfreemem(notification);
  }
  return channels;
}

void PostgresConnection::State::connect(const PostgresOptions& options) {
  // What comes later counts: the URL may say another name, but not other limits.
  const std::vector<std::pair<const char*, std::string>> settings{
      {"application_name", "boxoffice " + options.schema},
      {"dbname", options.url},
      {"connect_timeout", std::to_string(options.connect_limit.count())},
      {"options", session_options(options)},
      {"client_encoding", "UTF8"},
      {"keepalives_idle", "5"},
      {"keepalives_interval", "2"},
      {"keepalives_count", "3"},
      {"tcp_user_timeout", std::to_string(limit.count())}};
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : settings) {
    keywords.push_back(keyword);
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  handle = PQconnectdbParams(keywords.data(), values.data(), 1);
  if (handle == nullptr) throw base::Unavailable("libpq is out of memory");
  if (PQstatus(handle) != CONNECTION_OK) detail::throw_not_connected(handle);
  if (const int version = PQserverVersion(handle); version < least_version) {
    throw ConnectionRefused(
        fmt::format("the server is PostgreSQL {}.{}, and 15 or newer is needed", version / 10'000, version % 10'000));
  }
  PQsetNoticeProcessor(handle, [](void*, const char*) {}, nullptr);  // "relation exists, skipping" goes nowhere
  if (PQsetnonblocking(handle, 1) != 0) give_up(PQerrorMessage(handle));
}

const Prepared& PostgresConnection::State::prepared(std::string_view text, const std::vector<Oid>& types) {
  const auto found = statements.find(text);
  if (found != statements.end() && fits(found->second, types)) return found->second;
  if (statements.size() >= statements_kept) {
    ask(PQsendQuery(handle, "DEALLOCATE ALL") == 1, "DEALLOCATE ALL");
    statements.clear();
  }
  std::string owned(text);
  Prepared prepared{.name = fmt::format("s{}", ++prepared_so_far), .types = types};
  ask(PQsendPrepare(handle, prepared.name.c_str(), owned.c_str(), static_cast<int>(types.size()), types.data()) == 1,
      text);
  return statements.insert_or_assign(std::move(owned), std::move(prepared)).first->second;
}

Result PostgresConnection::State::ask(bool is_sent, std::string_view statement) {
  if (!is_sent) give_up(PQerrorMessage(handle));
  Result result = answer(statement);
  if (result == nullptr) give_up("it ended the connection");
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    is_broken = is_broken || PQstatus(handle) != CONNECTION_OK;
    detail::throw_failure(result.get(), statement);
  }
  return result;
}

/// The last result of the statement that was sent; there is one, and a second only when the connection breaks.
Result PostgresConnection::State::answer(std::string_view /*statement*/) {
  const auto give_up_at = Steady::now() + limit;
  Result last;
  for (;;) {
    wait_for_answer(give_up_at);
    Result next(PQgetResult(handle));
    if (next == nullptr) return last;
    last = std::move(next);
  }
}

void PostgresConnection::State::wait_for_answer(Steady::time_point give_up_at) {
  for (;;) {
    const int unsent = PQflush(handle);
    if (unsent < 0) give_up(PQerrorMessage(handle));
    if (unsent == 0 && PQisBusy(handle) == 0) return;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up_at - Steady::now());
    if (left.count() <= 0) give_up("it does not answer in time");
    pollfd waits{.fd = PQsocket(handle), .events = POLLIN, .revents = 0};
    if (unsent > 0) waits.events |= POLLOUT;
    if (::poll(&waits, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) give_up("its socket is gone");
    if (waits.revents != 0 && PQconsumeInput(handle) != 1) give_up(PQerrorMessage(handle));
  }
}

/// Nobody knows what the server did with the last statement, so the connection is not used again.
void PostgresConnection::State::give_up(const std::string& reason) {
  is_broken = true;
  std::string line = reason;
  std::ranges::replace(line, '\n', ' ');
  throw base::Unavailable(fmt::format("The connection to PostgreSQL broke: {}", line));
}

}  // namespace boxoffice::kit::sql
