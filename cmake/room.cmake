# room(<folder> USES <rooms> OUTSIDE <include prefixes> LINKS <targets>): one folder, one library, one include view.
#
# The view of a room is a build folder that holds a link to that room alone; a target sees its own view and those of
# the rooms it USES, so an include that the root CMakeLists.txt does not allow does not compile.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)

# Views are the same for every configuration, so that compiler caches are shared between them.
set(VIEWS ${CMAKE_SOURCE_DIR}/build/views)

add_library(atranka_flags INTERFACE)
target_compile_options(atranka_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror)

set_property(GLOBAL PROPERTY ATRANKA_ROOMS "")

find_package(OpenSSL REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)

function(make_view folder)
  get_filename_component(parent ${folder} DIRECTORY)
  set(view ${VIEWS}/${folder}/${parent})
  get_filename_component(name ${folder} NAME)
  file(MAKE_DIRECTORY ${view})
  if(NOT IS_SYMLINK ${view}/${name})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${view}/${name} SYMBOLIC)
  endif()
endfunction()

function(target_of folder out)
  get_filename_component(name ${folder} NAME)
  set(${out} ${name} PARENT_SCOPE)
endfunction()

# The rooms are layered in the order of the root file; a room that has no source yet is an interface target.
function(room folder)
  cmake_parse_arguments(ARG "" "" "USES;OUTSIDE;LINKS" ${ARGN})
  target_of(${folder} target)
  make_view(${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.hpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE atranka_flags)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  if(headers)
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/${folder} FILES ${headers})
    set_property(TARGET ${target} PROPERTY VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
  target_include_directories(${target} ${scope} ${VIEWS}/${folder})
  foreach(used ${ARG_USES})
    target_of(${used} used_target)
    target_link_libraries(${target} ${scope} ${used_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_LINKS})
  set_property(GLOBAL APPEND PROPERTY ATRANKA_ROOMS ${target})
endfunction()

function(program folder)
  cmake_parse_arguments(ARG "" "NAMED" "USES;OUTSIDE;LINKS" ${ARGN})
  make_view(${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(NOT sources)
    return()
  endif()
  get_property(rooms GLOBAL PROPERTY ATRANKA_ROOMS)
  add_executable(${ARG_NAMED} ${sources})
  target_include_directories(${ARG_NAMED} PRIVATE ${VIEWS}/${folder})
  target_link_libraries(${ARG_NAMED} PRIVATE atranka_flags ${rooms} ${ARG_LINKS})
endfunction()
