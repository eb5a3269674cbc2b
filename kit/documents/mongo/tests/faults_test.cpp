// A server that goes away, hangs or refuses: what callers are told and how soon, and that it heals by itself.

#include "kit/base/failure.hpp"
#include "kit/documents/mongo/mongo_document_store.hpp"
#include "kit/testing/documents/document_server.hpp"
#include "kit/testing/eventually.hpp"
#include "kit/testing/postgres/postgres_server.hpp"
#include "kit/testing/run.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace boxoffice::kit::documents {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::DocumentServer;
using testing::run;
using Steady = std::chrono::steady_clock;

constexpr seconds heals_within{5};
constexpr seconds answers_within{5};  // each call; a busy machine is slow

class mongo_faults : public ::testing::Test {
 protected:
  void SetUp() override { run(store->ensure_collection("posts", {"author"})); }
  void TearDown() override {
    store.reset();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  }

  MongoDocumentsOptions options() {
    return {.url = server.url(),
            .threads = 2,
            .connect_limit = milliseconds{300},
            .selection_limit = milliseconds{800},
            .socket_limit = milliseconds{500},
            .statement_limit = milliseconds{400},
            .startup_limit = milliseconds{500},
            .pause_while_away = milliseconds{100}};
  }

  void put(const std::string& id) { run(store->put("posts", {.id = id, .json = R"({"author":"ann"})"})); }
  bool has(const std::string& id) { return run(store->get("posts", id)).has_value(); }
  bool works() {
    try {
      put("works");
      return true;
    } catch (const base::Unavailable&) {
      return false;
    }
  }
  bool is_healthy() { return run(store->healthy()); }

  void expect_all_unavailable() {
    const auto began = Steady::now();
    EXPECT_THROW(put("1"), base::Unavailable);
    EXPECT_THROW(run(store->get("posts", "1")), base::Unavailable);
    EXPECT_THROW(run(store->get_many("posts", {"1", "2"})), base::Unavailable);
    EXPECT_THROW(run(store->find("posts", {})), base::Unavailable);
    EXPECT_THROW(run(store->remove("posts", "1")), base::Unavailable);
    EXPECT_THROW(run(store->ensure_collection("posts", {"author"})), base::Unavailable);
    EXPECT_FALSE(is_healthy());
    EXPECT_LT(Steady::now() - began, answers_within);
  }

  struct Silence {
    Silence() { ::testing::internal::CaptureStderr(); }
  } silence{};
  DocumentServer server{};
  std::unique_ptr<DocumentStore> store = open_mongo_documents(options());
};

TEST_F(mongo_faults, given_a_server_that_was_restarted_then_idle_connections_are_replaced_unnoticed) {
  put("1");
  ASSERT_TRUE(has("1"));
  for (int round = 0; round < 3; ++round) {
    server.kill();
    server.start();

    if (round == 0) put("2");
    if (round == 1) EXPECT_TRUE(has("2"));
    if (round == 2) EXPECT_TRUE(is_healthy());
  }
}

TEST_F(mongo_faults, given_a_server_that_crashed_then_unavailable_until_it_is_back_with_what_it_had) {
  put("1");
  server.kill();

  expect_all_unavailable();

  server.start();
  EXPECT_TRUE(testing::eventually([&] { return works(); }, heals_within));
  EXPECT_TRUE(has("1"));
  EXPECT_TRUE(is_healthy());
}

TEST_F(mongo_faults, given_a_server_that_hangs_then_unavailable_after_the_limit_and_well_again_afterwards) {
  put("1");
  server.freeze();

  expect_all_unavailable();

  server.thaw();
  EXPECT_TRUE(testing::eventually([&] { return works(); }, heals_within));
  EXPECT_TRUE(has("1"));
  EXPECT_TRUE(is_healthy());
}

TEST_F(mongo_faults, given_a_connection_that_is_cut_in_mid_call_then_unavailable) {
  auto longer = options();
  longer.socket_limit = seconds{60};
  const auto patient = open_mongo_documents(longer);
  server.freeze();
  auto call = std::async(std::launch::async, [&] { run(patient->put("posts", {.id = "2", .json = "{}"})); });

  server.kill();

  EXPECT_THROW(call.get(), base::Unavailable);
  server.start();
  EXPECT_TRUE(testing::eventually([&] { return works(); }, heals_within));
}

TEST_F(mongo_faults, given_a_server_that_is_away_at_the_start_then_it_starts_and_heals) {
  server.kill();
  const auto began = Steady::now();

  const auto early = open_mongo_documents(options());

  EXPECT_LT(Steady::now() - began, answers_within);
  EXPECT_THROW(run(early->ensure_collection("posts", {"author"})), base::Unavailable);
  server.start();
  EXPECT_TRUE(testing::eventually(
      [&] {
        try {
          run(early->ensure_collection("posts", {"author"}));
          return true;
        } catch (const base::Unavailable&) {
          return false;
        }
      },
      heals_within));
}

TEST_F(mongo_faults, given_a_server_that_hangs_at_the_start_then_it_starts_in_time) {
  server.freeze();
  const auto began = Steady::now();

  const auto early = open_mongo_documents(options());

  EXPECT_LT(Steady::now() - began, answers_within);
  EXPECT_FALSE(run(early->healthy()));
  server.thaw();
}

TEST_F(mongo_faults, given_limits_in_the_url_then_they_hold) {
  auto patient = options();
  patient.socket_limit = seconds{60};
  patient.url += "?socketTimeoutMS=300&w=1&journal=false";
  const auto hurried = open_mongo_documents(patient);
  EXPECT_NO_THROW(run(hurried->put("posts", {.id = "1", .json = "{}"})));
  server.freeze();

  EXPECT_THROW(run(hurried->get("posts", "1"), answers_within), base::Unavailable);

  server.thaw();
}

