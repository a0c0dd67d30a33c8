# One folder a layer, one static library a layer. The link order is the architecture: a layer may
# include those it links, and tests/lint/layers.sh reads this file to hold the sources to it.
# `bench` and `tests` stand above all.
function(hp_layer name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.c)
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  if(NOT sources) # BOOTSTRAP
    add_library(hp_${name} INTERFACE)
    target_link_libraries(hp_${name} INTERFACE hp_flags ${ARGN})
    return()
  endif()
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
hp_layer(service  harness/service  hp_contract hp_http PkgConfig::microhttpd Threads::Threads)
hp_layer(target   harness/target   hp_service hp_http PkgConfig::curl)
hp_layer(check    harness/check    hp_plan Threads::Threads)
hp_layer(run      harness/run      hp_check hp_target hp_cases Threads::Threads)
hp_layer(reports  reports          hp_run PkgConfig::xml2)
hp_layer(cli      harness/cli      hp_reports)

# The default contract, embedded as bytes.
set(contract_json ${PROJECT_SOURCE_DIR}/cases/webhooks.openapi.json)
set(contract_inc ${PROJECT_BINARY_DIR}/generated/webhooks.openapi.inc)
add_custom_command(OUTPUT ${contract_inc}
  COMMAND ${CMAKE_COMMAND} -DIN=${contract_json} -DOUT=${contract_inc}
          -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${contract_json} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
get_target_property(contract_type hp_contract TYPE) # BOOTSTRAP
if(contract_type STREQUAL STATIC_LIBRARY)
target_sources(hp_contract PRIVATE ${contract_inc})
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/harness/cli/main.c) # BOOTSTRAP
add_executable(hookproof ${PROJECT_SOURCE_DIR}/harness/cli/main.c)
target_link_libraries(hookproof PRIVATE hp_cli)
install(TARGETS hookproof RUNTIME)
endif()
