# vocabulary(<include prefixes>): what every room may include from outside.
# room(<folder> USES <rooms> OUTSIDE <include prefixes> LINKS <targets>): one folder, one library, one include view.
#
# The fences that the lines of the root file put up:
#   configure  a room uses only rooms on lines above it; no adapter uses another but adapters/json; no cycle of targets
#   compile    a target sees the views of its own room and of those that it reaches through USES. A view is a build
#              folder that holds a link to that room alone
#   compile    before a room's sources are compiled, fences.py reads what they include: a header of a room that is
#              reached but not named in USES, or one from outside that is not in OUTSIDE, stops the build
#   test       tests/architecture: the same for every file at once, `nm` on the engine, each header compiles alone:
#              one that has a source is what that source includes first (fences.py sees to it), so that only the
#              others cost a compilation of their own

set_property(GLOBAL PROPERTY GLOBAL_DEPENDS_NO_CYCLES ON)
set_property(GLOBAL PROPERTY ATRANKA_ROOMS "")
set_property(GLOBAL PROPERTY ATRANKA_ENGINE_LIBRARIES "")
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(FENCES ${CMAKE_CURRENT_LIST_DIR}/fences.py)

# Views are the same for every configuration, so that compiler caches are shared between them.
set(VIEWS ${CMAKE_SOURCE_DIR}/build/views)

# Read by fences.py alone: a package's headers lie where the compiler always looks.
function(vocabulary)
endfunction()

function(make_view folder)
  get_filename_component(parent ${folder} DIRECTORY)
  set(view ${VIEWS}/${folder}/${folder})
  file(MAKE_DIRECTORY ${VIEWS}/${folder}/${parent})
  # Relative, so that a source tree may be moved.
  file(RELATIVE_PATH wanted ${VIEWS}/${folder}/${parent} ${CMAKE_SOURCE_DIR}/${folder})
  set(present "")
  if(IS_SYMLINK ${view})
    file(READ_SYMLINK ${view} present)
  endif()
  if(NOT present STREQUAL wanted)
    file(CREATE_LINK ${wanted} ${view} SYMBOLIC)
  endif()
endfunction()

function(target_of folder out)
  get_filename_component(name ${folder} NAME)
  set(${out} ${name} PARENT_SCOPE)
endfunction()

function(check_uses folder)
  foreach(used ${ARGN})
    target_of(${used} target)
    if(NOT TARGET ${target})
      message(FATAL_ERROR "${folder} uses ${used}, which is not on a line above it")
    endif()
    if(folder MATCHES "^adapters/" AND used MATCHES "^adapters/" AND NOT used STREQUAL "adapters/json")
      message(FATAL_ERROR "${folder} uses ${used}: adapters use the engine and adapters/json, never each other")
    endif()
  endforeach()
endfunction()

# A source of the target that is made when the includes of the folder keep to its line.
function(fence folder target)
  set(stamp ${CMAKE_BINARY_DIR}/fences/${folder}.txt)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${Python3_EXECUTABLE} ${FENCES} includes ${CMAKE_SOURCE_DIR} --room ${folder} --stamp ${stamp}
    DEPENDS ${ARGN} ${CMAKE_SOURCE_DIR}/CMakeLists.txt ${FENCES}
    COMMENT "Fence of ${folder}" VERBATIM)
  target_sources(${target} PRIVATE ${stamp})
endfunction()

# A room that has no source yet is an interface target.
function(room folder)
  cmake_parse_arguments(ARG "" "" "USES;OUTSIDE;LINKS" ${ARGN})
  check_uses(${folder} ${ARG_USES})
  target_of(${folder} target)
  make_view(${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.hpp)
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE atranka_flags)
    fence(${folder} ${target} ${sources} ${headers})
    if(folder MATCHES "^engine/")
      set_property(GLOBAL APPEND PROPERTY ATRANKA_ENGINE_LIBRARIES ${target})
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  if(headers)
    set(without_source ${headers})
    foreach(source ${sources})
      string(REGEX REPLACE "\\.cpp$" ".hpp" own ${source})
      list(REMOVE_ITEM without_source ${own})
    endforeach()
    # Named through the view, so that the room is entered by the view alone.
    list(TRANSFORM headers REPLACE "^${CMAKE_SOURCE_DIR}/" "${VIEWS}/${folder}/")
    list(TRANSFORM without_source REPLACE "^${CMAKE_SOURCE_DIR}/" "${VIEWS}/${folder}/")
    target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${VIEWS}/${folder} FILES ${headers})
    if(without_source)
      target_sources(${target} ${scope}
        FILE_SET without_source TYPE HEADERS BASE_DIRS ${VIEWS}/${folder} FILES ${without_source})
      set_target_properties(${target} PROPERTIES
        VERIFY_INTERFACE_HEADER_SETS ON INTERFACE_HEADER_SETS_TO_VERIFY without_source)
    endif()
  endif()
  target_include_directories(${target} ${scope} ${VIEWS}/${folder})
  foreach(used ${ARG_USES})
    target_of(${used} used_target)
    target_link_libraries(${target} ${scope} ${used_target})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_LINKS})
  set_property(GLOBAL APPEND PROPERTY ATRANKA_ROOMS ${target})
endfunction()

# program(<folder> NAMED <executable> USES ALL OUTSIDE … LINKS …): a room where a `main` lives: it may use every room, or
# links those alone that it names.
function(program folder)
  cmake_parse_arguments(ARG "" "NAMED" "USES;OUTSIDE;LINKS" ${ARGN})
  make_view(${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.hpp)
  if(NOT sources)
    return()
  endif()
  if(ARG_USES STREQUAL "ALL")
    get_property(rooms GLOBAL PROPERTY ATRANKA_ROOMS)
  else()
    set(rooms "")
    foreach(used ${ARG_USES})
      target_of(${used} target)
      list(APPEND rooms ${target})
    endforeach()
  endif()
  add_executable(${ARG_NAMED} ${sources})
  fence(${folder} ${ARG_NAMED} ${sources} ${headers})
  target_include_directories(${ARG_NAMED} PRIVATE ${VIEWS}/${folder})
  target_link_libraries(${ARG_NAMED} PRIVATE atranka_flags ${rooms} ${ARG_LINKS})
endfunction()
