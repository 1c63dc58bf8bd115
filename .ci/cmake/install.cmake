# cmake --install: binary, both libraries, public headers, data, pkg-config file, CMake package.

# The public headers: src/anlan.h and, transitively, what it includes.
function(anlan_public_headers header out)
  set(found ${${out}})
  if(NOT header IN_LIST found)
    list(APPEND found ${header})
    file(STRINGS ${CMAKE_SOURCE_DIR}/src/${header} lines REGEX "^#include \"")
    foreach(line ${lines})
      string(REGEX REPLACE "^#include \"([^\"]+)\".*" "\\1" inner "${line}")
      anlan_public_headers(${inner} found)
    endforeach()
  endif()
  set(${out} ${found} PARENT_SCOPE)
endfunction()
set(ANLAN_HEADERS)
anlan_public_headers(anlan.h ANLAN_HEADERS)
foreach(header ${ANLAN_HEADERS})
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/anlan/${folder})
endforeach()

install(TARGETS anlan_shared EXPORT anlan-shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS anlan EXPORT anlan-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET anlan_cli)
  install(TARGETS anlan_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

# Data keep their place under the root, so that the same relative names work from the checkout.
file(GLOB_RECURSE ANLAN_DATA CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
  grids/tables/*.csv grids/tables/*.yaml models/*.csv models/*.yaml models/*.rules)
foreach(file ${ANLAN_DATA})
  get_filename_component(folder ${file} DIRECTORY)
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/anlan/${folder})
endforeach()
# The manual page is printed by the program, from the tables of its help.
if(TARGET anlan_cli)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/anlan.1
    COMMAND anlan_cli --manual > ${CMAKE_BINARY_DIR}/anlan.1 DEPENDS anlan_cli VERBATIM)
  add_custom_target(anlan_manual ALL DEPENDS ${CMAKE_BINARY_DIR}/anlan.1)
  install(FILES ${CMAKE_BINARY_DIR}/anlan.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES src/cli/anlan.bash RENAME anlan
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
endif()

string(REPLACE ";" " " ANLAN_MODULE_NAMES "${ANLAN_MODULES}")
file(RELATIVE_PATH ANLAN_PC_UP ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
foreach(name anlan anlan-static)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

include(CMakePackageConfigHelpers)
set(ANLAN_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/anlan)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/anlan-config.cmake.in anlan-config.cmake
  INSTALL_DESTINATION ${ANLAN_CMAKE_DIR})
write_basic_package_version_file(anlan-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/anlan-config.cmake ${CMAKE_BINARY_DIR}/anlan-config-version.cmake
  DESTINATION ${ANLAN_CMAKE_DIR})
install(EXPORT anlan-shared NAMESPACE anlan:: DESTINATION ${ANLAN_CMAKE_DIR})
install(EXPORT anlan-static NAMESPACE anlan:: DESTINATION ${ANLAN_CMAKE_DIR})
