#include "kit/testing/child_process.hpp"
#include "kit/testing/eventually.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include <sys/wait.h>

namespace boxoffice::kit::testing {
namespace {

class ChildProcessTest : public ::testing::Test {
 protected:
  [[nodiscard]] ChildProcess::Options shell(const std::string& script) const {
    return {.command = {"sh", "-c", script}, .output = output};
  }

  const TemporaryDirectory directory{};
  const std::filesystem::path output = directory / "output";
};

TEST_F(ChildProcessTest, given_a_program_that_ends_then_its_status_and_what_it_wrote) {
  ChildProcess process(shell("echo out; echo error >&2; exit 3"));

  EXPECT_EQ(WEXITSTATUS(process.wait()), 3);
  EXPECT_TRUE(process.has_ended());
  EXPECT_EQ(text_of(output), "out\nerror\n");
}

TEST_F(ChildProcessTest, given_a_signal_then_it_ends_and_a_second_end_is_the_same) {
  ChildProcess process(shell("exec sleep 60"));
  EXPECT_FALSE(process.has_ended());

  EXPECT_EQ(WTERMSIG(process.end(SIGTERM)), SIGTERM);
  EXPECT_EQ(WTERMSIG(process.end(SIGKILL)), SIGTERM);
}

TEST_F(ChildProcessTest, given_it_is_frozen_then_it_goes_on_after_the_thaw_only) {
  ChildProcess process(shell("echo ready; while [ ! -e '" + (directory / "go").string() + "' ]; do sleep 0.01; done"));
  ASSERT_TRUE(eventually([&] { return text_of(output) == "ready\n"; }));

  process.freeze();
  ChildProcess({.command = {"touch", (directory / "go").string()}, .output = output}).wait();
  EXPECT_FALSE(eventually([&] { return process.has_ended(); }, std::chrono::milliseconds{50}));

  process.thaw();
  EXPECT_EQ(process.wait(), 0);
}

TEST(free_ports, given_several_then_nobody_accepts_connections_there) {
  const auto first = free_ports(3);

  for (std::uint16_t port = first; port < first + 3; ++port) EXPECT_FALSE(accepts_connections(port));
}

}  // namespace
}  // namespace boxoffice::kit::testing
