#include "kit/documents/mongo/mongo_database.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/owned.hpp"
#include "kit/documents/mongo/availability.hpp"
#include "kit/documents/mongo/commands.hpp"
#include "kit/documents/mongo/failures.hpp"
#include "kit/documents/mongo/stored_form.hpp"

#include <fmt/format.h>
#include <mongoc/mongoc.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace boxoffice::kit::documents {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t namespace_exists = 48;
constexpr std::uint32_t duplicate_key = 11000;

using Uri = base::Owned<mongoc_uri_t, ::mongoc_uri_destroy>;
using Pool = base::Owned<mongoc_client_pool_t, ::mongoc_client_pool_destroy>;
using Collection = base::Owned<mongoc_collection_t, ::mongoc_collection_destroy>;
using Cursor = base::Owned<mongoc_cursor_t, ::mongoc_cursor_destroy>;
using WriteConcern = base::Owned<mongoc_write_concern_t, ::mongoc_write_concern_destroy>;

/// Bytes as the library takes them; they outlive it.
class View {
 public:
  explicit View(const Bytes& bytes) { ::bson_init_static(&bson_, bytes.data(), bytes.size()); }

  [[nodiscard]] const bson_t* get() const { return &bson_; }

 private:
  bson_t bson_{};
};

/// The library is a global thing: it starts with the first store and ends with the process. It would write to stderr;
/// what it has to say comes with the errors of its calls.
void use_library() {
  struct Library {
    Library() {
      ::mongoc_log_set_handler(nullptr, nullptr);
      ::mongoc_init();
    }
    ~Library() { ::mongoc_cleanup(); }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
  };
  static const Library library;
}

/// The error holds only the beginning of a long message; the server's answer has all of it.
[[noreturn]] void throw_error(const bson_error_t& error, const bson_t* reply) {
  bson_iter_t whole;
  const bool has_whole =
      reply != nullptr && ::bson_iter_init_find(&whole, reply, "errmsg") && BSON_ITER_HOLDS_UTF8(&whole);
  throw_failure(error.domain, error.code, has_whole ? ::bson_iter_utf8(&whole, nullptr) : error.message);
}

/// Where a call puts its answer and its error.
class Outcome {
 public:
  Outcome() { ::bson_init(&reply_); }
  ~Outcome() { ::bson_destroy(&reply_); }
  Outcome(const Outcome&) = delete;
  Outcome& operator=(const Outcome&) = delete;

  /// For one call, which initialises it anew.
  bson_t* reply() {
    ::bson_destroy(&reply_);
    return &reply_;
  }
  bson_error_t* error() { return &error_; }
  [[nodiscard]] std::uint32_t code() const { return error_.domain == MONGOC_ERROR_SERVER ? error_.code : 0; }

  [[nodiscard]] std::int64_t integer(const char* field) const {
    bson_iter_t found;
    return ::bson_iter_init_find(&found, &reply_, field) ? ::bson_iter_as_int64(&found) : 0;
  }

  [[noreturn]] void fail() const { throw_error(error_, &reply_); }

 private:
  bson_t reply_{};
  bson_error_t error_{};
};

/// BSON begins with its length. The library's structs are not aligned as its header says, so their members are not
/// read.
std::span<const std::uint8_t> bytes_of(const bson_t* bson) {
  const std::uint8_t* const bytes = ::bson_get_data(bson);
  std::uint32_t size = 0;
  std::memcpy(&size, bytes, sizeof size);
  return {bytes, BSON_UINT32_FROM_LE(size)};
}

std::vector<Document> documents_of(mongoc_cursor_t* cursor) {
  std::vector<Document> documents;
  const bson_t* found = nullptr;
  while (::mongoc_cursor_next(cursor, &found)) documents.push_back(from_bson(bytes_of(found)));
  bson_error_t error{};
  const bson_t* reply = nullptr;
  if (::mongoc_cursor_error_document(cursor, &error, &reply)) throw_error(error, reply);
  return documents;
}

[[noreturn]] void refuse_url(std::string_view reason) {
  throw base::StartupError(
      fmt::format("DOCUMENTS_URL cannot be used: {}. It looks like "
                  "mongodb://<user>:<password>@<host>:<port>/<database>, with characters such as "
                  "@ : / in user and password percent-encoded.",
                  reason));
}

