#!/bin/sh
# r_spread.sh: case A of the fire benchmark by GRASS r.spread (Debian package grass-core, run as a program) and by the front here, on the same rasters with the
# same rates: those of `anlan fire-behaviour`. Both on one core in this run; times of arrival against the exact ellipse, by GRASS for both. Needs a build
# and the case data (ANLAN_CASES, default ../shared/cases). RUNS (default 3): of each, the fastest counts.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
build=${ANLAN_BUILD:-$PWD/build}
ANLAN_CASES=${ANLAN_CASES:-$PWD/../shared/cases}
export ANLAN_CASES OMP_WAIT_POLICY=passive OMP_NUM_THREADS=1
command -v grass >/dev/null || { echo "r.spread SKIPPED: no grass (apt-get install --no-install-recommends grass-core)" && exit 0; }
[ -e "$ANLAN_CASES/fire/ellipse_hills_break/A_flat_gr2/dem.tif" ] || { echo "r.spread SKIPPED: no case data" && exit 0; }
work=$build/bench/r_spread
mkdir -p "$work"
echo "load $(cut -d' ' -f1-3 /proc/loadavg); $(grass --version 2>&1 | grep -o "GRASS GIS [0-9.]*" | head -1)"

# Rate at the head (m/min) and eccentricity: fuel GR2, moisture 3/4/5/30/60 %, 20 mile/h at 20 ft, flat.
cat >"$work/place.csv" <<'END'
mode,fuel_model,m1_pct,m10_pct,m100_pct,mlh_pct,mlw_pct,wind20ft_or_midflame_mph,wind_dir_from_deg_north,aspect_deg,slope_deg
1,102,3,4,5,30,60,20,270,0,0
END
"$build/anlan" fire-behaviour "$work/place.csv" -o "$work/rates.csv" --overwrite >/dev/null 2>&1
value() {
  awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR == 2 { print $at[name] }' "$work/rates.csv"
}
head=$(value head_ros_m_min) e=$(value eccentricity)
echo "head $head m/min, eccentricity $e"

# Ours: the loop's wall time from the manifest (behaviour of the cells included), and the whole program's.
best=999 whole=999
for _ in $(seq "${RUNS:-3}"); do
  from=$(date +%s.%N)
  "$build/anlan" run scenarios/fire-case-a.yaml -o "$work/ours" --overwrite --threads 1 --set output.gauge_interval="6 h" --set output.maps=false \
    --set output.report=false >/dev/null 2>"$work/ours.log"
  to=$(date +%s.%N)
  best=$(awk -F'[:,]' -v best="$best" '/"wall_s"/ { print $2 + 0 < best ? $2 + 0 : best; exit }' "$work/ours/manifest.json")
  whole=$(echo "$from $to $whole" | awk '{ t = $2 - $1; print t < $3 ? t : $3 }')
done

# Theirs, and both against the ellipse.
cat >"$work/job.sh" <<'END'
set -eu
r.in.gdal -o --quiet input="$ANLAN_CASES/fire/ellipse_hills_break/A_flat_gr2/dem.tif" output=dem
g.region raster=dem
r.mapcalc --quiet "start = if(row() == 501 && col() == 166, 1, null())"
r.mapcalc --quiet "most = $HEAD * 100.0"
r.mapcalc --quiet "base = $HEAD * 100.0 * (1.0 - $E)"
r.mapcalc --quiet "way = 90.0"
r.mapcalc --quiet "away = 30.0 * sqrt((col() - 166.0)^2 + (row() - 501.0)^2)"
r.mapcalc --quiet "exact = if(away > 0, (away - $E * 30.0 * (col() - 166.0)) / ($HEAD * (1.0 - $E)), 0)"
count() { # cells burnt within 6 h
  r.mapcalc --quiet --overwrite "inside = if($1 < 360.0, 1, null())"
  r.univar -g inside 2>/dev/null | awk -F= '$1 == "n" { print $2 }'
}
compare() { # name, map, seconds
  r.mapcalc --quiet --overwrite "square = if(exact > 10 && exact < 340.0, ($2 / exact - 1.0)^2, null())"
  rmse=$(r.univar -g square 2>/dev/null | awk -F= '$1 == "mean" { print 100 * sqrt($2) }')
  echo "$1,$3,$(count "$2"),$rmse"
}
r.in.gdal -o --quiet input="$WORK/ours/fire/arrival.tif" output=seconds
r.mapcalc --quiet "ours = seconds / 60.0"
exact=$(count exact)
echo "exact,,$exact,0"
compare ours ours "$OURS"
for least in 3 7 15; do
  best=999
  for _ in $(seq "$RUNS"); do
    from=$(date +%s.%N)
    r.spread --quiet --overwrite base_ros=base max_ros=most direction_ros=way start=start least_size=$least lag=360 output=spread
    to=$(date +%s.%N)
    best=$(echo "$from $to $best" | awk '{ t = $2 - $1; print t < $3 ? t : $3 }')
  done
  r.mapcalc --quiet --overwrite "theirs = if(spread > 0 ||| !isnull(start), double(spread), null())"
  compare "r.spread least_size $least" theirs "$best"
done
END
HEAD=$head E=$e WORK=$work OURS=$best RUNS=${RUNS:-3} grass --tmp-location EPSG:32650 --exec sh "$work/job.sh" 2>"$work/grass.log" |
  grep -E '^(exact|ours|r\.spread)' >"$work/table.csv" || { cat "$work/grass.log" && exit 1; }
awk -F, -v whole="$whole" '$1 == "exact" { exact = $3; printf "exact ellipse: %d cells\n", exact; next }
  $1 == "ours" { own = $2; printf "ours: %.3f s (whole program, grid and products: %.2f s), ", $2, whole }
  $1 != "ours" { printf "%s: %.2f s, %.0f times ours, ", $1, $2, $2 / own }
  { printf "area %+.3f %%, arrival RMSE %.4f %%\n", 100 * ($3 / exact - 1), $4 }' "$work/table.csv"
