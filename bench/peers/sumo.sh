#!/bin/sh
# bench/peers/sumo.sh: GRID30 (20,000 vehicles, 3,484 links, fixed routes) in SUMO's mesoscopic mode beside the loading of anlan evacuate; CPU times of one core, and the times at which half and all are out.
# Needs a build with tests (ANLAN_BUILD), the case data (ANLAN_CASES) and Debian's sumo; SKIPPED without.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${ANLAN_BUILD:-$here/../../build}
ANLAN_CASES=${ANLAN_CASES:-$here/../../../shared/cases}
export ANLAN_CASES
case=$ANLAN_CASES/evacuation/grid30
command -v sumo >/dev/null || { echo "sumo.sh: SKIPPED: no sumo; apt-get install sumo" >&2; exit 77; }
[ -e "$case/g.net.xml.gz" ] || { echo "sumo.sh: SKIPPED: no case data" >&2; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gzip -dc "$case/g.net.xml.gz" >"$work/g.net.xml"
gzip -dc "$case/g.rou.xml.gz" >"$work/g.rou.xml"
ticks() { awk '{ print $16 + $17 }' /proc/$$/stat; }
start=$(ticks)
sumo -n "$work/g.net.xml" -r "$work/g.rou.xml" --mesosim --time-to-teleport -1 --end 40000 --no-step-log --tripinfo-output "$work/trips.xml" >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
end=$(ticks)
grep -o ' arrival="[0-9.]*"' "$work/trips.xml" | grep -o '[0-9.]*' | sort -n |
  awk -v t=$((end - start)) -v hz="$(getconf CLK_TCK)" '{ at[NR] = $1 } END { printf "SUMO mesoscopic: %.2f s of CPU (network and routes read, trips written), T50 %.0f s, T100 %.0f s of %d vehicles\n", t / hz, at[int(NR / 2)], at[NR], NR }'
"$build/tests/test_case_evac_grid30" | grep -E 'CPU|^T'
