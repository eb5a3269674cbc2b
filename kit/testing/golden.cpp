#include "kit/testing/golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace boxoffice::kit::testing {

namespace {

std::filesystem::path in_source_tree(std::string_view path) {
  return std::filesystem::path(BOXOFFICE_SOURCE_DIR) / path;
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool update_is_wanted() {
  const char* const value = std::getenv("BOXOFFICE_UPDATE_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

void expect_golden(std::string_view path, std::string_view text) {
  const auto file = in_source_tree(path);
  if (update_is_wanted()) return write_file(file, text);
  const auto expected = read_file(file);
  if (!expected) {
    ADD_FAILURE() << "golden file " << path << " is missing; run with BOXOFFICE_UPDATE_GOLDEN=1 to write it";
    return;
  }
  EXPECT_EQ(text, *expected) << "golden file " << path << " differs; if the change is meant, run with "
                             << "BOXOFFICE_UPDATE_GOLDEN=1 and review the difference";
}

std::string read_source_file(std::string_view path) {
  auto text = read_file(in_source_tree(path));
  if (!text) throw std::runtime_error("cannot read " + std::string(path));
  return *std::move(text);
}

}  // namespace boxoffice::kit::testing
