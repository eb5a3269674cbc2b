# The shape of the tree as functions. Arrows between folders are what DEPS says; tools/tidy checks the includes too.

# One precompiled header per preset. Nothing relies on what it includes; every file includes what it uses.
add_library(boxoffice_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_precompile_headers(boxoffice_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.hpp)
target_link_libraries(boxoffice_pch PUBLIC Boost::headers fmt::fmt Threads::Threads)

function(boxoffice_common_settings target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC Boost::headers fmt::fmt Threads::Threads PRIVATE boxoffice_warnings)
  target_precompile_headers(${target} REUSE_FROM boxoffice_pch)
endfunction()

# boxoffice_library(<target> SOURCES <file...> [DEPS <our targets...>] [LINK <third-party targets, private...>])
function(boxoffice_library target)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;LINK" ${ARGN})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_SOURCES})
    boxoffice_common_settings(${target})
    target_link_libraries(${target} PUBLIC ${ARG_DEPS} PRIVATE ${ARG_LINK})
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${CMAKE_SOURCE_DIR})
    target_link_libraries(${target} INTERFACE Boost::headers fmt::fmt Threads::Threads ${ARG_DEPS} ${ARG_LINK})
  endif()
endfunction()

# boxoffice_tests(<target> SOURCES <file...> DEPS <targets...>): a GoogleTest program, run by ctest as one test.
function(boxoffice_tests target)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  if(NOT BOXOFFICE_TESTS OR NOT ARG_SOURCES)
    return()
  endif()
  add_executable(${target} ${ARG_SOURCES})
  boxoffice_common_settings(${target})
  target_link_libraries(${target} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE BOXOFFICE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME ${target} COMMAND ${target} --gtest_brief=1)
endfunction()

# boxoffice_fuzz(<prefix> SOURCES <file...> DEPS <targets...>): a fuzz target <prefix>_<name>_fuzz per fuzz/<name>.cpp.
# With BOXOFFICE_FUZZ a libFuzzer program, with BOXOFFICE_TESTS a test that runs the inputs in fuzz/corpus/<name>.
function(boxoffice_fuzz prefix)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  if(NOT BOXOFFICE_TESTS AND NOT BOXOFFICE_FUZZ)
    return()
  endif()
  foreach(source IN LISTS ARG_SOURCES)
    get_filename_component(name ${source} NAME_WE)
    set(target ${prefix}_${name}_fuzz)
    add_executable(${target} ${source})
    boxoffice_common_settings(${target})
    target_link_libraries(${target} PRIVATE ${ARG_DEPS} kit_testing_fuzzing)
    if(BOXOFFICE_FUZZ)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzz ${target})
    else()
      target_link_libraries(${target} PRIVATE kit_testing_fuzzing_replay)
      add_test(NAME ${target} COMMAND ${target} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
    endif()
  endforeach()
endfunction()

# boxoffice_kit(<name> [DEPS ...] [LINK ...] [TEST_DEPS ...]) for kit/<name>: library kit_<name>, its tests and fuzz
# targets beside it.
# A technology in a sub-folder (kit/sql/sqlite) is a library of its own: kit_sql_sqlite.
function(boxoffice_kit name)
  cmake_parse_arguments(ARG "" "" "DEPS;LINK;TEST_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  file(GLOB fuzz CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/*.cpp)
  boxoffice_library(kit_${name} SOURCES ${sources} DEPS ${ARG_DEPS} LINK ${ARG_LINK})
  boxoffice_tests(kit_${name}_tests SOURCES ${tests} DEPS kit_${name} ${ARG_TEST_DEPS})
  boxoffice_fuzz(kit_${name} SOURCES ${fuzz} DEPS kit_${name})
endfunction()

# boxoffice_service(<name> [CORE_DEPS ...] [DEPS ...] [LINK ...] [TEST_DEPS ...]) for services/<name>:
# <name>_core <- <name>_adapters <- <name>_service, <name>_tests and fuzz targets. Migrations are compiled into the
# adapters.
function(boxoffice_service name)
  cmake_parse_arguments(ARG "" "" "CORE_DEPS;DEPS;LINK;TEST_DEPS" ${ARGN})
  set(here ${CMAKE_CURRENT_SOURCE_DIR})
  file(GLOB core CONFIGURE_DEPENDS ${here}/core/*.cpp)
  file(GLOB adapters CONFIGURE_DEPENDS ${here}/adapters/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${here}/tests/*.cpp)
  file(GLOB fuzz CONFIGURE_DEPENDS ${here}/fuzz/*.cpp)
  file(GLOB migrations CONFIGURE_DEPENDS ${here}/migrations/*.sql)
  if(migrations)
    boxoffice_embed_migrations(${name} "${migrations}" embedded)
    list(APPEND adapters ${embedded})
  endif()
  boxoffice_library(${name}_core SOURCES ${core} DEPS kit_base kit_runtime ${ARG_CORE_DEPS})
  boxoffice_library(${name}_adapters SOURCES ${adapters} DEPS ${name}_core ${ARG_DEPS} LINK ${ARG_LINK})
  if(migrations)
    target_include_directories(${name}_adapters PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/generated)
  endif()
  boxoffice_library(${name}_service SOURCES ${here}/service.cpp DEPS ${name}_adapters)
  boxoffice_tests(${name}_tests SOURCES ${tests} DEPS ${name}_service kit_testing ${ARG_TEST_DEPS})
  boxoffice_fuzz(${name} SOURCES ${fuzz} DEPS ${name}_adapters)
endfunction()

# Compiles services/<name>/migrations/*.sql into boxoffice::services::<name>::migrations().
function(boxoffice_embed_migrations name files result)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/generated/${name}_migrations.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} "-DFILES=${files}" -DOUTPUT=${output}
            -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    COMMENT "Embedding the migrations of ${name}" VERBATIM)
  set(${result} ${output} PARENT_SCOPE)
endfunction()
