# What Debian asks of a package beyond the files that are installed: run by cpack on the staged tree of the .deb
# (CPACK_PRE_BUILD_SCRIPTS). The manual page and the changelog compressed, without a time in them; the licence where
# Debian looks for it.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
find_program(GZIP gzip REQUIRED)
set(share "${CPACK_TEMPORARY_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share")
set(doc "${share}/doc/${CPACK_PACKAGE_NAME}")

file(READ "${doc}/LICENSE" licence)
file(WRITE "${doc}/copyright" "${CPACK_PACKAGE_NAME} ${CPACK_PACKAGE_VERSION}, ${CPACK_DEBIAN_PACKAGE_MAINTAINER}\n\n${licence}")
file(REMOVE "${doc}/LICENSE")

# The day of the build, or that of SOURCE_DATE_EPOCH.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${doc}/changelog" "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Built by cpack. What changed: CHANGELOG.md of the sources.

 -- ${CPACK_DEBIAN_PACKAGE_MAINTAINER}  ${date}
")
file(GLOB pages "${share}/man/man1/*.1")
execute_process(COMMAND ${GZIP} -9n "${doc}/changelog" ${pages} COMMAND_ERROR_IS_FATAL ANY)
