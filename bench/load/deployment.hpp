#pragma once

// The system under test: where it listens and where it keeps its state, found from the same environment
// (BOXOFFICE_HOME, BOXOFFICE_PORT_OFFSET) as every other tool finds it.

#include "kit/http/client.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace boxoffice::bench {

struct Credentials {
  std::string username{};
  std::string password{};
};

/// A deployment on this machine.
struct Deployment {
  std::filesystem::path home{};
  std::uint16_t port_offset = 0;

  [[nodiscard]] kit::http::Endpoint gateway() const { return endpoint(8080); }
  [[nodiscard]] kit::http::Endpoint tickets() const { return endpoint(8083); }
  [[nodiscard]] std::filesystem::path run() const { return home / "run"; }
  [[nodiscard]] std::filesystem::path service_keys() const { return home / "secrets" / "service-keys"; }
  /// What the first start left in secrets/admin.env. Throws base::StartupError when it cannot be read.
  [[nodiscard]] Credentials administrator() const;

 private:
  [[nodiscard]] kit::http::Endpoint endpoint(std::uint16_t port) const {
    return {.host = "127.0.0.1", .port = static_cast<std::uint16_t>(port + port_offset)};
  }
};

}  // namespace boxoffice::bench
