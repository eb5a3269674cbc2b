#pragma once

// QR codes (ISO/IEC 18004) as modules, and drawn as SVG.

#include <cstddef>
#include <string>
#include <vector>

namespace boxoffice::services::tickets {

/// Light around a code without which readers do not find it, in modules.
inline constexpr std::size_t quiet_zone = 4;

/// A square of modules without its quiet zone.
struct QrCode {
  std::size_t size = 0;
  std::vector<bool> dark{};  // row after row

  [[nodiscard]] bool is_dark(std::size_t column, std::size_t row) const { return dark.at(row * size + column); }
};

/// Error correction level Q, which survives a quarter of damage. `text` has at most some hundred characters.
[[nodiscard]] QrCode make_qr_code(const std::string& text);

/// An SVG 1.1 document, one unit per module, with quiet zone and an accessible title.
[[nodiscard]] std::string to_svg(const QrCode& code, const std::string& title);

}  // namespace boxoffice::services::tickets
