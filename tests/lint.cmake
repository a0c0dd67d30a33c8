# Formatting and lints, as tests. They need a git checkout and are the same for every compiler, so only
# the dev build has them.
option(HP_LINTS "Add the lints to the tests" OFF)
if(HP_LINTS)
  set(lint ${CMAKE_CURRENT_SOURCE_DIR}/lint)
  add_test(NAME lint.format COMMAND sh -c
    "git ls-files -z '*.c' '*.h' | xargs -0 clang-format --dry-run -Werror"
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME lint.layers COMMAND sh ${lint}/layers.sh ${PROJECT_SOURCE_DIR})
  add_test(NAME lint.files COMMAND sh ${lint}/files.sh ${PROJECT_SOURCE_DIR})
  add_test(NAME lint.shell COMMAND sh -c
    "git ls-files -z '*.sh' dev .ci/run | xargs -0 shellcheck"
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  add_test(NAME lint.tidy COMMAND sh ${lint}/tidy.sh ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  set_tests_properties(lint.format lint.layers lint.files lint.shell lint.tidy
                       PROPERTIES LABELS lint TIMEOUT 1800)
endif()
