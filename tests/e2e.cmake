# End-to-end tests: Python's standard library, the program as a process, servers on loopback. Each
# file is one test and gets the path of the binary.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
set(e2e_environment PYTHONDONTWRITEBYTECODE=1)
if(HP_SANITIZE)
  list(APPEND e2e_environment HOOKPROOF_SANITIZED=1)
endif()
file(GLOB e2e_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/e2e/*_test.py
     ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_*.py)
foreach(source ${e2e_tests})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "^test_|_test$" "" test ${name})
  add_test(NAME e2e.${test} COMMAND Python3::Interpreter ${source} $<TARGET_FILE:hookproof>)
  # Those that `./dev test` runs once more under the sanitizers: refusals, peers of every manner, findings.
  set(labels e2e)
  if(test MATCHES "^(conformant|findings|full_disk|refusals|rude_peers)$")
    list(APPEND labels quick)
  endif()
  set_tests_properties(e2e.${test} PROPERTIES LABELS "${labels}" TIMEOUT 900
                       ENVIRONMENT "${e2e_environment}")
endforeach()
