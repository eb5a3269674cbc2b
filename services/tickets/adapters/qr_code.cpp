#include "services/tickets/adapters/qr_code.hpp"

#include "kit/base/ensure.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <iterator>
#include <memory>

namespace boxoffice::services::tickets {

namespace {

/// XML text (XML 1.0, section 2.4).
std::string escaped(const std::string& text) {
  std::string result;
  for (const char character : text) {
    switch (character) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += character;
    }
  }
  return result;
}

/// One closed rectangle for each run of dark modules in a row, so that no gaps show between neighbours.
std::string path_of(const QrCode& code) {
  std::string path;
  for (std::size_t row = 0; row < code.size; ++row) {
    for (std::size_t column = 0; column < code.size; ++column) {
      if (!code.is_dark(column, row)) continue;
      const std::size_t begin = column;
      while (column < code.size && code.is_dark(column, row)) ++column;
      fmt::format_to(std::back_inserter(path), "M{} {}h{}v1h-{}z", begin + quiet_zone, row + quiet_zone, column - begin,
                     column - begin);
    }
  }
  return path;
}

}  // namespace

QrCode make_qr_code(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> encoded(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_Q),
                                                                &QRcode_free);
  kit::base::ensure(encoded != nullptr, "a ticket code fits into a QR code");
  QrCode code{.size = static_cast<std::size_t>(encoded->width)};
  const std::size_t modules = code.size * code.size;
  code.dark.reserve(modules);
  for (std::size_t index = 0; index < modules; ++index) code.dark.push_back((encoded->data[index] & 1U) != 0);
  return code;
}

std::string to_svg(const QrCode& code, const std::string& title) {
  const std::size_t side = code.size + 2 * quiet_zone;
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="{1}" height="{1}" role="img" )"
      R"(shape-rendering="crispEdges"><title>{2}</title><rect width="{0}" height="{0}" fill="#fff"/>)"
      R"(<path d="{3}" fill="#000"/></svg>)"
      "\n",
      side, side * 8, escaped(title), path_of(code));
}

}  // namespace boxoffice::services::tickets
