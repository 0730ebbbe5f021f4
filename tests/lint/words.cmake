# Fails where a file uses a name that the project has replaced, so that one thing keeps one name.
#
#   cmake -DROOT=<source tree> -P words.cmake
cmake_minimum_required(VERSION 3.25)

# Each name is a whole word. These appear nowhere: not in code, comments, strings, pages or scripts.
set(old_names
  "app::records"
  around_
  "class directory"
  "class gate"
  "class ledger"
  "class share"
  credential_place
  epochs
  house_rules
  outbox
  "rules of the house"
  session_hold
  site_of
  "struct arrival"
  "struct desk"
  "struct handles"
  "struct trust"
  take_off
  verdict_memory)

# These are words of English, too. Comments and strings may have them, but code and file names do not.
set(old_identifiers
  arrival
  desk
  fleet
  flight
  gate
  handles
  ledger
  outbox
  presentation
  presented
  # shown
  speaks
  stands
  surroundings
  )

set(offences 0)
function(check file names text)
  foreach(name IN LISTS ${names})
    if(text MATCHES "(^|[^A-Za-z0-9_])${name}([^A-Za-z0-9_]|$)")
      message("${file}: uses the old name '${name}'")
      math(EXPR offences "${offences} + 1")
    endif()
  endforeach()
  set(offences ${offences} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT}
  ${ROOT}/include/*.hpp ${ROOT}/src/*.hpp ${ROOT}/src/*.cpp ${ROOT}/src/CMakeLists.txt
  ${ROOT}/tests/*.hpp ${ROOT}/tests/*.cpp ${ROOT}/tests/*.py ${ROOT}/tests/CMakeLists.txt
  ${ROOT}/deploy/*.sh ${ROOT}/docs/*.md)
file(GLOB pages RELATIVE ${ROOT} ${ROOT}/README.md)
foreach(file IN LISTS files pages)
  file(READ ${ROOT}/${file} text)
  check(${file} old_names "${text}")

  if(file MATCHES "\\.[ch]pp$")
    # A reader finds a thing by the name of its file, so the name of the file counts as well.
    cmake_path(GET file STEM LAST_ONLY stem)
    string(REGEX REPLACE "_test$" "" stem "${stem}")
    check(${file} old_identifiers "${stem}")

    # Remove strings before comments, because a string may have two slashes.
    string(REGEX REPLACE "R\"[(]([^)]|[)][^\"])*[)]\"" "" code "${text}")
    string(REGEX REPLACE "\"([^\"\\\n]|\\\\.)*\"" "" code "${code}")
    string(REGEX REPLACE "//[^\n]*" "" code "${code}")
    check(${file} old_identifiers "${code}")
  endif()
endforeach()

if(offences)
  message(FATAL_ERROR "${offences} use(s) of old names")
endif()
