# How every target is compiled. Packages are found in packages.cmake, rooms are made by room.cmake.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Debug)
endif()
# A broken invariant ends the process in release too: kernel::invariant is a function, which NDEBUG does not remove.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# Lines for stack traces, no variables: a third of the time to build.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

add_library(atranka_flags INTERFACE)
target_compile_options(atranka_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
add_compile_definitions($<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)

set(ATRANKA_SANITIZE "" CACHE STRING "Sanitizers of the whole build, as -fsanitize takes them: address,undefined or thread")
if(ATRANKA_SANITIZE)
  # Without the check of virtual types: Debian's SOCI hides the type information that it links against.
  add_compile_options(
    -fsanitize=${ATRANKA_SANITIZE} -fno-sanitize-recover=all -fno-sanitize=vptr -fno-omit-frame-pointer)
  # Linked to a fixed address: the sanitizers' descriptions of what is where are some four million relocations, which
  # took half of each start of the program, and the suite starts it thousands of times. Compiled as by default.
  add_link_options(-fsanitize=${ATRANKA_SANITIZE} -no-pie)
endif()
# Optimized and instrumented, g++ reasons about values and warns of what cannot be (GCC bugs 105562, 105651); the plain
# build keeps these warnings.
add_compile_options("$<$<AND:$<CXX_COMPILER_ID:GNU>,$<NOT:$<CONFIG:Debug>>>:-Wno-format-truncation;-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict>")

# Without the hash of the build folder, and with paths relative to the source, the builds share their cache.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
