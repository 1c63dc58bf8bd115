# Address and undefined-behaviour sanitizers, fuzz targets with libFuzzer.
set(CMAKE_C_COMPILER clang CACHE STRING "")
set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
set(ANLAN_SANITIZE address,undefined,float-cast-overflow CACHE STRING "" FORCE)
set(ANLAN_FUZZ ON CACHE BOOL "" FORCE)
