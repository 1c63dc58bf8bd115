#!/bin/sh
# fire.sh: rates and exactness of forest fire on one core: behaviour of cells, the front on ellipses and after turns of the wind, cases A to C of the fire
# benchmark as whole runs (wall time of the run's loop, from the manifest); seasons of many fires on two. Needs a build with tests; case data: ANLAN_CASES,
# default ../shared/cases.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
build=${ANLAN_BUILD:-build}
ANLAN_CASES=${ANLAN_CASES:-$PWD/../shared/cases}
export ANLAN_CASES OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
for kind in surface crown; do
  "$build/tests/test_fire_laws" rate $kind
done
"$build/tests/test_fire_front" 2>&1 | grep RMSE
work=$build/bench
mkdir -p "$work"
for case in a b c; do
  [ -e "$ANLAN_CASES/fire/ellipse_hills_break" ] || { echo "case $case SKIPPED: no case data" && continue; }
  for kind in true false; do
    "$build/anlan" run scenarios/fire-case-$case.yaml -o "$work/fire_$case" --overwrite --threads 1 --set output.gauge_interval="6 h" \
      --set output.maps=false --set output.report=false --set fire.crown=$kind >/dev/null 2>"$work/fire_$case.log"
    awk -v name="case $case, crown $kind" -F'[:,]' '/"burnt_m2"/ { burnt = $2 / 900 } /"wall_s"/ { wall = $2 }
      END { printf "%s: %d cells in %.3f s, %.2f million burnt cells/s\n", name, burnt, wall, burnt / wall / 1e6 }' "$work/fire_$case/manifest.json"
  done
done

# Seasons: burnt cells of all fires over the loop's wall time, and over its CPU time, which other work on the machine does not change.
season() {
  name=$1 scenario=$2 threads=$3 cell_m2=$4
  shift 4
  "$build/anlan" run "scenarios/$scenario.yaml" -o "$work/season" --overwrite --threads "$threads" --set output.maps=false --set output.report=false "$@" \
    >/dev/null 2>"$work/season.log"
  awk -v name="season, $name, $threads threads" -v cell_m2="$cell_m2" -F'[:,]' '/"fires"/ { fires = $2 } /"burnt_sum_m2"/ { burnt = $2 / cell_m2 }
    /"wall_s"/ { wall = $2 } /"cpu_s"/ { cpu = $2 } /"peak_memory_bytes"/ { peak = $2 }
    END { printf "%s: %d fires, %d cells in %.2f s, %.2f million burnt cells/s, %.2f a CPU-second, peak %d MB\n", name, fires, burnt, wall,
      burnt / wall / 1e6, burnt / cpu / 1e6, peak / 1e6 }' "$work/season/manifest.json"
}
for threads in 1 2; do
  season "jinjiang without crews" jinjiang-fire-season $threads 900 --set fire_season.crews=[]
  season "jinjiang" jinjiang-fire-season $threads 900
done
if [ -e "$ANLAN_CASES/fire/ellipse_hills_break" ]; then
  season "case A, anywhere" fire-case-a 2 900 --set fire_season.fires=200 --set "fire_season.sources=[{name: anywhere}]"
  season "case B, anywhere" fire-case-b 2 900 --set fire_season.fires=200 --set "fire_season.sources=[{name: anywhere}]"
fi
