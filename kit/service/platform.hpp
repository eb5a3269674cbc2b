#pragma once

// The set of references that the composition root hands to a service's make(). Only service.cpp and app/ see it.

#include "kit/auth/authenticator.hpp"
#include "kit/base/id.hpp"
#include "kit/cache/cache.hpp"
#include "kit/config/settings.hpp"
#include "kit/documents/document_store.hpp"
#include "kit/http/client.hpp"
#include "kit/lab/crash_points.hpp"
#include "kit/messaging/message_log.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::service {

/// Where each service listens: name -> instances.
using Directory = std::map<std::string, std::vector<http::Endpoint>>;

struct Platform {
  runtime::IoThreads& io;
  const base::Clock& clock;
  base::Random& random;
  const base::IdGenerator& ids;
  telemetry::Telemetry& telemetry;
  sql::Database& database;  // of this service
  /// Opens a further one on the same engine, for what must not share a transaction with the service's own data.
  std::function<std::unique_ptr<sql::Database>(std::string_view name)> open_database{};
  messaging::MessageLog& messages;
  cache::Cache& cache;
  documents::DocumentStore& documents;
  http::Client& http;
  http::Authenticator& authenticator;
  auth::Revocations& revocations;
  auth::ServiceTokens& service_tokens;
  const Directory& directory;
  const lab::CrashPoints& crash_points;
  std::string instance;        // this replica among all; the same after a restart, so what it held is still its own
  std::filesystem::path home;  // var/ or $BOXOFFICE_HOME
  bool lab = false;
  std::string version = "dev";
  std::filesystem::path share;  // files that come with the executable (documentation, portals); empty: none
};

}  // namespace boxoffice::kit::service
