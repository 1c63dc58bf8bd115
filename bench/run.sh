#!/bin/sh
# run.sh [--quick] [--no-build] [NAME...]: builds, measures the memory bandwidth, runs cases and prints a table in
# Markdown; the same as CSV in build/bench/run.csv. Figures come from each run's manifest.json. README.md beside this
# tells what each column is. Case data: environment variable ANLAN_CASES, default ../shared/cases beside the checkout.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
build=${ANLAN_BUILD:-build}
work=$build/bench
ANLAN_CASES=${ANLAN_CASES:-$PWD/../shared/cases}
export ANLAN_CASES
silent='output.interval=0 output.rise_interval=0 output.maxima_interval=3e8 output.mass_interval=3e8 output.maps=false output.report=false'

# NAME SCENARIO BYTES TARGET QUICK OVERRIDES...: bytes read and written for a cell and step, at least (README.md); million
# cell-steps/s that the design asks for at a triad of 47 GB/s (0: none); duration of the quick mode.
cases="dam250 scenarios/dam250.yaml 28 0 300s run.exchange_interval=300s $silent
dam500 scenarios/dam500.yaml 28 300 300s run.exchange_interval=300s $silent
dam500_all bench/dam500_all.yaml 44 300 120s $silent
dam1000 scenarios/dam1000.yaml 28 0 60s run.exchange_interval=300s $silent
rain1000 scenarios/rain1000.yaml 40 230 300s $silent
rain1000_inertial scenarios/rain1000.yaml 32 1200 300s flow.scheme=inertial flow.cfl=0.65 $silent
newcastle scenarios/newcastle.yaml 40 0 20s scenario.duration=20min
jinjiang scenarios/jinjiang-rain-100yr.yaml 40 0 2min
doksuri scenarios/doksuri-shelf.yaml 52 0 4h"

usage() {
  cat <<TXT
usage: bench/run.sh [--quick] [--no-build] [NAME...]
--quick: shortened cases, about a minute on two quiet cores; no L1. Without NAME: all of them.
$(echo "$cases" | awk '{ print "  " $1 }')
environment: ANLAN_CASES, ANLAN_JOBS (threads), ANLAN_BENCH_LIMIT (seconds a case may take, default 3600)
TXT
}

quick=no make=yes chosen=
for word in "$@"; do
  case $word in
    --quick) quick=yes ;;
    --no-build) make=no ;;
    -h | --help) usage && exit 0 ;;
    *)
      echo "$cases" | grep -q "^$word " || { echo "run.sh: no case '$word'" >&2 && usage >&2 && exit 2; }
      chosen="$chosen $word"
      ;;
  esac
done
[ -n "$chosen" ] || chosen=$(echo "$cases" | awk '{ print $1 }')
threads=${ANLAN_JOBS:-$(nproc)}
mkdir -p "$work"

if [ $make = yes ]; then
  { cmake -S . -B "$build" -G Ninja -C .ci/presets/release.cmake -DANLAN_TESTS=ON &&
    cmake --build "$build" -j "$threads" --target anlan_cli test_case_dam; } >"$work/build.log" 2>&1 </dev/null ||
    { tail -n 20 "$work/build.log" >&2 && echo "run.sh: the build failed: $work/build.log" >&2 && exit 1; }
fi
anlan=$build/anlan

load() { cut -d' ' -f1-3 /proc/loadavg; }
# Spinning at barriers is right on a machine of one's own only.
OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-$(awk -v n="$(nproc)" '{ print ($1 > n / 2 ? "passive" : "active") }' /proc/loadavg)}
export OMP_WAIT_POLICY
# GB/s of useful bytes on some threads, the best of three times five rounds.
triad() {
  for _ in 1 2 3; do OMP_NUM_THREADS=$1 "$anlan" doctor --lang en; done |
    awk '/^memory bandwidth \(triad\):/ && $4 > best { best = $4 } END { print best + 0 }'
}
better() { echo "$1 $2" | awk '{ print ($1 > $2 ? $1 : $2) }'; }
number() { sed -n "s/^ *\"$1\": \\([-0-9.e+]*\\),*\$/\\1/p" "$2" | head -n 1; }

load_before=$(load)
triad_one=$(triad 1) triad_all=$(triad "$threads")

# CPU seconds of a command and its end: "USER+SYSTEM RC".
measured() {
  (
    rc=0
    "$@" >"$work/last.log" 2>&1 </dev/null || rc=$?
    times >"$work/times"
    awk -v rc=$rc 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, p, /[ms]/); s += 60 * p[1] + p[2] } print s, rc }' "$work/times"
  )
}

