#!/bin/sh
# instructions.sh [--write] [--no-build]: instructions a cell of the flow sweeps, the gather, the exchange and the maxima,
# counted by callgrind on worlds of 3 x 3 tiles, one thread, ANLAN_ISA=v3 (valgrind knows no AVX-512). Exit code 1 when a
# count grew by more than 3 % over instructions.csv, 77 when that was written with another compiler. README.md tells more.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
build=${ANLAN_BUILD:-build}
work=$build/bench/instructions
reference=$here/instructions.csv
write=no make=yes
for word in "$@"; do
  case $word in
    --write) write=yes ;;
    --no-build) make=no ;;
    *) echo "usage: bench/instructions.sh [--write] [--no-build]" && { [ "$word" = --help ] || [ "$word" = -h ] || exit 2; } && exit 0 ;;
  esac
done
command -v valgrind >/dev/null || { echo "instructions.sh: SKIPPED: valgrind is not installed" && exit 77; }
mkdir -p "$work"
if [ $make = yes ]; then
  { cmake -S . -B "$build" -G Ninja -C .ci/presets/release.cmake && cmake --build "$build" --target anlan_cli; } \
    >"$work/build.log" 2>&1 </dev/null || { tail -n 20 "$work/build.log" >&2 && exit 1; }
fi
compiler=$(sed -n 's/^set(CMAKE_C_COMPILER_\(ID\|VERSION\) "\(.*\)")/\2/p' "$build"/CMakeFiles/*/CMakeCCompiler.cmake | tr '\n' ' ' | sed 's/ *$//')

# The worlds: 136 x 136 cells (3 x 3 tiles, some of them narrow) of bumps under 0.55 to 1.05 m of water; the tile in the
# middle has no wall in reach.
awk 'BEGIN {
  print "ncols 136\nnrows 136\nxllcorner 600000\nyllcorner 2700000\ncellsize 10\nNODATA_value -9999"
  for (y = 0; y < 136; y++)
    for (x = 0; x < 136; x++) printf "%.4f%s", 5 + 0.25 * sin(x / 7) * cos(y / 5), x < 135 ? " " : "\n"
}' >"$work/bed.asc"
cat >"$work/ground.yaml" <<YAML
city: {name: ground, crs: "EPSG:32650"}
terrain: {sources: [{path: bed.asc, crs: "EPSG:32650"}]}
sea: {mode: none}
YAML
# Rain in the second half: sweeps with and without supply.
world() { # NAME FLOW MORE
  cat >"$work/$1.yaml" <<YAML
scenario: {name: $1, duration: 6 s}
grid: {path: ground.grid.h5}
run: {exchange_interval: 1 s}
flow: {initial_level: 5.8 m, $2}
rain: {kind: uniform, intensity: [[0 s, 0 mm/h], [3 s, 300 mm/h], [6 s, 0 mm/h]]}
output: {interval: 0, rise_interval: 2 s, maxima_interval: 1 s, maps: false, report: false}
zoning: {rules: [aidr]}
$3
YAML
}
world smooth 'manning: 0' ''
world rough 'manning: 0.03' 'soil: {kind: green_ampt, depression: 2 mm}
drains: {capacity: 12 mm/h}'
world inertial 'manning: 0.03, scheme: inertial' ''

# WORLD FUNCTION TILES: what is counted, and the tiles of 4096 cells that one call handles (gather: of one field).
wanted='smooth sweep_plain 1
smooth sweep_walls 1
smooth sweep_source 1
smooth sweep_walls_source 1
rough sweep_friction 1
rough sweep_friction_walls 1
rough sweep_friction_source 1
rough sweep_friction_walls_source 1
inertial inertial_plain 1
inertial inertial_source 1
rough al_gather_tile 1
smooth flow_exchange 9
rough flow_exchange 9
smooth out_maxima_tile_v3 1
smooth maxima_look_at_tile 1
smooth flow_step 9
rough flow_step 9
inertial flow_step 9'

# Inclusive instructions of a function (with what it calls) over its calls and cells, from the edges of the call graph.
count() { # FUNCTION TILES FILE
  awk -v name="$1" -v cells=$((4096 * $2)) '
    /^cfn=/ { callee = substr($0, 5); sub(/[.].*/, "", callee) }
    /^calls=/ { split($0, p, /[= ]/); calls = p[2]; next_is_cost = 1; next }
    next_is_cost { next_is_cost = 0; if (callee == name) { total += $2; times += calls } }
    END { if (times) printf "%.2f", total / times / cells; else printf "absent" }' "$3"
}

run_world() { # NAME
  valgrind --tool=callgrind --callgrind-out-file="$work/$1.callgrind" --compress-strings=no --compress-pos=no \
    "$build/anlan" run "$work/$1.yaml" -o "$work/$1" -j 1 --overwrite --quiet >"$work/$1.log" 2>&1 </dev/null ||
    { tail -n 20 "$work/$1.log" >&2 && echo "instructions.sh: the run of $1 failed" >&2 && return 1; }
}

export ANLAN_ISA=v3 OMP_WAIT_POLICY=passive
"$build/anlan" grid "$work/ground.yaml" -o "$work/ground.grid.h5" --overwrite --quiet
run_world smooth &
smooth=$!
run_world inertial &
inertial=$!
run_world rough
wait $smooth
wait $inertial
echo "$wanted" | while read -r world function tiles; do
  echo "$world,$function,$(count "$function" "$tiles" "$work/$world.callgrind")"
done >"$work/measured.csv"

if [ $write = yes ]; then
  grep -q ',absent$' "$work/measured.csv" && grep ',absent$' "$work/measured.csv" >&2 && exit 1
  { echo "# instructions a cell and call, x86-64-v3, compiler: $compiler; written by bench/instructions.sh --write" &&
    echo "world,function,instructions" && cat "$work/measured.csv"; } >"$reference"
  cat "$reference"
  exit 0
fi
written=$(sed -n 's/^# .*compiler: \(.*\); written by.*/\1/p' "$reference")
if [ "$written" != "$compiler" ]; then
  sed 's/,/ /g' "$work/measured.csv"
  echo "instructions.sh: SKIPPED: this compiler is $compiler, the reference is of $written"
  exit 77
fi
awk -F, '
  /^#/ || $1 == "world" { next }
  FNR == NR { reference[$1 "," $2] = $3; next }
  { key = $1 "," $2; seen[key] = 1
    change = key in reference && $3 != "absent" ? 100 * ($3 / reference[key] - 1) : 0
    verdict = !(key in reference) ? "NO REFERENCE" : $3 == "absent" ? "ABSENT" : change > 3 ? "GREW" : change < -3 ? "fell: run --write" : "ok"
    if (verdict ~ /^[A-Z]/) bad++
    printf "%-9s %-28s %8s  reference %8s  %+6.1f %%  %s\n", $1, $2, $3, reference[key], change, verdict }
  END { for (key in reference) if (!(key in seen)) { print key ": counted no more"; bad++ }
        exit bad > 0 }' "$reference" "$work/measured.csv"
