#include "kit/idempotency/idempotency.hpp"
#include "kit/idempotency/lease.hpp"
#include "kit/json/reader.hpp"

#include <utility>

namespace boxoffice::kit::idempotency {

namespace {

/// The member `code` of a problem document; empty when there is none.
std::string code_of(const std::string& body) {
  const base::Result<json::Value> document = json::parse(body);
  return document ? document->string("code").value_or("") : "";
}

class Hook final : public http::IdempotencyHook {
 public:
  Hook(sql::Database& database, const base::Clock& clock) : database_(database), clock_(clock) {}

  runtime::Task<base::Result<std::optional<http::Rendered>>> begin(http::KeyedRequest request) override {
    auto step = [request = std::move(request), now = clock_.now()](sql::Transaction& transaction) {
      return idempotency::begin(transaction, request, now, "");
    };
    BOXOFFICE_CO_TRY(Begun begun, co_await database_.write(std::move(step)));
    co_return std::move(begun.replay);
  }

  runtime::Task<> end(http::KeyedRequest request, std::optional<http::Rendered> answer) override {
    const bool is_kept = answer && is_stored(answer->status, code_of(answer->body));
    auto step = [request = std::move(request), answer = std::move(answer), is_kept](sql::Transaction& transaction) {
      if (is_kept) {
        // Nothing to do when the handler stored the answer in its own transaction.
        std::ignore = store_answer(transaction, request, answer->status, answer->body);
      } else {
        release(transaction, request);
      }
    };
    co_await database_.write(std::move(step));
  }

 private:
  sql::Database& database_;
  const base::Clock& clock_;
};

}  // namespace

std::unique_ptr<http::IdempotencyHook> make_hook(sql::Database& database, const base::Clock& clock) {
  return std::make_unique<Hook>(database, clock);
}

}  // namespace boxoffice::kit::idempotency
