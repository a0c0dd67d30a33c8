# `cmake --install BUILD --prefix DIR`: the program, its manual page and completions, and what a plugin
# is built against; `cpack` in the build folder makes a .deb and a .tar.gz of the same. The texts come
# from the program's own tables.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

function(hp_text_of_program output)
  add_custom_command(OUTPUT ${output}
    COMMAND hookproof ${ARGN} > ${output}
    DEPENDS hookproof VERBATIM)
endfunction()
set(texts ${PROJECT_BINARY_DIR}/texts)
file(MAKE_DIRECTORY ${texts})
hp_text_of_program(${texts}/hookproof.1 man)
hp_text_of_program(${texts}/hookproof completion bash)
hp_text_of_program(${texts}/_hookproof completion zsh)
hp_text_of_program(${texts}/hookproof.fish completion fish)
add_custom_target(hp_texts ALL DEPENDS ${texts}/hookproof.1 ${texts}/hookproof ${texts}/_hookproof
                  ${texts}/hookproof.fish)

set_target_properties(hookproof PROPERTIES EXPORT_NAME program)
install(TARGETS hookproof EXPORT hookproof-targets RUNTIME)
install(FILES ${texts}/hookproof.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${texts}/hookproof DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${texts}/_hookproof DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${texts}/hookproof.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

# What a plugin is written against: docs/plugins.md. The .pc names the prefix by where it lies itself,
# so that `--prefix` and a moved tree are right.
file(RELATIVE_PATH HP_PREFIX_FROM_PC /prefix/${CMAKE_INSTALL_DATADIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" HP_PREFIX_FROM_PC "${HP_PREFIX_FROM_PC}")
configure_file(${PROJECT_SOURCE_DIR}/packaging/hookproof.pc.in ${PROJECT_BINARY_DIR}/hookproof.pc
               @ONLY)
install(FILES ${PROJECT_SOURCE_DIR}/include/hookproof/target.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/hookproof)
install(FILES ${PROJECT_BINARY_DIR}/hookproof.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)

# The same for CMake: find_package(hookproof). Before 1.0 a minor version may change what is here.
add_library(hookproof_plugin INTERFACE)
add_library(hookproof::plugin ALIAS hookproof_plugin)
set_target_properties(hookproof_plugin PROPERTIES EXPORT_NAME plugin)
target_include_directories(hookproof_plugin INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set(HP_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/hookproof)
configure_package_config_file(${PROJECT_SOURCE_DIR}/packaging/hookproof-config.cmake.in
                              ${PROJECT_BINARY_DIR}/hookproof-config.cmake
                              INSTALL_DESTINATION ${HP_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/hookproof-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(TARGETS hookproof_plugin EXPORT hookproof-targets)
install(EXPORT hookproof-targets NAMESPACE hookproof:: DESTINATION ${HP_PACKAGE_DIR})
install(FILES ${PROJECT_BINARY_DIR}/hookproof-config.cmake
              ${PROJECT_BINARY_DIR}/hookproof-config-version.cmake DESTINATION ${HP_PACKAGE_DIR})

set(CPACK_GENERATOR DEB TGZ)
set(HP_PACKAGE_CONTACT "hookproof authors <hookproof@users.noreply.example>" CACHE STRING
    "Whom a package names as its maintainer")
set(CPACK_PACKAGE_CONTACT ${HP_PACKAGE_CONTACT})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${HP_PACKAGE_CONTACT})
set(CPACK_PACKAGE_DESCRIPTION "Sends valid and invalid payloads to a server, a plugin or a built-in
service and judges every response against the documented schema. Findings are
shrunk, folded into causes and can be replayed; reports come as text, HTML,
JSON, JUnit, SARIF, TAP and others.")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # needs dpkg-shlibdeps, of dpkg-dev
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates) # for https
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/debian/stage.cmake)
include(CPack)
