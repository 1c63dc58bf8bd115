# Thread sanitizer; clang, because its OpenMP runtime tells the sanitizer what it does. Optimised: it
# slows programs down a hundredfold without.
set(CMAKE_C_COMPILER clang CACHE STRING "")
set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
set(CMAKE_C_FLAGS -g1 CACHE STRING "" FORCE)
set(ANLAN_SANITIZE thread CACHE STRING "" FORCE)