void set_unless_given(mongoc_uri_t* uri, const char* option, milliseconds limit) {
  if (::mongoc_uri_has_option(uri, option)) return;
  ::mongoc_uri_set_option_as_int32(uri, option, static_cast<std::int32_t>(limit.count()));
}

/// What is acknowledged must survive the loss of the primary.
void set_write_concern_unless_given(mongoc_uri_t* uri, milliseconds limit) {
  if (::mongoc_uri_has_option(uri, MONGOC_URI_W) || ::mongoc_uri_has_option(uri, MONGOC_URI_JOURNAL)) return;
  const WriteConcern concern(::mongoc_write_concern_new());
  ::mongoc_write_concern_set_wmajority(concern.get(), static_cast<std::int32_t>(limit.count()));
  ::mongoc_write_concern_set_journal(concern.get(), true);
  ::mongoc_uri_set_write_concern(uri, concern.get());
}

Uri uri_of(const MongoDocumentsOptions& options) {
  use_library();
  bson_error_t error{};
  // The library's text is not shown: it may quote the password.
  Uri uri(::mongoc_uri_new_with_error(options.url.c_str(), &error));
  if (!uri) refuse_url("it is no URL of a MongoDB server");
  set_unless_given(uri.get(), MONGOC_URI_CONNECTTIMEOUTMS, options.connect_limit);
  set_unless_given(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS, options.selection_limit);
  set_unless_given(uri.get(), MONGOC_URI_SOCKETTIMEOUTMS, options.socket_limit);
  set_write_concern_unless_given(uri.get(), options.statement_limit);
  ::mongoc_uri_set_option_as_bool(uri.get(), MONGOC_URI_RETRYREADS, false);  // see MongoDatabase
  ::mongoc_uri_set_appname(uri.get(), "boxoffice");
  return uri;
}

std::string database_of(const mongoc_uri_t* uri) {
  const char* const name = ::mongoc_uri_get_database(uri);
  return name == nullptr ? "boxoffice" : name;
}

}  // namespace

struct MongoDatabase::State {
  enum class Repeat : std::uint8_t { no, once };

  explicit State(const MongoDocumentsOptions& options)
      : options(options),
        uri(uri_of(options)),
        database(database_of(uri.get())),
        availability(options.pause_while_away) {}

  /// Runs `function` with a client of the pool. A second time when the connection was closed, which takes no time; one
  /// that hangs is not worth it.
  template <class Function>
  std::invoke_result_t<Function&, mongoc_client_t*> call(Repeat repeat, Function function) {
    Availability::Call call(availability);
    const auto began = std::chrono::steady_clock::now();
    for (bool may_repeat = repeat == Repeat::once;; may_repeat = false) {
      try {
        const Lease lease(pool_for_use());
        return function(lease.client);
      } catch (const ConnectionLost&) {
        if (may_repeat && std::chrono::steady_clock::now() - began < options.socket_limit / 2) continue;
        call.was_not_answered();
        throw;
      } catch (const ServerAway&) {
        call.was_not_answered();
        throw;
      }
    }
  }

  /// Made by the first call: with mongodb+srv: it asks the DNS, which may be away too.
  mongoc_client_pool_t* pool_for_use() {
    const std::lock_guard lock(mutex);
    if (!pool) {
      bson_error_t error{};
      pool.reset(::mongoc_client_pool_new_with_error(uri.get(), &error));
      if (!pool) throw_failure(error.domain, error.code, error.message);
      ::mongoc_client_pool_set_error_api(pool.get(), MONGOC_ERROR_API_VERSION_2);
      ::mongoc_client_pool_max_size(pool.get(), static_cast<std::uint32_t>(options.threads));
    }
    return pool.get();
  }

  struct Lease {
    explicit Lease(mongoc_client_pool_t* given) : pool(given), client(::mongoc_client_pool_pop(given)) {}
    ~Lease() { ::mongoc_client_pool_push(pool, client); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    mongoc_client_pool_t* pool;
    mongoc_client_t* client;
  };

  [[nodiscard]] Collection collection(mongoc_client_t* client, const std::string& name) const {
    return Collection(::mongoc_client_get_collection(client, database.c_str(), name.c_str()));
  }

