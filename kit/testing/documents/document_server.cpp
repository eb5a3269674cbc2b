#include "kit/testing/documents/document_server.hpp"

#include <fmt/format.h>

#include <map>

namespace boxoffice::kit::testing {
namespace {

std::map<std::string, std::string> files_with(const std::string& postgres) {
  if (postgres.empty()) return {};
  return {{"postgres", postgres}};
}

}  // namespace

DocumentServer::DocumentServer(const std::string& postgres)
    : process_({.engine = "documents", .files = files_with(postgres)}) {}

std::string DocumentServer::url(std::string_view database, std::string_view login) const {
  if (login.empty()) return fmt::format("mongodb://127.0.0.1:{}/{}", port(), database);
  return fmt::format("mongodb://{}@127.0.0.1:{}/{}?authMechanism=PLAIN", login, port(), database);
}

DocumentServer& DocumentServer::shared() {
  static DocumentServer server;
  return server;
}

}  // namespace boxoffice::kit::testing
