// The main() of a fuzz target in builds without libFuzzer: runs every file of the folders that it is given, as a test.

#include "kit/testing/fuzzing/fuzzing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace boxoffice::kit::testing {

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("it cannot be read");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// In memory of exactly its size, as libFuzzer gives it.
void run(const std::string& input) {
  const auto bytes = std::make_unique<char[]>(input.size());
  std::ranges::copy(input, bytes.get());
  test_one_input({bytes.get(), input.size()});
}

int replay(std::span<char* const> folders) {
  std::size_t count = 0;
  std::filesystem::path path;
  try {
    for (const char* const folder : folders) {
      path = folder;
      for (const auto& file : files_in(folder)) {
        path = file;
        fmt::print("{}\n", path.string());
        std::fflush(stdout);  // so that it says which input an abort was about
        run(read_file(file));
        ++count;
      }
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", path.string(), error.what());
    return EXIT_FAILURE;
  }
  fmt::print("{} inputs\n", count);
  return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

}  // namespace boxoffice::kit::testing

int main(int argument_count, char** arguments) {
  return boxoffice::kit::testing::replay(
      std::span<char* const>(arguments, static_cast<std::size_t>(argument_count)).subspan(1));
}
