# The compiler, its warnings, its sanitizers and the one precompiled header of a preset.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR
    "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang-19: run tools/bootstrap, then "
    "cmake --preset dev.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

option(BOXOFFICE_TESTS "Build the unit and contract tests" ON)
option(BOXOFFICE_FUZZ "Build the fuzz targets with libFuzzer, and nothing that they do not need" OFF)
option(BOXOFFICE_BENCHMARKS "Build the Google Benchmark programs in bench/" OFF)
set(BOXOFFICE_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")

# Flags that every translation unit shares, so that all can use one precompiled header. Without time stamps in it,
# ccache can serve the precompiled header and everything that uses it.
add_compile_options("SHELL:-Xclang -fno-pch-timestamp" -fcolor-diagnostics)
add_link_options(-fuse-ld=lld-19)
# Before any -l flag: only libraries that are used are loaded (a third of the memory of nine processes).
string(PREPEND CMAKE_EXE_LINKER_FLAGS "-Wl,--as-needed ")
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Line tables are enough for sanitizer reports and halve object size.
  string(REPLACE "-g" "-gline-tables-only" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")
  string(APPEND CMAKE_CXX_FLAGS_DEBUG " -O1 -fno-omit-frame-pointer")
else()
  string(REPLACE "-O3" "-O2" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
  string(APPEND CMAKE_CXX_FLAGS_RELEASE " -gline-tables-only -fno-omit-frame-pointer")
endif()
if(BOXOFFICE_SANITIZE)
  add_compile_options(-fsanitize=${BOXOFFICE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BOXOFFICE_SANITIZE})
endif()

# Warnings are errors for our code; third-party headers are SYSTEM.
add_library(boxoffice_warnings INTERFACE)
target_compile_options(boxoffice_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror)
