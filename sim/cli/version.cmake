# Writes a header with the version and the commit: cmake -DVERSION=.. -DSOURCE=.. -DOUT=.. -P version.cmake
# Without git, or in a folder that git does not trust, the commit is "unknown": a build never fails for it.
execute_process(
  COMMAND git -c safe.directory=* -C ${SOURCE} describe --always --dirty=+changes --abbrev=12 --exclude=*
  OUTPUT_VARIABLE git OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed OR git STREQUAL "")
  set(git "unknown")
endif()
set(text "#pragma once\n#define DAWDLE_VERSION \"${VERSION}\"\n#define DAWDLE_GIT \"${git}\"\n")
set(old "")
if(EXISTS ${OUT})
  file(READ ${OUT} old)
endif()
if(NOT text STREQUAL old)
  file(WRITE ${OUT} "${text}")
endif()
