#!/bin/sh
# fire.sh: rates and exactness of forest fire on one core: behaviour of cells, the front on ellipses and after turns of the wind, cases A to C of the fire
# benchmark as whole runs (wall time of the run's loop, from the manifest). Needs a build with tests; case data: ANLAN_CASES, default ../shared/cases.
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
