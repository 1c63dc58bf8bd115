/**
 * Checks of a track and distances.
 */
#include "models/cyclone/cyclone_track.h"
#include <assert.h>
#include <math.h>

#define TRACK_RADIANS (3.14159265358979323846 / 180.0)
#define TRACK_EARTH_M 6371000.0
#define TRACK_SPEED_MOST_M_PER_S 40.0 /* the fastest typhoons move at some 30 m/s */

static const struct track_range {
  const char *what;
  double least, most, si; /* in the unit of the message; SI = value times si */
} ranges[] = {
    {"latitude (deg)", -70.0, 70.0, 1.0},
    {"central pressure (hPa)", 850.0, 1050.0, 100.0},
    {"environment pressure (hPa)", 950.0, 1050.0, 100.0},
    {"maximum wind (m/s)", 0.0, 120.0, 1.0},
    {"radius of maximum wind (km)", 2.0, 400.0, 1000.0},
    {"radius of gales (km)", 2.0, 2000.0, 1000.0},
};
enum { TRACK_VALUES = 8 };

double cyclone_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg)
{
  const double north = sin(0.5 * TRACK_RADIANS * (lat2_deg - lat1_deg));
  const double east = sin(0.5 * TRACK_RADIANS * (lon2_deg - lon1_deg));
  const double shrink = cos(TRACK_RADIANS * lat1_deg) * cos(TRACK_RADIANS * lat2_deg);
  return 2.0 * TRACK_EARTH_M * asin(sqrt(fmin(north * north + shrink * east * east, 1.0)));
}

void cyclone_offset_m(double from_lon_deg, double from_lat_deg, double to_lon_deg,
                      double to_lat_deg, double *east_m, double *north_m)
{
  assert(east_m && north_m);
  const double turn_deg = remainder(to_lon_deg - from_lon_deg, 360.0);
  const double middle = TRACK_RADIANS * 0.5 * (from_lat_deg + to_lat_deg);
  *east_m = TRACK_EARTH_M * TRACK_RADIANS * turn_deg * cos(middle);
  *north_m = TRACK_EARTH_M * TRACK_RADIANS * (to_lat_deg - from_lat_deg);
}

static void track_check_values(struct al_ctx *ctx, const struct cyclone_track *track,
                               const struct cyclone_row *row)
{
  const struct al_source_mark mark = {.file = track->path, .line = row->line};
  const double value[TRACK_VALUES] = {
      row->lat_deg,          row->pc_pa,           row->pn_pa,
      row->vmax_m_per_s,     row->rmax_m,          row->gale[0].radius_m,
      row->gale[1].radius_m, row->gale[2].radius_m};
  for (int i = 0; i < TRACK_VALUES; i++) {
    const struct track_range *range = &ranges[i < 5 ? i : 5];
    const double shown = value[i] / range->si;
    if (shown < range->least || shown > range->most)
      al_report(ctx, AL_ERROR, &mark, "%s is %g; allowed: %g .. %g (is the unit right?)",
                range->what, shown, range->least, range->most);
  }
  if (isnan(row->lat_deg) || isnan(row->lon_deg) || fabs(row->lon_deg) > 540.0)
    al_report(ctx, AL_ERROR, &mark, "the centre has no place: longitude %g, latitude %g",
              row->lon_deg, row->lat_deg);
  if (!isnan(row->vmax_m_per_s) && row->averaging_s != 60.0 && row->averaging_s != 120.0 &&
      row->averaging_s != 180.0 && row->averaging_s != 600.0)
    al_report(ctx, AL_ERROR, &mark,
              "winds are means over %g min; allowed: 1, 2, 3 or 10 (unknown = nan)",
              row->averaging_s / 60.0);
}

