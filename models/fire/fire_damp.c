/**
 * Moisture of dead fuel from a table of weather.
 */
#include "models/fire/fire_damp.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "models/fire/fire_csv.h"
#include "models/fire/fire_damp_cell.h"
#include "tiles/forest.h"
#include <assert.h>
#include <math.h>

#define PI 3.14159265358979323846
#define BEAM_CAL 1.94     /* the sun outside the air, cal/cm2/min */
#define CLEAR 0.75        /* share that comes through one air mass */
#define RAIN_MM_PER_H 0.1 /* from here on it rains */
#define WET_FINE 0.35     /* 1 h fuel in rain (Bradshaw et al. 1984) */
#define WET_FIRST 0.41    /* 10 and 100 h fuel as rain begins */
#define WET_AN_HOUR 0.005 /* and more with each hour of it */
#define WET_MOST 0.60

enum { FROM, AIR, HUMIDITY, RAIN, CLOUD, WIND, WIND_FROM, NUMBERS };
enum { STEPS_MOST = 1 << 20 };

static const struct fire_csv_column columns[NUMBERS] = {
    [FROM] = {"from_h", 1.0 / 3600.0, -1e4, 1e5},
    [AIR] = {"temperature_c", 1.0, -40.0, 60.0},
    [HUMIDITY] = {"humidity_pct", 1.0, 1.0, 100.0},
    [RAIN] = {"rain_mm_h", 1.0, 0.0, 500.0},
    [CLOUD] = {"cloud_pct", 100.0, 0.0, 100.0},
    [WIND] = {"wind_speed_m_s", 1.0, 0.0, 90.0},
    [WIND_FROM] = {"wind_from_deg", 180.0 / PI, -360.0, 360.0}};

static const double lag_s[FIRE_DAMP_CLASSES] = {3600.0, 36000.0, 360000.0};

al_status fire_damp_read_rows(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                              struct fire_damp *damp)
{
  struct al_csv csv;
  int at[NUMBERS];
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  damp->has_wind = al_csv_column(&csv, columns[WIND].name) >= 0 ||
                   al_csv_column(&csv, columns[WIND_FROM].name) >= 0;
  for (int k = 0; k < (damp->has_wind ? NUMBERS : (int)WIND); k++)
    at[k] = fire_csv_find(ctx, &csv, columns[k].name);
  if (csv.row_count == 0)
    al_report(ctx, AL_ERROR, NULL, "%s: the weather table has no row", path);
  AL_TRY(ctx, al_report_close(ctx));
  damp->row_count = csv.row_count;
  damp->row = AL_NEW(arena, struct fire_damp_row, csv.row_count);
  if (!damp->row)
    return AL_NO_MEMORY;
  for (size_t r = 0; r < csv.row_count; r++) {
    const struct al_source_mark mark = {.file = csv.path, .line = csv.line[r]};
    double si[NUMBERS] = {0};
    for (int k = 0; k < (damp->has_wind ? NUMBERS : (int)WIND); k++)
      si[k] = fire_csv_si(ctx, &csv, r, at[k], &columns[k]);
    damp->row[r] = (struct fire_damp_row){si[FROM],  si[AIR],  si[HUMIDITY], si[RAIN],
                                          si[CLOUD], si[WIND], si[WIND_FROM]};
    if (r > 0 && !(si[FROM] > damp->row[r - 1].from_s))
      al_report(ctx, AL_ERROR, &mark, "weather '%s': %g h does not come after %g h", "conditioning",
                si[FROM] / 3600.0, damp->row[r - 1].from_s / 3600.0);
  }
  return al_report_close(ctx);
}

/* Longitude and latitude of the grid, degrees. */
static al_status damp_place(const struct al_model_env *env, double lon_lat[2])
{
  const struct fire_damp_config *config =
      &((const struct al_fire_config *)env->config)->conditioning;
  const struct al_lattice *lattice = &env->forest->lattice;
  double scale[2];
  if (config->place.count == 2) {
    lon_lat[0] = config->place.value[0];
    lon_lat[1] = config->place.value[1];
    return AL_OK;
  }
  if (!lattice->crs_wkt || !*lattice->crs_wkt)
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "fire.conditioning: the grid has no coordinate system; give place: [longitude, "
                   "latitude] for the sun");
  return al_crs_scale(env->ctx, lattice->crs_wkt,
                      al_lattice_x_m(lattice, 0.5 * lattice->cols - 0.5),
                      al_lattice_y_m(lattice, 0.5 * lattice->rows - 0.5), scale, lon_lat);
}

