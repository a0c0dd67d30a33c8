# One folder a layer, one static library a layer. The link order is the architecture: a layer may
# include those it links, and tests/lint/layers.sh reads this file to hold the sources to it.
# `bench` and `tests` stand above all.
function(hp_layer name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  add_library(hp_${name} STATIC ${sources})
  set_target_properties(hp_${name} PROPERTIES LINKER_LANGUAGE C)
  target_link_libraries(hp_${name} PUBLIC hp_flags ${ARGN})
endfunction()

# hp_layer(NAME FOLDER what it may use ...)
hp_layer(base     harness/base)
hp_layer(json     harness/json     hp_base PkgConfig::cjson m)
hp_layer(contract harness/contract hp_json PkgConfig::pcre2)
hp_layer(http     harness/http     hp_base)
hp_layer(mutate   harness/mutate   hp_contract)
hp_layer(plan     harness/plan     hp_mutate)
hp_layer(cases    cases            hp_plan PkgConfig::zlib PkgConfig::brotli PkgConfig::zstd)
hp_layer(service  harness/service  hp_contract hp_http Threads::Threads)
hp_layer(defects  harness/service/defects hp_service hp_plan)
hp_layer(target   harness/target   hp_service hp_http PkgConfig::curl ${CMAKE_DL_LIBS})
hp_layer(check    harness/check    hp_plan Threads::Threads)
hp_layer(run      harness/run      hp_check hp_target hp_cases Threads::Threads)
hp_layer(reports  reports          hp_run PkgConfig::xml2)
hp_layer(cli      harness/cli      hp_reports hp_defects)

# A file as the bytes of a C array, for `#include "NAME"`: the default contract, the HTML report's
# style sheet and script, what `init` writes.
function(hp_embed target file name)
  set(inc ${PROJECT_BINARY_DIR}/generated/${name})
  add_custom_command(OUTPUT ${inc}
    COMMAND ${CMAKE_COMMAND} -DIN=${PROJECT_SOURCE_DIR}/${file} -DOUT=${inc}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${inc})
endfunction()
hp_embed(hp_contract cases/webhooks.openapi.json webhooks.openapi.inc)
hp_embed(hp_reports reports/html/report.css report.css.inc)
hp_embed(hp_reports reports/html/report.js report.js.inc)
hp_embed(hp_cli packaging/init/hookproof.json init-config.inc)
hp_embed(hp_cli packaging/init/hookproof-baseline.json init-baseline.inc)
hp_embed(hp_cli packaging/init/hookproof-ci.yml init-ci.inc)

add_executable(hookproof ${PROJECT_SOURCE_DIR}/harness/cli/main.c)
target_link_libraries(hookproof PRIVATE hp_cli)
