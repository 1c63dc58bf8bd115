#!/bin/sh
# grid_build.sh [CELLS_SIDE [PIXELS_SIDE]]: builds a grid of CELLS_SIDE^2 cells (default 5000: 25 million) from
# sources of PIXELS_SIDE^2 pixels (default 6400: 41 million) in degrees: warped, voids filled, pits breached and
# filled, sea found, land use laid over, written. Prints wall, CPU and peak memory. Target: 60 s and 4 GB.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
side=${1:-5000}
pixels=${2:-6400}
anlan=${ANLAN:-$here/../build/anlan}
work=${ANLAN_BENCH_DIR:-${TMPDIR:-/tmp}/anlan-bench-grid}
mkdir -p "$work"
if [ ! -f "$work/sources-$pixels" ]; then
  # shellcheck disable=SC2046
  cc -O2 -fopenmp "$here/grid_source.c" $(pkg-config --cflags --libs gdal) -lm -o "$work/grid_source"
  "$work/grid_source" "$work" "$pixels"
  : >"$work/sources-$pixels"
fi
cell=$((50000 / side))
cat >"$work/bench.yaml" <<YAML
city:
  name: bench
  crs: "EPSG:32650"
  cell: $cell m
  bounds: [635000, 2702000, $((635000 + side * cell)), $((2702000 + side * cell))]
sea: {mode: connected}
terrain: {sources: [{path: dem.tif}], void_fill: 300 m, depressions: breach, breach_depth: 5 m}
landuse: {raster: landuse.tif, table: $here/../grids/tables/landuse_worldcover.csv}
YAML
cat >"$work/measure.c" <<'C'
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv)
{
  struct timespec a, b;
  struct rusage use;
  int status = 1;
  if (argc < 2) return 2;
  clock_gettime(CLOCK_MONOTONIC, &a);
  const pid_t child = fork();
  if (child == 0) { execvp(argv[1], argv + 1); _exit(127); }
  waitpid(child, &status, 0);
  clock_gettime(CLOCK_MONOTONIC, &b);
  getrusage(RUSAGE_CHILDREN, &use);
  printf("wall %.1f s, CPU %.1f s, peak %.2f GB\n",
         (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec),
         (double)use.ru_utime.tv_sec + 1e-6 * (double)use.ru_utime.tv_usec + (double)use.ru_stime.tv_sec +
             1e-6 * (double)use.ru_stime.tv_usec,
         (double)use.ru_maxrss * 1024.0 / 1e9);
  return status != 0;
}
C
[ -x "$work/measure" ] || cc -O2 "$work/measure.c" -o "$work/measure"
"$work/measure" "$anlan" grid "$work/bench.yaml" -o "$work/bench.grid.h5" --overwrite --quiet