static void track_check_pair(struct al_ctx *ctx, const struct cyclone_track *track, size_t i)
{
  const struct cyclone_row *from = &track->row[i - 1], *to = &track->row[i];
  const struct al_source_mark mark = {.file = track->path, .line = to->line};
  if (!(to->epoch_s > from->epoch_s)) {
    al_report(ctx, AL_ERROR, &mark,
              "the time does not lie after that of the row before (line %d); a track goes by time",
              from->line);
    return;
  }
  if (!isnan(from->vmax_m_per_s) && !isnan(to->vmax_m_per_s) &&
      from->averaging_s != to->averaging_s)
    al_report(ctx, AL_WARNING, &mark,
              "winds are means over %g min here and over %g min in the row before (line %d): two "
              "agencies? Both are turned into means over 10 min",
              to->averaging_s / 60.0, from->averaging_s / 60.0, from->line);
  const double way_m = cyclone_distance_m(from->lon_deg, from->lat_deg, to->lon_deg, to->lat_deg);
  const double speed = way_m / (to->epoch_s - from->epoch_s);
  if (speed > TRACK_SPEED_MOST_M_PER_S)
    al_report(ctx, AL_WARNING, &mark,
              "the centre moves %.0f km since the row before, at %.0f m/s: is the place right?",
              way_m / 1000.0, speed);
}

/* First row from `i` on that has a pressure; the count when there is none. */
static size_t track_find_pressure(const struct cyclone_track *track, size_t i)
{
  while (i < track->count && isnan(track->row[i].pc_pa))
    i++;
  return i;
}

static al_status track_fill_pressures(struct al_ctx *ctx, struct cyclone_track *track)
{
  if (track_find_pressure(track, 0) == track->count)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no row of the track has a central pressure",
                   track->path);
  for (size_t i = 0; i < track->count; i++) {
    struct cyclone_row *row = &track->row[i];
    if (!isnan(row->pc_pa))
      continue;
    const struct al_source_mark mark = {.file = track->path, .line = row->line};
    const size_t after = track_find_pressure(track, i);
    const double next_pa = after < track->count ? track->row[after].pc_pa : (double)NAN;
    const double last_pa = i > 0 ? track->row[i - 1].pc_pa : (double)NAN;
    row->pc_pa = isnan(next_pa) ? last_pa : next_pa;
    if (!isnan(next_pa) && !isnan(last_pa))
      row->pc_pa = last_pa + (next_pa - last_pa) * (row->epoch_s - track->row[i - 1].epoch_s) /
                                 (track->row[after].epoch_s - track->row[i - 1].epoch_s);
    al_report(ctx, AL_WARNING, &mark,
              "no central pressure; %.1f hPa is taken from the rows around it", row->pc_pa / 100.0);
  }
  return AL_OK;
}

al_status cyclone_check(struct al_ctx *ctx, struct cyclone_track *track)
{
  assert(track);
  if (track->count < 2)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the track has %zu rows; at least 2 are needed",
                   track->path, track->count);
  for (size_t i = 1; i < track->count; i++) /* over the date line without a jump */
    if (isfinite(track->row[i].lon_deg) && isfinite(track->row[i - 1].lon_deg))
      track->row[i].lon_deg = track->row[i - 1].lon_deg +
                              remainder(track->row[i].lon_deg - track->row[i - 1].lon_deg, 360.0);
  for (size_t i = 0; i < track->count; i++) {
    track_check_values(ctx, track, &track->row[i]);
    if (i > 0)
      track_check_pair(ctx, track, i);
  }
  AL_TRY(ctx, al_report_close(ctx));
  return track_fill_pressures(ctx, track);
}

al_status cyclone_read(struct al_ctx *ctx, struct al_arena *arena,
                       const struct cyclone_source *source, struct cyclone_track *out)
{
  assert(source && source->path && out);
  static al_status (*const readers[])(struct al_ctx *, struct al_arena *,
                                      const struct cyclone_source *, struct cyclone_track *) = {
      [CYCLONE_OWN] = cyclone_read_own,
      [CYCLONE_IBTRACS] = cyclone_read_ibtracs,
      [CYCLONE_CMA] = cyclone_read_cma,
      [CYCLONE_ATCF] = cyclone_read_atcf};
  *out = (struct cyclone_track){.path = al_arena_strdup(arena, source->path)};
  if (!out->path)
    return AL_NO_MEMORY;
  AL_TRY(ctx, readers[source->format](ctx, arena, source, out));
  AL_TRY(ctx, al_report_close(ctx));
  return cyclone_check(ctx, out);
}
