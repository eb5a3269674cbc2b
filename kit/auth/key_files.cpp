#include "kit/auth/key_files.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace boxoffice::kit::auth {

namespace {

constexpr std::size_t file_limit = 64UL * 1024;

std::string last_error() {
  return std::generic_category().message(errno);
}

/// A file descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const auto count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::optional<std::string> read_all(int descriptor) {
  std::string content(file_limit + 1, '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const auto count = ::read(descriptor, content.data() + size, content.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > file_limit) {
    errno = EFBIG;
    return std::nullopt;
  }
  content.resize(size);
  return content;
}

/// A complete, durable file beside `file` under a name that nobody else has; empty with errno set when it failed.
std::filesystem::path write_beside(const std::filesystem::path& file, std::string_view content, mode_t mode) {
  base::SystemRandom random;
  std::filesystem::path temporary = file;
  temporary += fmt::format(".{}.tmp", base::random_token(random, 9));
  const OpenFile output(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!output.is_open()) return {};
  if (write_all(output.get(), content) && ::fsync(output.get()) == 0) return temporary;
  const int reason = errno;
  ::unlink(temporary.c_str());
  errno = reason;
  return {};
}

}  // namespace

std::optional<std::string> read_private_file(const std::filesystem::path& file) {
  const OpenFile input(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.is_open() && errno == ENOENT) return std::nullopt;
  struct stat status{};
  if (!input.is_open() || ::fstat(input.get(), &status) != 0) {
    throw base::StartupError(fmt::format("The key file {} cannot be read ({}).", file.string(), last_error()));
  }
  if (!S_ISREG(status.st_mode)) {
    throw base::StartupError(fmt::format("The key file {} is not a plain file; remove it.", file.string()));
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw base::StartupError(fmt::format("The key file {0} is open to other users; run: chmod 600 {0}", file.string()));
  }
  auto content = read_all(input.get());
  if (!content) {
    throw base::StartupError(fmt::format("The key file {} cannot be read ({}).", file.string(), last_error()));
  }
  return content;
}

bool create_private_file(const std::filesystem::path& file, std::string_view content) {
  std::error_code ignored;  // what is wrong with the folder shows when the file is written
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);

  const auto temporary = write_beside(file, content, S_IRUSR | S_IWUSR);
  if (temporary.empty()) {
    throw base::StartupError(fmt::format("The key file {} cannot be written ({}).", file.string(), last_error()));
  }
  // link(2) fails where rename(2) would overwrite: of several processes exactly one wins.
  const bool linked = ::link(temporary.c_str(), file.c_str()) == 0;
  const int reason = errno;
  ::unlink(temporary.c_str());
  if (!linked && reason != EEXIST) {
    throw base::StartupError(
        fmt::format("The key file {} cannot be written ({}).", file.string(), std::generic_category().message(reason)));
  }
  return linked;
}

std::string read_or_create_private_file(const std::filesystem::path& file, std::string_view content) {
  if (auto kept = read_private_file(file)) return *std::move(kept);
  if (create_private_file(file, content)) return std::string(content);
  auto kept = read_private_file(file);  // another process was first
  base::ensure(kept.has_value(), "a file that could not be made because it exists can be read");
  return *std::move(kept);
}

config::Secret load_or_create_secret(const std::filesystem::path& file, base::Random& random) {
  constexpr std::size_t secret_bytes = 32;
  constexpr std::size_t least_characters = 32;  // what is shorter was cut off, and could be guessed
  config::Secret secret{read_or_create_private_file(file, base::random_token(random, secret_bytes))};
  if (secret.reveal().size() < least_characters) {
    throw base::StartupError(
        fmt::format("The key file {} is empty or cut off; restore it, or remove it to get a new one.", file.string()));
  }
  return secret;
}

std::optional<std::string> read_public_file(const std::filesystem::path& file) {
  const OpenFile input(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.is_open()) return std::nullopt;
  return read_all(input.get());
}

bool replace_public_file(const std::filesystem::path& file, std::string_view content) {
  std::error_code ignored;  // what is wrong with the folder shows when the file is written
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);

  const auto temporary = write_beside(file, content, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
  if (temporary.empty()) return false;
  if (::rename(temporary.c_str(), file.c_str()) == 0) return true;
  ::unlink(temporary.c_str());
  return false;
}

}  // namespace boxoffice::kit::auth
