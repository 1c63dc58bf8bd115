#!/bin/sh
# bench/peers/walk.sh [SIDE]: walking cost over SIDE x SIDE cells (2000) beside GRASS r.cost, with 8 and 16 neighbours; CPU times of one core.
# Needs a build in build/ (ANLAN_BUILD_DIR) with tests, and Debian's grass-core.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${ANLAN_BUILD_DIR:-$here/../../build}
side=${1:-2000}
command -v grass >/dev/null || { echo "walk.sh: no grass; apt-get install grass-core" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1
"$build/tests/walk_cost" write "$side" "$work/cost.tif" "$work/goal.tif"
cat >"$work/peer" <<'PEER'
set -eu
r.in.gdal -o --quiet input="$1/cost.tif" output=cost
r.in.gdal -o --quiet input="$1/goal.tif" output=goal
g.region raster=cost
for knight in "" -k; do
  printf 'r.cost %s: ' "$knight"
  start=$(awk '{ print $16 + $17 }' /proc/$$/stat)
  r.cost $knight --quiet input=cost start_raster=goal memory=1000 output=out$knight --overwrite
  end=$(awk '{ print $16 + $17 }' /proc/$$/stat)
  awk -v t=$((end - start)) -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f s CPU\n", t / hz }'
  r.out.gdal -f --quiet input=out$knight output="$1/out$knight.tif" type=Float64 --overwrite
done
PEER
grass --tmp-location XY --exec sh "$work/peer" "$work" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
"$build/tests/walk_cost" run "$work/cost.tif" "$work/goal.tif" 8 "$work/out.tif"
"$build/tests/walk_cost" run "$work/cost.tif" "$work/goal.tif" 16 "$work/out-k.tif"