run_case() {
  name=$1 scenario=$2 bytes=$3 target=$4 short=$5
  shift 5
  [ $quick = no ] || set -- "$@" "scenario.duration=$short"
  folder=$work/$name
  options=
  for override in "$@"; do options="$options --set $override"; done
  # shellcheck disable=SC2086
  used=$(measured timeout "${ANLAN_BENCH_LIMIT:-3600}" "$anlan" run "$scenario" -o "$folder" -j "$threads" --overwrite --quiet \
    --lang en $options)
  case $used in
    *' 0') ;;
    *' 124') echo "$name STOPPED after ${ANLAN_BENCH_LIMIT:-3600} s" && return ;;
    *) echo "$name FAILED: $(tail -n 1 "$work/last.log")" && return ;;
  esac
  m=$folder/manifest.json
  echo "$name $(number columns "$m") $(number rows "$m") $(number steps "$m") $(number active_cell_steps "$m") $(number wall_s "$m")" \
    "$(number cpu_s "$m") ${used% *} $(number balance_error_share "$m") $bytes $target $(cut -d' ' -f1 /proc/loadavg)"
}

: >"$work/rows"
for name in $chosen; do
  line=$(echo "$cases" | grep "^$name ")
  echo "run.sh: $name" >&2
  if [ "$name" != jinjiang ] && [ "$name" != doksuri ] && [ ! -d "$ANLAN_CASES/flood" ]; then
    echo "$name SKIPPED: no case data in $ANLAN_CASES (ANLAN_CASES)"
  else
    # shellcheck disable=SC2086
    run_case $line
  fi >>"$work/rows"
done

# L1 against the radial reference, from the test of the case, which runs the same scenarios with the same settings.
: >"$work/l1"
if [ $quick = no ] && [ -x "$build/tests/test_case_dam" ] && grep -q '^dam[0-9]* [0-9]' "$work/rows"; then
  echo "run.sh: L1 of the dam breaks" >&2
  timeout "${ANLAN_BENCH_LIMIT:-3600}" "$build/tests/test_case_dam" >"$work/l1.log" 2>&1 || true
  sed -n 's/^\(dam[0-9]*\): L1 of depth: \([0-9.e-]*\) .*/\1 \2/p' "$work/l1.log" >"$work/l1"
fi
triad_one=$(better "$triad_one" "$(triad 1)") triad_all=$(better "$triad_all" "$(triad "$threads")")

cat <<TXT
$(date -u '+%Y-%m-%d %H:%M UTC'), $(git rev-parse --short HEAD 2>/dev/null || echo 'no git'), $("$anlan" --version), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $threads threads, OMP_WAIT_POLICY=$OMP_WAIT_POLICY
triad: $triad_one GB/s on one thread, $triad_all GB/s on $threads; load average before: $load_before, after: $(load)$([ $quick = no ] || echo '; QUICK: shortened cases')

TXT
awk -v triad="$triad_all" -v csv="$work/run.csv" -v l1_file="$work/l1" '
BEGIN {
  while ((getline line < l1_file) > 0) { split(line, p, " "); l1[p[1]] = sprintf("%.5f", p[2]) }
  print "case,cells,steps,active_cell_steps,wall_s,run_cpu_s,process_cpu_s,rate_million_per_s,domain_rate_million_per_s,rate_million_per_cpu_s,bytes_per_cell_step,gb_per_s,share_of_triad,target_million_per_s,mass_error,l1,load" > csv
  print "| case | cells | steps | active cell-steps | wall s | CPU s (whole) | M/s | of the domain M/s | M/CPU-s | bytes | GB/s | of the triad | target M/s | mass error | L1 | load |"
  print "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
}
$2 !~ /^[0-9]+$/ { name = $1; sub(/^[^ ]* /, ""); print "| " name " | " $0 " |"; print name "," $0 > csv; next }
{
  cells = $2 * $3; steps = $4; active = $5; wall = $6; cpu = $7
  padded = int(($2 + 63) / 64) * int(($3 + 63) / 64) * 4096
  rate = active / wall / 1e6
  domain = active == steps * padded ? sprintf("%.1f", steps * cells / wall / 1e6) : "-"
  moved = rate * $10 / 1e3
  target = $11 > 0 ? sprintf("%.0f", $11 * triad / 47) : "-"
  printf "| %s | %d x %d | %d | %.4g | %.2f | %.2f (%.2f) | %.1f | %s | %.1f | %d | %.2f | %.0f %% | %s | %.1e | %s | %s |\n", $1, $2, $3, steps, active, wall, cpu, $8, rate, domain, active / cpu / 1e6, $10, moved, 100 * moved / triad, target, $9, $1 in l1 ? l1[$1] : "-", $12
  printf "%s,%d,%d,%.0f,%.3f,%.3f,%.2f,%.2f,%s,%.2f,%d,%.3f,%.3f,%s,%.3e,%s,%s\n", $1, cells, steps, active, wall, cpu, $8, rate, domain == "-" ? "" : domain, active / cpu / 1e6, $10, moved, moved / triad, target == "-" ? "" : target, $9, $1 in l1 ? l1[$1] : "", $12 > csv
}' "$work/rows"
echo
echo "CSV: $work/run.csv"
! grep -q '^[^ ]* FAILED' "$work/rows"
