# Sourced by the tests of the command line: a scratch folder, checks that count, a small world.
# Environment: ANLAN, the binary; ANLAN_ARRAY_SUMS, the program of array_sums.c; ANLAN_SOURCE, the
# checkout; ANLAN_TEST_TMP, where scratch folders go (default /tmp).
# A test ends with `finish` (0 all good, 1 not) or `skip WHY` (77: CTest says SKIPPED).
set -u
LC_ALL=C.UTF-8
OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
export LC_ALL OMP_WAIT_POLICY
unset LC_MESSAGES LANG ANLAN_TRACE ANLAN_ISA
: "${ANLAN:?names the binary}"
room=$(mktemp -d -p "${ANLAN_TEST_TMP:-/tmp}") || exit 1
quick=${ANLAN_QUICK:-} # set: a sample is enough (slow builds)
mounts=
checks=0 bad=0
leave() {
  for mount in $mounts; do umount "$mount"; done
  rm -rf "$room"
}
trap leave EXIT
trap 'exit 1' INT TERM
cd "$room" || exit 1

fault() {
  bad=$((bad + 1))
  echo "ERROR: $*"
}

# expect CODE ARGUMENT...: runs anlan; what it said stands in `said` and `err`.
expect() {
  wanted=$1
  shift
  checks=$((checks + 1))
  "$ANLAN" "$@" >said 2>err </dev/null
  got=$?
  [ "$got" -eq "$wanted" ] && return 0
  fault "anlan $*: exit code $got, expected $wanted"
  tail -n 5 said err
  return 1
}

# has FILE TEXT...: each text stands in the file.
has() {
  has_file=$1
  shift
  for text in "$@"; do
    checks=$((checks + 1))
    grep -qF -e "$text" "$has_file" || { fault "$has_file does not say '$text':" && head -n 20 "$has_file"; }
  done
}

# chinese FILE: it says something in Chinese.
chinese() {
  checks=$((checks + 1))
  [ "$(tr -d '\000-\177' <"$1" | wc -c)" -ge 6 ] || { fault "nothing in Chinese in $1:" && head -n 5 "$1"; }
}

lacks() {
  checks=$((checks + 1))
  if grep -qF -e "$2" "$1"; then fault "$1 says '$2'"; fi
}

# holds WHAT COMMAND...: the command succeeds.
holds() {
  what=$1
  shift
  checks=$((checks + 1))
  "$@" || fault "$what"
}

fails() {
  what=$1
  shift
  checks=$((checks + 1))
  if "$@"; then fault "$what"; fi
}

skip() {
  echo "SKIPPED: $*"
  exit 77
}

finish() {
  echo "$checks checks, $bad bad"
  [ "$bad" -eq 0 ] && [ "$checks" -gt 0 ]
  exit $?
}

# mount_small FOLDER OPTIONS: a file system in memory; false when this machine does not allow it.
mount_small() {
  mkdir -p "$1"
  mount -t tmpfs -o "$2" tmpfs "$1" 2>/dev/null || return 1
  mounts="$room/$1 $mounts"
}

# make_world [DURATION]: city.yaml over dem.asc (a sloping, wavy plain with a hole) and toy.yaml, a
# storm on it with every product that a stop or a thread could change (maps and report are drawn
# from these, and slow).
make_world() {
  awk 'BEGIN {
    print "ncols 90\nnrows 70\nxllcorner 500000\nyllcorner 2700000\ncellsize 10\nNODATA_value -9999"
    for (r = 0; r < 70; r++) {
      for (c = 0; c < 90; c++)
        printf "%.3f ", (r - 30) ^ 2 + (c - 50) ^ 2 < 20 ? -9999 : 8 - 0.05 * r + 2 * sin(c / 7) * cos(r / 9)
      printf "\n"
    }
  }' >dem.asc
  cat >city.yaml <<Y
city: {name: toy, crs: "EPSG:32650"}
terrain: {sources: [{path: dem.asc, crs: "EPSG:32650"}]}
sea: {mode: none}
Y
  cat >toy.yaml <<Y
scenario: {name: toy, duration: ${1:-20 min}}
grid: {path: city.yaml}
flow:
  boundaries: [{name: south, side: south, kind: free}]
rain: {kind: uniform, intensity: 90 mm/h}
soil: {kind: green_ampt}
drains: {capacity: 20 mm/h}
output:
  maps: false
  report: false
  interval: 2 min
  gauge_interval: 7 s
  gauges: [{name: low, point: [500100, 2700100]}, {name: high, point: [500600, 2700500]}]
  sections: [{name: cut, line: [500000, 2700200, 500890, 2700200]}]
zoning: {rules: [aidr]}
Y
}

# products FOLDER: the results of a run that must not depend on how it got there, one name a line;
# not the checkpoint, nor what tells of time, host or command.
products() {
  (cd "$1" && find max fields zoning gauges.csv sections.csv mass.csv scenario.used.yaml -type f \
    ! -name '*.gpkg' ! -name 'zoning.json' | sort)
}

# same A B: both runs hold the same products, bit for bit.
same() {
  checks=$((checks + 1))
  products "$1" >a.list
  products "$2" >b.list
  if ! cmp -s a.list b.list || [ "$(wc -l <a.list)" -lt 12 ]; then
    fault "$1 and $2 hold other products:"
    diff a.list b.list
    return
  fi
  while read -r product; do
    same_file "$1/$product" "$2/$product" || fault "$1/$product and $2/$product differ"
  done <a.list
}

# The bytes; of HDF5 files the arrays, for a file that was cut back and continued is laid out anew.
same_file() {
  case $1 in
    *.nc | *.h5)
      "$ANLAN_ARRAY_SUMS" "$1" >a.sums && "$ANLAN_ARRAY_SUMS" "$2" >b.sums && [ -s a.sums ] &&
        cmp -s a.sums b.sums
      ;;
    *) cmp -s "$1" "$2" ;;
  esac
}
