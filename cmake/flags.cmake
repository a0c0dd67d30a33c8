# Compiler flags of every target. banned.h comes before every file of our own.
add_library(hp_flags INTERFACE)
target_include_directories(hp_flags INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/generated)
target_compile_definitions(hp_flags INTERFACE _GNU_SOURCE
                           HP_VERSION="${PROJECT_VERSION}")
target_compile_options(hp_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
  -Wmissing-prototypes -Wold-style-definition -Wcast-align -Wcast-qual -Wwrite-strings -Wvla
  -Wformat=2 -Wundef -Wswitch-enum -Wnull-dereference -Wno-missing-field-initializers
  -fno-strict-aliasing -fstack-protector-strong
  -include ${PROJECT_SOURCE_DIR}/harness/base/banned.h)
if(HP_WERROR)
  target_compile_options(hp_flags INTERFACE -Werror)
endif()
# Sanitizers, and what an engine needs to see where an input goes: also for a peer that a benchmark
# compiles. With OSS-Fuzz the flags come in CFLAGS.
add_library(hp_instrumented INTERFACE)
if(HP_SANITIZE)
  target_compile_options(hp_instrumented INTERFACE -fsanitize=${HP_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all -g)
  target_link_options(hp_instrumented INTERFACE -fsanitize=${HP_SANITIZE})
endif()
if(HP_FUZZ AND NOT DEFINED ENV{LIB_FUZZING_ENGINE})
  target_compile_options(hp_instrumented INTERFACE -fsanitize=fuzzer-no-link -gline-tables-only)
endif()
target_link_libraries(hp_flags INTERFACE hp_instrumented)
