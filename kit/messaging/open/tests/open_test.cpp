#include "kit/messaging/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/fake_clock.hpp"
#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <string>

namespace boxoffice::kit::messaging {
namespace {

TEST(open_message_log, given_a_sqlite_url_then_the_log_is_in_that_folder) {
  const testing::TemporaryDirectory directory;
  const testing::FakeClock clock;

  const auto log = open_message_log("sqlite:" + (directory / "messages").string(), clock);

  EXPECT_TRUE(testing::run(log->healthy()));
  EXPECT_TRUE(std::filesystem::exists(directory / "messages" / "groups.db"));
}

TEST(open_message_log, given_another_scheme_then_it_refuses_to_start_without_telling_the_url) {
  const testing::FakeClock clock;
  for (const char* url :
       {"", "kafka", "amqp://user:secret@host", "sqlite:", "kafka://user:secret@host:9092?partition=6"}) {
    SCOPED_TRACE(url);
    try {
      static_cast<void>(open_message_log(url, clock));
      ADD_FAILURE() << "opened";
    } catch (const base::StartupError& refusal) {
      EXPECT_TRUE(std::string(refusal.what()).contains("URL")) << refusal.what();
      EXPECT_FALSE(std::string(refusal.what()).contains("secret"));
    }
  }
}

}  // namespace
}  // namespace boxoffice::kit::messaging
