# Installs Postern, builds docs/example against what was installed, and lets it judge two tokens.
cmake_minimum_required(VERSION 3.25)

# run(VARIABLE command...): runs it, and puts what it prints into VARIABLE.
function(run variable)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE printed OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${variable} "${printed}" PARENT_SCOPE)
endfunction()

# expect(code text token): how the example ends, and what it says, when it is given the token.
function(expect code text token)
  file(WRITE ${SCRATCH}/token "${token}\n")
  execute_process(
    COMMAND ${SCRATCH}/build/verify ${SCRATCH}/key.pem example https://issuer.example
    INPUT_FILE ${SCRATCH}/token RESULT_VARIABLE ended OUTPUT_VARIABLE said)
  if(NOT ended EQUAL code OR NOT said MATCHES "${text}")
    message(FATAL_ERROR "expected ${code} and `${text}`, got ${ended}: ${said}")
  endif()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
run(ignored ${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/installed)
set(flags "")
if(SANITIZE)
  set(flags -DCMAKE_CXX_FLAGS=-fsanitize=${SANITIZE})
endif()
run(ignored ${CMAKE_COMMAND} -G Ninja -S ${EXAMPLE} -B ${SCRATCH}/build
  -DCMAKE_PREFIX_PATH=${SCRATCH}/installed -DCMAKE_CXX_COMPILER=${COMPILER} ${flags})
run(ignored ${CMAKE_COMMAND} --build ${SCRATCH}/build)

# The other rooms stay at home.
file(GLOB rooms RELATIVE ${SCRATCH}/installed/include/postern ${SCRATCH}/installed/include/postern/*)
if(NOT rooms STREQUAL "base;codec;crypto;jwt;keys")
  message(FATAL_ERROR "installed headers: ${rooms}")
endif()

run(kid ${POSTERN} key generate --kid example --out ${SCRATCH}/private.pem --public ${SCRATCH}/key.pem)
run(token ${POSTERN} token mint --key ${SCRATCH}/private.pem --kid ${kid}
  --issuer https://issuer.example --subject alice)
expect(0 "^alice\n$" "${token}")
string(REGEX MATCH "^[^.]*\\.[^.]*\\." proven_part "${token}")
string(REGEX MATCH "[^.]*$" signature "${token}")
string(SUBSTRING "${signature}" 0 1 first)
string(SUBSTRING "${signature}" 1 -1 rest)
set(other "A")
if(first STREQUAL "A")
  set(other "B")
endif()
expect(1 "signature" "${proven_part}${other}${rest}")
file(REMOVE_RECURSE ${SCRATCH})
