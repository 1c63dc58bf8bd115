# Cells in float64, to see what float32 costs.
set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
set(ANLAN_FLOAT64 ON CACHE BOOL "" FORCE)