/* Towards the sun, and its beam on a surface across it through clear air. */
static void damp_sun(double epoch_s, const double lon_lat[2], struct fire_damp_step *out)
{
  const double day = fmod(epoch_s / 86400.0, 365.2425) + 1.0;
  const double tilt = 23.45 * PI / 180.0 * sin(2.0 * PI * (284.0 + day) / 365.0);
  const double hour = 2.0 * PI * (fmod(epoch_s, 86400.0) / 86400.0 + lon_lat[0] / 360.0) - PI;
  const double latitude = lon_lat[1] * PI / 180.0;
  out->sun_east = -cos(tilt) * sin(hour);
  out->sun_north = cos(latitude) * sin(tilt) - sin(latitude) * cos(tilt) * cos(hour);
  out->sun_up = sin(latitude) * sin(tilt) + cos(latitude) * cos(tilt) * cos(hour);
  out->sun_cal = out->sun_up > 0.0 ? BEAM_CAL * pow(CLEAR, 1.0 / fmax(out->sun_up, 0.02)) : 0.0;
}

const struct fire_damp_row *fire_damp_row_at(const struct fire_damp *damp, double time_s)
{
  size_t k = 0;
  assert(damp->row_count > 0);
  while (k + 1 < damp->row_count && damp->row[k + 1].from_s <= time_s)
    k++;
  return &damp->row[k];
}

/* Weather in the middle of a step. */
static void damp_lay_step(const struct fire_damp *damp, double middle_s, double wind_m_per_s,
                          struct fire_damp_step *out)
{
  const struct fire_damp_row *row = fire_damp_row_at(damp, middle_s), *next = row + 1;
  const bool last = next == damp->row + damp->row_count || middle_s < row->from_s;
  const double share = last ? 0.0 : (middle_s - row->from_s) / (next->from_s - row->from_s);
  const double celsius = row->celsius + (last ? 0.0 : share * (next->celsius - row->celsius));
  const double humidity =
      row->humidity_pct + (last ? 0.0 : share * (next->humidity_pct - row->humidity_pct));
  out->air_f = 32.0 + 1.8 * celsius;
  out->dew_f = fire_dew_f(out->air_f, humidity);
  out->sun_cal *= 1.0 - row->cloud;
  out->wind_m_per_s = wind_m_per_s;
  for (int k = 0; k < FIRE_DAMP_CLASSES; k++)
    out->keep[k] = exp(-damp->interval_s / lag_s[k]);
}

static void damp_lay_rain(struct fire_damp_step *out, double wet_s)
{
  out->soak[0] = WET_FINE;
  out->soak[1] = out->soak[2] = fmin(WET_FIRST + WET_AN_HOUR * wet_s / 3600.0, WET_MOST);
}

/* Open flat ground at the station: what single figures of a run tell. */
static void damp_lay_site(struct fire_damp *damp, size_t k)
{
  const struct fire_damp_step *step = &damp->step[k];
  const struct fire_damp_air air = {step->air_f,  step->dew_f,   step->sun_east,    step->sun_north,
                                    step->sun_up, step->sun_cal, step->wind_m_per_s};
  const double towards = fire_damp_equilibrium(air, 0.0, 0.0, 0.0, 1.0, 0.4);
  for (int c = 0; c < FIRE_DAMP_CLASSES; c++)
    damp->site[k + 1][c] = fire_damp_after(
        damp->site[k][c], step->soak[0] > 0.0 ? step->soak[c] : towards, step->keep[c]);
}

static al_status damp_check_times(const struct al_model_env *env, const struct fire_damp *damp,
                                  const char *path, double until_s)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire.conditioning");
  const double last_s = damp->row[damp->row_count - 1].from_s + damp->interval_s;
  if (damp->row[0].from_s > 0.0)
    al_report(env->ctx, AL_ERROR, &mark, "%s begins at %g h; the run begins at 0 h", path,
              damp->row[0].from_s / 3600.0);
  if (last_s < until_s)
    al_report(env->ctx, AL_ERROR, &mark,
              "%s ends at %g h (its last row holds for %g h); the run "
              "ends at %g h",
              path, last_s / 3600.0, damp->interval_s / 3600.0, until_s / 3600.0);
  if (isnan(env->epoch_s))
    al_report(env->ctx, AL_ERROR, &mark,
              "fire.conditioning needs scenario.start, which is not given: the sun moves");
  if ((until_s - damp->row[0].from_s) / damp->interval_s > STEPS_MOST)
    al_report(env->ctx, AL_ERROR, &mark, "%s: %g h in steps of %g h are too many", path,
              (until_s - damp->row[0].from_s) / 3600.0, damp->interval_s / 3600.0);
  return al_report_close(env->ctx);
}

