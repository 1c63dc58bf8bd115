# What ./quickstart builds: gcc, optimised, assertions on.
set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
set(ANLAN_TESTS ON CACHE BOOL "" FORCE)
