#include "app/platform_parts.hpp"

#include "kit/testing/run.hpp"
#include "kit/testing/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace boxoffice::app {
namespace {

class Dependencies : public ::testing::Test {
 protected:
  static Configuration configuration_at(const std::filesystem::path& home) {
    kit::config::Settings settings{{.environment = {{"BOXOFFICE_HOME", home.string()}}}};
    return read_configuration(settings);
  }
  /// What a service's own health says of each.
  std::map<std::string, bool> look() {
    std::map<std::string, bool> found;
    for (const auto& check : parts.checks(find_module("events")->needs)) {
      found[check.name] = kit::testing::run(check.healthy());
    }
    return found;
  }

  kit::testing::TemporaryDirectory home{};
  Configuration configuration = configuration_at(home.path());
  ProcessParts process{configuration, 1};
  ServiceParts parts{process, configuration, *find_module("events"), 1};
};

TEST_F(Dependencies, given_the_table_then_each_service_needs_what_it_uses) {
  for (const Module& module : modules()) {
    SCOPED_TRACE(module.name);
    const bool has_stores = !module.at_the_edge;
    EXPECT_EQ(module.needs.messages, has_stores);
    EXPECT_EQ(module.needs.sessions, has_stores);
    EXPECT_EQ(module.needs.documents, module.name == "events");
  }
}

TEST_F(Dependencies, given_everything_is_there_then_up_once_the_state_of_sessions_is_known) {
  EXPECT_EQ(look(), (std::map<std::string, bool>{{"cache", false}, {"documents", true}, {"messages", true}}));

  kit::testing::run(parts.workers().front().tick());

  EXPECT_EQ(look(), (std::map<std::string, bool>{{"cache", true}, {"documents", true}, {"messages", true}}));
}

TEST_F(Dependencies, given_urls_of_document_servers_then_the_configuration_takes_them) {
  for (const std::string url :
       {"mongodb://user:secret@host:27017/boxoffice?authMechanism=PLAIN",
        "mongodb://one,two,three/boxoffice?replicaSet=set", "mongodb+srv://cluster.example.org/"}) {
    kit::config::Settings settings{{.environment = {{"BOXOFFICE_HOME", home.path().string()}, {"DOCUMENTS_URL", url}}}};
    EXPECT_EQ(read_configuration(settings).documents_url, url);
    EXPECT_TRUE(settings.problems().empty());
  }
}

TEST_F(Dependencies, given_a_further_database_then_it_is_beside_the_service_s_own) {
  const auto further = parts.platform().open_database("provider");

  EXPECT_TRUE(kit::testing::run(further->healthy()));
  EXPECT_TRUE(std::filesystem::exists(configuration.data() / "events.db"));
  EXPECT_TRUE(std::filesystem::exists(configuration.data() / "provider.db"));
}

TEST_F(Dependencies, given_the_log_of_messages_is_taken_away_then_down) {
  std::filesystem::remove_all(configuration.data() / "messages");

  EXPECT_FALSE(look().at("messages"));
}

}  // namespace
}  // namespace boxoffice::app
