// From a request in memory to a rendered answer: route, guard, validation, handler, JSON. Without sockets.

#include "bench/micro/sample_order.hpp"
#include "kit/http/router.hpp"
#include "kit/json/json.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::bench {

namespace {

using kit::base::Result;
using kit::http::Call;
using kit::http::Guard;
using kit::http::Method;
using kit::runtime::Task;

/// Everybody is the same signed-in user: what a token costs is measured elsewhere.
class OneUser final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request&) override {
    co_return kit::http::Principal{.kind = kit::http::Principal::Kind::user, .subject = "ann"};
  }
};

class Orders {
 public:
  Task<Result<SampleOrder>> find(Call) { co_return sample_order(); }
  Task<Result<SampleOrder>> place(Call, SampleOrder order) { co_return order; }
};

/// A body that came with the head.
class WholeBody final : public kit::http::BodyReader {
 public:
  explicit WholeBody(std::string body) : body_(std::move(body)) {}

  Task<std::optional<std::string>> next() override {
    if (body_.empty()) co_return std::nullopt;
    co_return std::exchange(body_, {});
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return body_.size(); }

 private:
  std::string body_;
};

void mount(kit::http::Router& router, Orders& orders) {
  for (const std::string path : {"", "/stats", "/user/{userId}", "/{id}", "/{id}/history", "/snapshot/{orderId}"}) {
    router.get("/api/orders" + path, Guard::user, orders, &Orders::find, {.summary = "Show" + path});
  }
  router.post("/api/orders", Guard::user, orders, &Orders::place, {.summary = "Place an order", .status = 201});
}

Task<> serve_until_measured(benchmark::State& state, kit::http::Router& router, const kit::http::Request& request,
                            const std::string& body) {
  for (auto _ : state) {
    WholeBody reader{body};
    const auto answer = co_await router.serve(request, reader);
    if (answer.status >= 300) state.SkipWithError(answer.body.c_str());
  }
}

void dispatch(benchmark::State& state, const kit::http::Request& request, const std::string& body) {
  OneUser authenticator;
  Orders orders;
  kit::http::Router router{authenticator, nullptr};
  mount(router, orders);
  kit::runtime::IoThreads threads{1};
  threads.start();
  kit::service::run_blocking(threads.executor(0), serve_until_measured(state, router, request, body));
}

void dispatch_get(benchmark::State& state) {
  const std::string path = "/api/orders/0193580a-0002-7000-8000-000000000001";
  dispatch(state, {.method = Method::get, .target = path, .path = path}, {});
}

void dispatch_post(benchmark::State& state) {
  const std::string path = "/api/orders";
  dispatch(state,
           {.method = Method::post, .target = path, .path = path, .headers = {{"Content-Type", "application/json"}}},
           kit::json::to_json(sample_order()));
}

// The work is done on an io thread.
BENCHMARK(dispatch_get)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(dispatch_post)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace

}  // namespace boxoffice::bench
