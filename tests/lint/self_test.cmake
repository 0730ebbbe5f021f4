# Plants one offence at a time in a small tree of its own and asks the checks to find it.
#
#   cmake -DSCRATCH=<folder> -P self_test.cmake
cmake_minimum_required(VERSION 3.25)
set(good_header "// Reason.\n#pragma once\n")

# expect(name check pass|fail file text): what `check` says of a clean tree with this one file in it.
function(expect name check verdict file text)
  file(REMOVE_RECURSE ${SCRATCH})
  file(WRITE ${SCRATCH}/src/CMakeLists.txt "postern_add_room(low PUBLIC)\npostern_add_room(high)\n")
  file(WRITE ${SCRATCH}/include/postern/low/a.hpp "${good_header}")
  file(WRITE ${SCRATCH}/src/high/own.hpp "${good_header}")
  file(WRITE ${SCRATCH}/${file} "${text}")
  execute_process(
    COMMAND ${CMAKE_COMMAND} -DROOT=${SCRATCH} -P ${CMAKE_CURRENT_LIST_DIR}/${check}.cmake
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  set(expected_code 0)
  if(verdict STREQUAL "fail")
    set(expected_code 1)
  endif()
  if(NOT code EQUAL expected_code OR (code AND NOT said MATCHES "${file}: "))
    message(FATAL_ERROR "${name}: expected ${verdict}, got code ${code}:\n${said}")
  endif()
endfunction()

string(REPEAT "// line\n" 301 too_long)
expect("a lower room"            layers pass src/high/a.cpp  "#include <postern/low/a.hpp>\n")
expect("an upper room"           layers fail src/low/a.cpp   "#include <postern/high/a.hpp>\n")
expect("an upper room, public"   layers fail include/postern/low/b.hpp "#include <postern/high/a.hpp>\n")
expect("an upper room, indented" layers fail src/low/a.cpp   "  #  include <postern/high/a.hpp>\n")
expect("no room"                 layers fail src/low/a.cpp   "#include <postern/util/a.hpp>\n")
expect("a folder that is no room" layers fail src/util "")
expect("an own private header"   layers pass src/high/a.cpp  "#include \"own.hpp\"\n")
expect("another's private header" layers fail src/low/a.cpp  "#include \"../high/own.hpp\"\n")
expect("a missing private header" layers fail src/low/a.cpp  "#include \"own.hpp\"\n")
expect("a tidy header"           conventions pass src/high/b.hpp "${good_header}// RFC 7519 §4.1\n")
expect("no reason"               conventions fail src/high/b.hpp "#pragma once\n")
expect("no guard"                conventions fail src/high/b.hpp "// Reason.\n")
expect("a using-directive"       conventions fail src/high/b.hpp "${good_header}using namespace std;\n")
expect("a long file"             conventions fail src/high/b.cpp "${too_long}")
expect("a curly quote"           conventions fail src/high/b.cpp "// Reason’s.\n")
file(REMOVE_RECURSE ${SCRATCH})
