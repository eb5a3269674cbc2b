#include "kit/http/middleware/client_address.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/field_value.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace boxoffice::kit::http {

namespace {

constexpr std::size_t address_bits = 128;
constexpr std::size_t mapped_prefix_bits = 96;  // of ::ffff:0:0/96, in which IPv4 addresses stand
constexpr std::array<std::string_view, 6> forwarding_headers{
    "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Port", "X-Real-IP"};

bool is_ipv4(std::string_view text) {
  return text.find(':') == std::string_view::npos;
}

/// Either kind of address as 16 bytes, IPv4 in its mapped form.
std::optional<AddressRange::Bytes> parse_address(std::string_view text) {
  const std::string terminated(text);
  AddressRange::Bytes bytes{};
  if (is_ipv4(text)) {
    bytes[10] = bytes[11] = 0xff;
    if (inet_pton(AF_INET, terminated.c_str(), bytes.data() + mapped_prefix_bits / 8) != 1) return std::nullopt;
    return bytes;
  }
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

std::optional<std::size_t> parse_prefix(std::string_view text, std::size_t most) {
  std::size_t bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size() || bits > most) return std::nullopt;
  return bits;
}

/// The elements of every X-Forwarded-For field, the nearest hop first.
std::vector<std::string> hops_of(const Headers& headers) {
  std::vector<std::string> hops;
  for (const auto& [name, value] : headers) {
    if (base::ascii_lower(name) != "x-forwarded-for") continue;
    for (const std::string_view hop : list_elements(value)) hops.emplace_back(hop);
  }
  std::ranges::reverse(hops);
  return hops;
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view address = text.substr(0, slash);
  const std::optional<Bytes> network = parse_address(address);
  if (!network) return std::nullopt;
  if (slash == text.size()) return AddressRange(*network, address_bits);
  const std::size_t before = is_ipv4(address) ? mapped_prefix_bits : 0;
  const std::optional<std::size_t> bits = parse_prefix(text.substr(slash + 1), address_bits - before);
  if (!bits) return std::nullopt;
  return AddressRange(*network, before + *bits);
}

bool AddressRange::contains(std::string_view address) const {
  const std::optional<Bytes> bytes = parse_address(address);
  if (!bytes) return false;
  const std::size_t whole = bits_ / 8;
  if (!std::equal(network_.begin(), network_.begin() + static_cast<std::ptrdiff_t>(whole), bytes->begin()))
    return false;
  if (bits_ % 8 == 0) return true;
  const unsigned mask = 0xffU << (8 - bits_ % 8) & 0xffU;
  return (network_[whole] & mask) == ((*bytes)[whole] & mask);
}

ClientAddress::ClientAddress(Application& inner, const ClientAddressOptions& options) : inner_(inner) {
  for (const std::string& text : options.trusted_proxies) {
    const std::optional<AddressRange> range = AddressRange::parse(text);
    if (!range) {
      throw base::StartupError("The trusted proxy '" + text +
                               "' is neither an IP address nor a network such as 10.0.0.0/8. Correct the setting.");
    }
    trusted_.push_back(*range);
  }
}

runtime::Task<Response> ClientAddress::serve(Request request, BodyReader& body) {
  if (is_trusted(request.peer_address)) read_forwarding(request);
  for (const std::string_view name : forwarding_headers) request.headers.erase(name);
  co_return co_await inner_.serve(std::move(request), body);
}

bool ClientAddress::is_trusted(std::string_view address) const {
  return std::ranges::any_of(trusted_, [&](const AddressRange& range) { return range.contains(address); });
}

void ClientAddress::read_forwarding(Request& request) const {
  for (const std::string& hop : hops_of(request.headers)) {
    if (!parse_address(hop)) break;  // nobody vouches for what stands before a broken entry
    request.peer_address = hop;
    if (!is_trusted(hop)) break;
  }
  const std::string_view protocols = request.headers.get("X-Forwarded-Proto").value_or("");
  const std::string_view nearest = trim(protocols.substr(protocols.rfind(',') + 1));
  if (!nearest.empty()) request.secure = base::ascii_lower(nearest) == "https";
}

}  // namespace boxoffice::kit::http
