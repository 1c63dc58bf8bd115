#!/bin/sh
# bench/evacuation.sh: evacuation at the size of a city. Loading of 500,000 vehicles over 101,860 links and latest departures there; Porto's streets (OpenStreetMap, case data) end to end: read, cut, 200,000 people
# at 2,000 seeded places to 50 seeded shelters of 5,000, loaded with each kind of routes. Needs a build with tests (ANLAN_BUILD); the ground of Porto is flat and made up.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${ANLAN_BUILD:-$here/../build}
ANLAN_CASES=${ANLAN_CASES:-$here/../../shared/cases}
export ANLAN_CASES OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
"$build/tests/test_evac_city" rate
[ -e "$ANLAN_CASES/evacuation/osm/porto.osm.pbf" ] || { echo "Porto: SKIPPED: no case data" && exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk 'BEGIN { print "ncols 300\nnrows 200\nxllcorner 522000\nyllcorner 4549000\ncellsize 100"; for (r = 0; r < 200; r++) { for (c = 0; c < 300; c++) printf "10 "; print "" } }' >"$work/flat.asc"
points() { # NAME SEED COUNT PROPERTY VALUE
  awk -v seed="$2" -v count="$3" -v property="$4" -v value="$5" 'BEGIN { srand(seed)
    printf "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::32629\"}}, \"features\": ["
    for (k = 0; k < count; k++)
      printf "%s{\"type\": \"Feature\", \"properties\": {\"%s\": %d}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [%.1f, %.1f]}}", k ? ",\n" : "\n", property, value, 531000 + 4300 * rand(), 4552300 + 4300 * rand()
    print "]}" }' >"$work/$1.geojson"
}
points people 1 2000 people 100
points shelters 2 50 room 5000
cat >"$work/porto.yaml" <<Y
city: {name: porto, crs: "EPSG:32629", cell: 100 m}
terrain: {sources: [{path: flat.asc, crs: "EPSG:32629"}]}
sea: {mode: none}
Y
cat >"$work/leave.yaml" <<Y
scenario: {name: porto-evacuation, duration: 1 h}
grid: {path: porto.yaml}
evacuation:
  roads: {path: "$ANLAN_CASES/evacuation/osm/porto.osm.pbf"}
  within: 5 km
  people: [{name: Porto, path: people.geojson, attribute: people}]
  shelters: [{name: shelter, path: shelters.geojson, attribute: room}]
Y
cd "$work"
"$build/anlan" grid porto.yaml --quiet
for routes in fixed reactive equilibrium; do
  start=$(date +%s.%N)
  "$build/anlan" evacuate leave.yaml -o "$routes" --set "evacuation.routes=$routes" >said 2>&1 || { cat said && exit 1; }
  end=$(date +%s.%N)
  echo "Porto, routes: $routes"
  grep -h 'lines of road\|as ordered' said
  awk -v a="$start" -v b="$end" 'BEGIN { printf "end to end: %.2f s of wall time on one core\n", b - a }'
done
