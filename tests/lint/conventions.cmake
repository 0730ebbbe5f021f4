# Conventions that clang-format and clang-tidy do not check: a file is short and has plain characters; a
# header begins with a comment on its purpose, has an include guard and has no using-directive.
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
      offence(${file} "does not begin with a comment on its purpose")
    endif()
    if(NOT text MATCHES "\n#pragma once\n")
      offence(${file} "has no #pragma once")
    endif()
    if(text MATCHES "\n[ \t]*using namespace ")
      offence(${file} "has a using-directive, which affects every file that includes it")
    endif()
  endif()

  # Only the paragraph sign, which names sections of RFCs, is not ASCII. Tests may have any characters.
  if(file MATCHES "^(include|src)/")
    string(REPLACE "§" "" plain "${text}")
    if(plain MATCHES "[^\t\n -~]")
      offence(${file} "has a character outside ASCII")
    endif()
  endif()
endforeach()

if(offences)
  message(FATAL_ERROR "${offences} file(s) do not follow the conventions")
endif()
