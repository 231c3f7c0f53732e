# Flags and the three helpers every folder uses: entente_library, entente_test, entente_program.

find_program(ENTENTE_CCACHE ccache)
if(ENTENTE_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${ENTENTE_CCACHE})
  # What ccache needs to be told for precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${ENTENTE_CCACHE})
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()
find_program(ENTENTE_MOLD mold)
if(ENTENTE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Nobody outside of a program replaces a function of ours, so the compiler may inline them; and a shared library shows
# what it says it shows.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
# Calls into libprotobuf, of which reading a record is made, without a jump in between.
add_compile_options(-fno-plt)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT ENTENTE_SANITIZE)
  # A dozen files compiled as one are a large unit to GCC, which then stops inlining even what is one comparison.
  add_compile_options(--param=inline-unit-growth=300 --param=large-unit-insns=200000)
  # What GCC 12 then says falsely of the insides of std::string and of absl's containers.
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized)
endif()

add_library(entente_flags INTERFACE)
# Designated initialisers leave out what keeps its default, which GCC 12's -Wextra takes for a mistake.
target_compile_options(entente_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                       -Wno-missing-field-initializers)
if(ENTENTE_WERROR)
  target_compile_options(entente_flags INTERFACE -Werror)
endif()
if(ENTENTE_SANITIZE)
  # No optimisation and lines only: with both sanitizers -O1 -g takes four times as long to compile, which is most of
  # what a run of the tests costs. Suites that count cases count fewer here than in release.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O0 -g1)
  add_link_options(-fsanitize=address,undefined)
  # GCC 12 gives this warning falsely for standard headers when it instruments them.
  target_compile_options(entente_flags INTERFACE -Wno-maybe-uninitialized)
endif()

if(ENTENTE_FUZZ)
  # RapidJSON adds to a null pointer before it has allocated anything; clang's check for that ends the first JSON read.
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize=pointer-overflow)
endif()

# Two precompiled headers, each made once: GCC takes one only with the flags it was made with, and what links gRPC
# compiles with -pthread.
function(entente_precompile name)
  if("${ARGN}" MATCHES "gRPC::|prometheus-cpp::|entente_(stubs|rpc|server|testing|client|cli)")
    target_precompile_headers(${name} REUSE_FROM entente_precompiled_threads)
  else()
    target_precompile_headers(${name} REUSE_FROM entente_precompiled)
  endif()
endfunction()

# Headers are always included by their path from the project root: "gateway/policy/policy.h".
function(entente_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  # Most of a file's time is its headers': a dozen files are compiled as one.
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE $<BUILD_INTERFACE:entente_flags>)
  target_include_directories(${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  entente_precompile(${name} ${ARG_DEPENDS})
endfunction()

set(ENTENTE_TEST_ENVIRONMENT LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/.cmake/lsan.supp:print_suppressions=0)

# LABELS group the suites for `ctest -L`: unit, conformance, integration, crash.
function(entente_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  if(NOT BUILD_TESTING)
    return()
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 900)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest_main GTest::gmock entente_flags)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  entente_precompile(${name} ${ARG_DEPENDS})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/test-bin)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
                       ENVIRONMENT "${ENTENTE_TEST_ENVIRONMENT}")
endfunction()

function(entente_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} entente_flags)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  entente_precompile(${name} ${ARG_DEPENDS})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