  std::vector<Document> find(const std::string& name, const Bytes& filter, const Bytes& given) {
    return call(Repeat::once, [&](mongoc_client_t* client) {
      const Collection documents = collection(client, name);
      const Cursor cursor(
          ::mongoc_collection_find_with_opts(documents.get(), View(filter).get(), View(given).get(), nullptr));
      return documents_of(cursor.get());
    });
  }

  // Commands that the library has no functions for: those that only read, and those that write, with the write concern.
  void ask(mongoc_client_t* client, const Bytes& command) const {
    Outcome outcome;
    if (!::mongoc_client_command_simple(client, database.c_str(), View(command).get(), nullptr, outcome.reply(),
                                        outcome.error())) {
      outcome.fail();
    }
  }
  /// The error `tolerated` is none.
  void tell(mongoc_client_t* client, const Bytes& command, std::uint32_t tolerated = 0) const {
    Outcome outcome;
    if (::mongoc_client_write_command_with_opts(client, database.c_str(), View(command).get(), nullptr, outcome.reply(),
                                                outcome.error())) {
      return;
    }
    if (tolerated == 0 || outcome.code() != tolerated) outcome.fail();
  }

  const MongoDocumentsOptions options;
  const Uri uri;
  const std::string database;
  Availability availability;
  std::mutex mutex{};
  Pool pool{};
};

MongoDatabase::MongoDatabase(const MongoDocumentsOptions& options) : state_(std::make_unique<State>(options)) {}

MongoDatabase::~MongoDatabase() = default;

void MongoDatabase::ping() {
  const Bytes command = ping_command(state_->options.statement_limit);
  state_->call(State::Repeat::once, [&](mongoc_client_t* client) { state_->ask(client, command); });
}

void MongoDatabase::check_login() {
  const Bytes command = login_command(state_->options.statement_limit);
  state_->call(State::Repeat::once, [&](mongoc_client_t* client) { state_->ask(client, command); });
}

// A command for each index: FerretDB 1.24 gives up in the middle of one when it knows several of its indexes.
void MongoDatabase::ensure_collection(const std::string& collection, const std::vector<std::string>& indexed) {
  const Bytes create = create_command(collection);
  std::vector<Bytes> create_indexes;
  create_indexes.reserve(indexed.size());
  for (const auto& member : indexed) create_indexes.push_back(index_command(collection, member));
  state_->call(State::Repeat::once, [&](mongoc_client_t* client) {
    state_->tell(client, create, namespace_exists);
    for (const auto& command : create_indexes) state_->tell(client, command);
  });
}

// Most documents are new, and a server may search longer for one than to refuse it.
void MongoDatabase::put(const std::string& collection, const Document& document) {
  const Bytes bson = to_bson(document);
  const Bytes same_id = id_filter(document.id);
  const Bytes upsert = upsert_options();  // it may be removed in this moment
  state_->call(State::Repeat::once, [&](mongoc_client_t* client) {
    const Collection documents = state_->collection(client, collection);
    Outcome inserted;
    if (::mongoc_collection_insert_one(documents.get(), View(bson).get(), nullptr, inserted.reply(),
                                       inserted.error())) {
      return;
    }
    if (inserted.code() != duplicate_key) inserted.fail();
    Outcome replaced;
    if (!::mongoc_collection_replace_one(documents.get(), View(same_id).get(), View(bson).get(), View(upsert).get(),
                                         replaced.reply(), replaced.error())) {
      replaced.fail();
    }
  });
}

std::optional<Document> MongoDatabase::get(const std::string& collection, const std::string& id) {
  auto found = state_->find(collection, id_filter(id), get_options(state_->options.statement_limit));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Document> MongoDatabase::find(const std::string& collection, const Find& find) {
  const std::optional<Bytes> filter = filter_of(find);
  if (!filter || find.limit == 0) return {};  // to the server, 0 would be no limit
  return state_->find(collection, *filter, find_options(find, state_->options.statement_limit));
}

bool MongoDatabase::remove(const std::string& collection, const std::string& id) {
  const Bytes same_id = id_filter(id);
  return state_->call(State::Repeat::no, [&](mongoc_client_t* client) {
    const Collection documents = state_->collection(client, collection);
    Outcome outcome;
    if (!::mongoc_collection_delete_one(documents.get(), View(same_id).get(), nullptr, outcome.reply(),
                                        outcome.error())) {
      outcome.fail();
    }
    return outcome.integer("deletedCount") > 0;
  });
}

}  // namespace boxoffice::kit::documents
