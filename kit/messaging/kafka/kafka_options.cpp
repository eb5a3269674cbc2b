#include "kit/messaging/kafka/kafka_options.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/base/number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::string_view scheme = "kafka://";
constexpr std::string_view default_port = "9092";
constexpr std::array<std::string_view, 4> securities{"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"};
constexpr std::array<std::string_view, 3> mechanisms{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};

using Parameters = std::map<std::string, std::string, std::less<>>;

[[noreturn]] void refuse(std::string_view reason) {
  throw base::StartupError(
      fmt::format("MESSAGING_URL cannot be used: {}. Write kafka://[user:password@]host:port[,host:port], and after it "
                  "parameters such as ?partitions=6&replication=1.",
                  reason));
}

/// The text before the first `separator`, which `rest` then stands behind.
std::string_view take_until(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return part;
}

std::string decoded(std::string_view text) {
  auto plain = base::percent_decode(text);
  if (!plain) refuse("a % in it is not followed by two hexadecimal digits");
  return *std::move(plain);
}

bool is_name(std::string_view text, std::string_view further) {
  return std::ranges::all_of(text, [&](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           further.contains(letter);
  });
}

std::string server(std::string_view text) {
  const bool is_ipv6 = text.starts_with('[');
  const auto host_end = is_ipv6 ? text.find(']') : text.find(':');
  if (is_ipv6 && host_end == std::string_view::npos) refuse("a [ in it has no ]");
  const auto host = is_ipv6 ? text.substr(1, host_end - 1) : text.substr(0, host_end);
  if (host.empty() || !is_name(host, is_ipv6 ? ":." : "-._")) refuse("it names no host");
  auto port = is_ipv6 ? text.substr(host_end + 1) : text.substr(std::min(host_end, text.size()));
  if (port.empty()) return fmt::format("{}:{}", text, default_port);
  const auto number = port.starts_with(':') ? base::parse_integer(port.substr(1)) : std::nullopt;
  if (!number || *number < 1 || *number > UINT16_MAX) refuse("a port is a number from 1 to 65535");
  return std::string(text);
}

std::string servers(std::string_view text) {
  std::string found;
  do {
    if (!found.empty()) found += ',';
    found += server(take_until(text, ','));
  } while (!text.empty());
  return found;
}

Parameters parameters(std::string_view query) {
  Parameters found;
  while (!query.empty()) {
    std::string_view parameter = take_until(query, '&');
    const std::string name(take_until(parameter, '='));
    if (!found.emplace(name, decoded(parameter)).second) refuse(fmt::format("the parameter {} stands twice", name));
  }
  return found;
}

std::string take(Parameters& parameters, std::string_view name, std::string fallback = {}) {
  const auto found = parameters.find(name);
  if (found == parameters.end()) return fallback;
  auto value = std::move(found->second);
  parameters.erase(found);
  return value;
}

int take_number(Parameters& parameters, std::string_view name, int fallback, int highest) {
  const auto number = base::parse_integer(take(parameters, name, std::to_string(fallback)));
  if (!number || *number < 1 || *number > highest) {
    refuse(fmt::format("the parameter {} is a number from 1 to {}", name, highest));
  }
  return static_cast<int>(*number);
}

std::string take_choice(Parameters& parameters, std::string_view name, std::string_view fallback,
                        std::span<const std::string_view> choices) {
  auto value = take(parameters, name, std::string(fallback));
  if (std::ranges::find(choices, value) == choices.end()) {
    refuse(fmt::format("the parameter {} is one of {}", name, fmt::join(choices, ", ")));
  }
  return value;
}

void read_security(Parameters& parameters, KafkaOptions& options) {
  options.certificate_authority = take(parameters, "ca");
  const bool is_named = !options.user.empty();
  const std::string_view implied = options.certificate_authority.empty() ? "plaintext" : "ssl";
  options.security =
      take_choice(parameters, "security", is_named ? fmt::format("sasl_{}", implied) : implied, securities);
  if (options.security.starts_with("sasl_") != is_named) {
    refuse(is_named ? "security is sasl_plaintext or sasl_ssl when there is a user"
                    : "security is plaintext or ssl when there is no user");
  }
  if (!options.certificate_authority.empty() && !options.security.ends_with("ssl")) {
    refuse("ca goes with the security ssl or sasl_ssl");
  }
  if (is_named) {
    options.mechanism = take_choice(parameters, "mechanism", mechanisms.front(), mechanisms);
  } else if (parameters.contains("mechanism")) {
    refuse("mechanism goes with a user");
  }
}

}  // namespace

bool is_kafka_url(std::string_view url) {
  return url.starts_with(scheme);
}

KafkaOptions parse_kafka_url(std::string_view url) {
  if (!is_kafka_url(url)) refuse("it is no URL of a Kafka cluster");
  url.remove_prefix(scheme.size());
  std::string_view place = take_until(url, '?');
  KafkaOptions options;
  if (const auto end = place.rfind('@'); end != std::string_view::npos) {
    std::string_view login = place.substr(0, end);
    place.remove_prefix(end + 1);
    options.user = decoded(take_until(login, ':'));
    options.password = decoded(login);
    if (options.user.empty() || options.password.empty()) refuse("a user and a password go together");
  }
  options.servers = servers(place);

  auto given = parameters(url);
  options.partitions = take_number(given, "partitions", options.partitions, 1000);
  options.replication = take_number(given, "replication", options.replication, 9);
  options.prefix = take(given, "prefix");
  if (!is_name(options.prefix, "-._") || options.prefix.size() > 100) {
    refuse("a prefix has at most 100 letters, digits, '-', '_' and '.'");
  }
  read_security(given, options);
  if (!given.empty()) refuse(fmt::format("it has the unknown parameter \"{}\"", given.begin()->first));
  return options;
}

}  // namespace boxoffice::kit::messaging
