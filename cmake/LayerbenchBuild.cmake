# SPDX-License-Identifier: GPL-3.0-or-later
# How every target of the project is built: language, warnings, sanitizers, ccache and a fast linker.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Programs and the engine's module side by side: that is where loadEngine() looks first.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")

# Result is std::expected where the library has it (C++23), else tl::expected.
find_path(LAYERBENCH_TL_EXPECTED tl/expected.hpp)
if(NOT LAYERBENCH_TL_EXPECTED)
    set(CMAKE_CXX_STANDARD 23)
endif()

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(LAYERBENCH_CCACHE ccache)
if(LAYERBENCH_CCACHE)
    # The precompiled headers carry time stamps, which ccache is told to overlook.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${LAYERBENCH_CCACHE})
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()
find_program(LAYERBENCH_MOLD mold)
if(LAYERBENCH_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

if(LAYERBENCH_SANITIZER STREQUAL "address")
    add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    add_link_options(-fsanitize=address,undefined)
elseif(LAYERBENCH_SANITIZER STREQUAL "thread")
    add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
    add_link_options(-fsanitize=thread)
elseif(LAYERBENCH_SANITIZER)
    message(FATAL_ERROR "LAYERBENCH_SANITIZER is “${LAYERBENCH_SANITIZER}”: use address or thread.")
endif()

# Settings of our own code; headers of others come in as system headers and are not judged.
add_library(layerbench-options INTERFACE)
target_include_directories(layerbench-options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(layerbench-options INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    # GCC 12 sees overlaps in std::string's own code that cannot be (its bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${LAYERBENCH_WERROR}>:-Werror>)
if(LAYERBENCH_TL_EXPECTED)
    target_include_directories(layerbench-options SYSTEM INTERFACE "${LAYERBENCH_TL_EXPECTED}")
endif()

# layerbench_room(NAME SOURCES file... [LINKS target...] [PRIVATE_LINKS target...])
# One room of the house: the static library layerbench-NAME.
function(layerbench_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(layerbench-${name} STATIC ${ROOM_SOURCES})
    target_link_libraries(layerbench-${name} PUBLIC layerbench-options ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS})
endfunction()

# layerbench_qt_room(NAME SOURCES file... [LINKS target...]): a room with Qt's meta-objects. Qt's keywords are off, except
# where QCustomPlot's header needs them.
function(layerbench_qt_room name)
    layerbench_room(${name} ${ARGN})
    set_target_properties(layerbench-${name} PROPERTIES AUTOMOC ON)
    target_compile_definitions(layerbench-${name} PRIVATE QT_NO_KEYWORDS QT_NO_CAST_FROM_BYTEARRAY)
    target_link_libraries(layerbench-${name} PUBLIC Qt6::Widgets)
endfunction()

# layerbench_test(NAME SOURCE file LINKS target... [LABELS label...] [SECONDS budget] [ENVIRONMENT NAME=value...])
# One Qt Test program. Every test has its room's label and a time budget.
function(layerbench_test name)
    cmake_parse_arguments(TEST "" "SOURCE;SECONDS" "LINKS;LABELS;ENVIRONMENT" ${ARGN})
    if(NOT TEST_SECONDS)
        set(TEST_SECONDS 60)
    endif()
    if(LAYERBENCH_SANITIZER)
        math(EXPR TEST_SECONDS "${TEST_SECONDS} * 10")
    endif()
    # LeakSanitizer's tracer crashes in a program that loads LibTorch at run time; and Qt's platform plugins and fontconfig
    # keep what they once made.
    if(LAYERBENCH_SANITIZER STREQUAL "address" AND TEST_LABELS MATCHES "cli|ui|widgets")
        list(APPEND TEST_ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
    endif()
    add_executable(${name} ${TEST_SOURCE})
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS
        LAYERBENCH_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE ${TEST_LINKS} Qt6::Test)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_SECONDS} LABELS "${TEST_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_WAIT_POLICY=passive;LAYERBENCH_CACHE=off;${TEST_ENVIRONMENT}")
endfunction()