al_status fire_damp_read(const struct al_model_env *env, double until_s,
                         const struct fire_weather_config *start, double wind_factor,
                         const struct fire_air *air, struct fire_damp **out)
{
  const struct al_fire_config *fire = env->config;
  const struct fire_damp_config *config = &fire->conditioning;
  struct fire_damp *damp = *out = AL_NEW(env->arena, struct fire_damp, 1);
  double lon_lat[2], wet_s = 0.0;
  if (!damp)
    return AL_NO_MEMORY;
  damp->interval_s = config->interval_s;
  damp->station_m = al_level_is_given(config->station_m) ? config->station_m : (double)NAN;
  AL_TRY(env->ctx, fire_damp_read_rows(env->ctx, env->arena, config->weather, damp));
  AL_TRY(env->ctx, damp_check_times(env, damp, config->weather, until_s));
  AL_TRY(env->ctx, damp_place(env, lon_lat));
  const double before = floor(-damp->row[0].from_s / damp->interval_s);
  damp->first_s = -before * damp->interval_s;
  damp->step_count = (size_t)(before + ceil(until_s / damp->interval_s));
  damp->step = AL_NEW(env->arena, struct fire_damp_step, damp->step_count + 1);
  damp->site = al_arena_alloc(env->arena, damp->step_count + 1, sizeof *damp->site, "fire damp");
  if (!damp->step || !damp->site)
    return AL_NO_MEMORY;
  const double first[FIRE_DAMP_CLASSES] = {start->h1, start->h10, start->h100};
  for (int c = 0; c < FIRE_DAMP_CLASSES; c++)
    damp->site[0][c] = first[c];
  for (size_t k = 0; k < damp->step_count; k++) {
    const double middle_s = fire_damp_time_s(damp, k) + 0.5 * damp->interval_s;
    const struct fire_damp_row *row = fire_damp_row_at(damp, middle_s);
    const struct fire_air_frame *frame = air ? &air->frame[fire_air_at(air, middle_s)] : NULL;
    const double wind = frame            ? hypot(frame->east_m_per_s, frame->north_m_per_s)
                        : damp->has_wind ? row->wind_m_per_s
                                         : start->wind_m_per_s;
    damp_sun(env->epoch_s + middle_s, lon_lat, &damp->step[k]);
    if (!config->sun)
      damp->step[k].sun_cal = 0.0;
    damp_lay_step(damp, middle_s, wind * wind_factor, &damp->step[k]);
    wet_s = row->rain_mm_per_h >= RAIN_MM_PER_H ? wet_s + damp->interval_s : 0.0;
    if (wet_s > 0.0)
      damp_lay_rain(&damp->step[k], wet_s);
    damp_lay_site(damp, k);
  }
  return AL_OK;
}

size_t fire_damp_steps(const struct fire_damp *damp, double time_s)
{
  const double steps = floor((time_s - damp->first_s) / damp->interval_s + 1e-9);
  assert(steps >= 0.0);
  return steps < (double)damp->step_count ? (size_t)steps : damp->step_count;
}

double fire_damp_time_s(const struct fire_damp *damp, size_t step)
{
  return damp->first_s + (double)step * damp->interval_s;
}

al_status fire_damp_state_create(struct al_arena *arena, ptrdiff_t tiles,
                                 struct fire_damp_state *out)
{
  out->steps = AL_NEW(arena, uint32_t, (size_t)tiles + 1);
  for (int k = 0; k < FIRE_DAMP_CLASSES; k++)
    out->moisture[k] = AL_NEW(arena, al_real, (size_t)(tiles * AL_TILE_CELLS) + 1);
  return out->steps && out->moisture[0] && out->moisture[1] && out->moisture[2] ? AL_OK
                                                                                : AL_NO_MEMORY;
}

static void damp_run(const struct fire_damp_cells *cells)
{
  static void (*const variants[AL_ISA_COUNT])(const struct fire_damp_cells *) = {
      [AL_ISA_V2] = fire_damp_v2, [AL_ISA_V3] = fire_damp_v3, [AL_ISA_V4] = fire_damp_v4};
  variants[al_isa_level()](cells);
}

/* `steps` of a tile counts from 1: at 0 nothing of it is filled. */
void fire_damp_carry(const struct fire_damp *damp, struct fire_damp_state *state, ptrdiff_t tile,
                     size_t steps, struct fire_damp_cells cells, const struct fire_damp_air_of *air)
{
  const al_real *above_m = cells.above_m;
  uint32_t filled = 0;
  const ptrdiff_t first = tile * AL_TILE_CELLS;
  assert(steps <= damp->step_count && tile >= 0);
  const bool afresh = state->steps[tile] == 0 || state->steps[tile] > steps + 1;
  cells.count = AL_TILE_CELLS;
  for (int k = 0; k < FIRE_DAMP_CLASSES; k++) {
    cells.moisture[k] = state->moisture[k] + first;
    for (int i = 0; afresh && i < AL_TILE_CELLS; i++)
      cells.moisture[k][i] = (al_real)damp->site[0][k];
  }
  for (size_t s = afresh ? 0 : state->steps[tile] - 1; s < steps; s++) {
    const uint32_t frame = damp->frame ? damp->frame[s] : 0;
    if (frame > 0 && frame != filled)
      air->fill(air->self, frame - 1, tile);
    filled = frame > 0 ? frame : filled;
    cells.step = &damp->step[s];
    cells.air_f = frame > 0 ? air->air_f : NULL;
    cells.dew_f = frame > 0 ? air->dew_f : NULL;
    cells.above_m = frame > 0 ? air->above_m : above_m;
    damp_run(&cells);
  }
  state->steps[tile] = (uint32_t)steps + 1;
}
