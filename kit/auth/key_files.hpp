#pragma once

// Files of keys: private ones that only their owner reads, public ones that are replaced as a whole. Blocks on the file
// system; meant for start and for rare, small files. Safe from any thread and process at once.

#include "kit/base/random.hpp"
#include "kit/config/settings.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::auth {

/// The content of a file that only its owner may read; nullopt when there is none. Throws base::StartupError when it
/// cannot be read, is no plain file, or its group or others may read it.
[[nodiscard]] std::optional<std::string> read_private_file(const std::filesystem::path& file);

/// Makes a file with mode 0600 unless it exists: false when another was first. Nobody ever sees half of it. Throws
/// base::StartupError when the folder cannot be written.
bool create_private_file(const std::filesystem::path& file, std::string_view content);

/// What a private file says; `content` when it had to be made. Of several processes that start at once the first one's
/// content stays. Throws as the two above.
[[nodiscard]] std::string read_or_create_private_file(const std::filesystem::path& file, std::string_view content);

/// The secret that a private file keeps, made of 32 random bytes at its first use. Throws base::StartupError as above,
/// and when the file is empty: anybody could sign with such a key.
[[nodiscard]] config::Secret load_or_create_secret(const std::filesystem::path& file, base::Random& random);

/// The content of a public file of at most 64 KiB; nullopt when it cannot be read.
[[nodiscard]] std::optional<std::string> read_public_file(const std::filesystem::path& file);

/// Puts a file with mode 0644 in place of what was there, as a whole (rename(2)). False when it cannot be written.
[[nodiscard]] bool replace_public_file(const std::filesystem::path& file, std::string_view content);

}  // namespace boxoffice::kit::auth
