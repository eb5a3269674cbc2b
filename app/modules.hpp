#pragma once

// The table of deployable services: what each is called, where it listens, how it is made. The only place that knows
// all of them; wiring of a service never moves in here (it is in services/<name>/service.cpp).

#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app {

inline constexpr std::string_view version = "0.1.0";

/// What a service needs beside its database, for its health.
struct Needs {
  bool messages = true;    // publishes or consumes: what it decides is not felt elsewhere while the log is away
  bool sessions = true;    // judges people's tokens, which needs the state of sessions from the cache
  bool documents = false;  // shows documents, and goes on without
};

struct Module {
  std::string name;                  // "orders": folder, schema, pid file
  std::string display_name;          // "order-service": health, logs, source of messages
  std::string description;           // for --help and the OpenAPI document
  std::vector<std::uint16_t> ports;  // without offset
  bool at_the_edge = false;          // listens on BOXOFFICE_BIND; the others only on loopback
  Needs needs{};
  std::function<void(kit::config::Settings&)> check_settings{};
  std::function<kit::service::Service(const kit::service::Platform&, kit::config::Settings&)> make{};
};

/// In the order in which `serve` starts them.
[[nodiscard]] const std::vector<Module>& modules();

/// Null when there is no such service.
[[nodiscard]] const Module* find_module(std::string_view name);

}  // namespace boxoffice::app
