# What clang-format and clang-tidy cannot say about a file: it stays short and plain; a header opens
# with its reason, is guarded and opens no namespace on its reader.
#
#   cmake -DROOT=<source tree> -P conventions.cmake
cmake_minimum_required(VERSION 3.25)
set(longest 300)

set(offences 0)
function(offence file text)
  message("${file}: ${text}")
  math(EXPR offences "${offences} + 1")
  set(offences ${offences} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT}
  ${ROOT}/include/*.hpp ${ROOT}/src/*.hpp ${ROOT}/src/*.cpp ${ROOT}/tests/*.hpp ${ROOT}/tests/*.cpp)
foreach(file IN LISTS files)
  file(READ ${ROOT}/${file} text)
  string(REGEX MATCHALL "\n" newlines "${text}")
  list(LENGTH newlines lines)
  if(lines GREATER longest)
    offence(${file} "has ${lines} lines, more than ${longest}")
  endif()

  if(file MATCHES "\\.hpp$")
    if(NOT text MATCHES "^//")
      offence(${file} "does not open with a comment that says why it exists")
    endif()
    if(NOT text MATCHES "\n#pragma once\n")
      offence(${file} "has no #pragma once")
    endif()
    if(text MATCHES "\n[ \t]*using namespace ")
      offence(${file} "has a using-directive, which every reader inherits")
    endif()
  endif()

  # The paragraph sign names clauses of RFCs; all else is ASCII. Tests may hold any octets.
  if(file MATCHES "^(include|src)/")
    string(REPLACE "§" "" plain "${text}")
    if(plain MATCHES "[^\t\n -~]")
      offence(${file} "has a character outside ASCII")
    endif()
  endif()
endforeach()

if(offences)
  message(FATAL_ERROR "${offences} file(s) break the rules of the house")
endif()