TEST_F(mongo_faults, given_calls_while_the_server_hangs_then_the_store_ends_in_time) {
  put("1");
  server.freeze();
  std::vector<std::future<void>> calls;
  for (int number = 0; number < 8; ++number) {
    calls.push_back(std::async(std::launch::async, [&] { EXPECT_FALSE(works()); }));
  }
  for (auto& call : calls) call.get();
  const auto began = Steady::now();

  store.reset();

  EXPECT_LT(Steady::now() - began, answers_within);
  server.thaw();
}

TEST_F(mongo_faults, given_more_calls_than_may_wait_then_overloaded) {
  put("1");
  auto narrow = options();
  narrow.threads = 1;
  narrow.queue_limit = 1;
  const auto small = open_mongo_documents(narrow);
  server.freeze();
  std::atomic<int> refused = 0;

  std::vector<std::jthread> callers;
  for (int number = 0; number < 4; ++number) {
    callers.emplace_back([&] {
      try {
        run(small->get("posts", "1"));
      } catch (const base::Overloaded&) {
        ++refused;
      } catch (const base::Unavailable&) {
        return;
      }
    });
  }
  callers.clear();

  EXPECT_GE(refused, 2);
  server.thaw();
}

/// Accepts connections and closes them at once, as a proxy does whose server is away.
class ClosingServer {
 public:
  ClosingServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, any, size), 0);
    EXPECT_EQ(::getsockname(socket_, any, &size), 0);
    EXPECT_EQ(::listen(socket_, 64), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] {
      for (int accepted = ::accept(socket_, nullptr, nullptr); accepted >= 0;
           accepted = ::accept(socket_, nullptr, nullptr)) {
        ++connections;
        ::close(accepted);
      }
    });
  }
  ~ClosingServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  ClosingServer(const ClosingServer&) = delete;
  ClosingServer& operator=(const ClosingServer&) = delete;

  [[nodiscard]] std::string url() const { return "mongodb://127.0.0.1:" + std::to_string(port_); }

  std::atomic<int> connections = 0;

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::jthread thread_{};
};

TEST_F(mongo_faults, given_many_calls_while_the_server_is_away_then_few_connections_are_tried) {
  ClosingServer nobody;
  auto elsewhere = options();
  elsewhere.url = nobody.url();
  const auto away = open_mongo_documents(elsewhere);
  const auto began = Steady::now();

  int calls = 0;
  for (; Steady::now() - began < seconds{1}; ++calls) EXPECT_FALSE(run(away->healthy()));

  EXPECT_GT(calls, 50);
  EXPECT_LT(nobody.connections, 30);
}

std::string refusal(const MongoDocumentsOptions& options) {
  try {
    (void)open_mongo_documents(options);
  } catch (const base::StartupError& error) {
    return error.what();
  }
  return "no refusal";
}

TEST_F(mongo_faults, given_urls_that_cannot_work_then_a_sentence_that_names_the_setting_and_no_secret) {
  for (const auto* url :
       {"mongodb://", "mongodb://user:secret@", "mongodb://us/er:secret@host/", "mongodb://user:secret@host:port/",
        "mongodb://user:sec%ret@host/", "mongodb+srv://user:secret@host/", "http://user:secret@host/"}) {
    SCOPED_TRACE(url);
    auto wrong = options();
    wrong.url = url;

    const std::string sentence = refusal(wrong);

    EXPECT_TRUE(sentence.starts_with("DOCUMENTS_URL cannot be used: ")) << sentence;
    EXPECT_FALSE(sentence.contains("sec")) << sentence;
  }
}

TEST_F(mongo_faults, given_a_database_that_the_server_refuses_then_a_sentence_that_says_so) {
  auto wrong = options();
  wrong.url = server.url(std::string(100, 'x'));

  const std::string sentence = refusal(wrong);

  EXPECT_TRUE(sentence.starts_with("DOCUMENTS_URL cannot be used: ")) << sentence;
  EXPECT_TRUE(sentence.contains("Check the database in it")) << sentence;
}

TEST_F(mongo_faults, given_a_login_that_the_server_refuses_then_a_sentence_that_says_so) {
  DocumentServer guarded(testing::PostgresServer::shared().url("postgres", ""));
  auto login = options();
  login.startup_limit = seconds{10};  // its first login makes connections to PostgreSQL

  for (const auto* wrong : {"", "stranger:secret"}) {
    SCOPED_TRACE(wrong);
    login.url = guarded.url("boxoffice", wrong);
    const std::string sentence = refusal(login);
    EXPECT_TRUE(sentence.contains("the server refuses its user or password")) << sentence;
    EXPECT_FALSE(sentence.contains("secret")) << sentence;
  }
  login.url = guarded.url("boxoffice", "boxoffice:secret");
  const auto let_in = open_mongo_documents(login);
  EXPECT_TRUE(testing::eventually([&] { return run(let_in->healthy()); }));
}

TEST_F(mongo_faults, given_several_stores_at_once_then_each_works_and_ends_alone) {
  std::vector<std::jthread> users;
  for (int number = 0; number < 4; ++number) {
    users.emplace_back([&, id = std::to_string(number)] {
      const auto other = open_mongo_documents(options());
      EXPECT_NO_THROW(run(other->put("posts", {.id = id, .json = "{}"})));
    });
  }
  users.clear();

  for (const auto* id : {"0", "1", "2", "3"}) EXPECT_TRUE(has(id)) << id;
}

}  // namespace
}  // namespace boxoffice::kit::documents
