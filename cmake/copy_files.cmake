# Copies the files NAMES from folder FROM to folder TO, those that are there and have changed.
foreach(name IN LISTS NAMES)
  if(EXISTS ${FROM}/${name})
    file(MAKE_DIRECTORY ${TO})
    execute_process(COMMAND ${CMAKE_COMMAND} -E copy_if_different ${FROM}/${name} ${TO}/${name})
  endif()
endforeach()
