# What decides and what makes an answer knows no transport: neither includes anything of the room http.
#
#   cmake -DROOT=<source tree> -DCOMPILER=<c++> -P transport.cmake
cmake_minimum_required(VERSION 3.25)

foreach(header check/answer.hpp check/endpoint.hpp resolve/decision.hpp resolve/resolver.hpp dialect/dialect.hpp)
  execute_process(
    COMMAND ${COMPILER} -std=c++20 -M -I${ROOT}/include ${ROOT}/include/postern/${header}
    OUTPUT_VARIABLE included COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "[^ ]*postern/http/[^ \n]*" found "${included}")
  if(found)
    message(FATAL_ERROR "include/postern/${header} includes ${found}")
  endif()
endforeach()
