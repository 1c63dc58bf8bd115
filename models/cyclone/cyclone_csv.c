/**
 * Tracks as tables: the engine's own CSV and IBTrACS.
 */
#include "core/caltime.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include "models/cyclone/cyclone_track.h"
#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A column and what turns its numbers into SI; at < 0 = not there. */
struct track_column {
  int at;
  double factor;
};

static const char *track_cell(const struct al_csv *csv, size_t row, int at)
{
  assert(at >= 0 && (size_t)at < csv->column_count && row < csv->row_count);
  return csv->cell[row * csv->column_count + (size_t)at];
}

static bool track_is_blank(const char *cell)
{
  return cell[strspn(cell, " ")] == '\0';
}

/* Units as IBTrACS spells them in its second row, beside those of the engine. */
static bool track_unit_find(const char *unit, double *factor, const char **si)
{
  static const struct {
    const char *name, *si;
    double factor;
  } others[] = {{"mb", "Pa", 100.0},     {"kts", "m/s", 1852.0 / 3600.0},
                {"nmile", "m", 1852.0},  {"degrees_north", "rad", 3.14159265358979323846 / 180},
                {"m_per_s", "m/s", 1.0}, {"degrees_east", "rad", 3.14159265358979323846 / 180}};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    if (strcmp(others[i].name, unit) == 0) {
      *factor = others[i].factor;
      *si = others[i].si;
      return true;
    }
  return al_unit_find(unit, factor, si);
}

/* A column with a unit of the dimension `si`, from its header or, where the file has one, from the
 * row of units. */
static al_status track_find(struct al_ctx *ctx, const struct al_csv *csv, const char *name,
                            const char *si, bool unit_row, struct track_column *out)
{
  char unit[64];
  const char *other = "";
  *out = (struct track_column){.at = al_csv_column(csv, name), .factor = 1.0};
  if (out->at < 0)
    return AL_OK;
  for (size_t c = (size_t)out->at + 1; !unit_row && c < csv->column_count; c++)
    if (al_csv_column_is(csv, c, name))
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the columns '%s' and '%s' both give the %s; keep one",
                     csv->path, csv->header[out->at], csv->header[c], name);
  if (unit_row)
    snprintf(unit, sizeof unit, "%s", track_cell(csv, 0, out->at));
  if (!unit_row && !al_unit_of_header(csv->header[out->at], unit, sizeof unit))
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: the column '%s' has no unit in its header; pressures, winds and radii need "
                   "one, as in pc_hPa, vmax_kt, rmax_km",
                   csv->path, csv->header[out->at]);
  if (!track_unit_find(unit, &out->factor, &other) || strcmp(other, si) != 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the unit '%s' of the column '%s' measures no %s",
                   csv->path, unit, csv->header[out->at], al_unit_dimension(si));
  return AL_OK;
}

/* NAN for an empty cell or a column that is not there. */
static double track_value(struct al_ctx *ctx, const struct al_csv *csv, size_t row,
                          struct track_column column)
{
  if (column.at < 0 || track_is_blank(track_cell(csv, row, column.at)))
    return NAN;
  return al_csv_number(ctx, csv, row, column.at) * column.factor;
}

static double track_time(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int at)
{
  double epoch_s = NAN;
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  if (!al_time_parse(track_cell(csv, row, at), &epoch_s, NULL))
    al_report(ctx, AL_ERROR, &mark, "'%s' is no time like 2023-07-28T06:00+08:00",
              track_cell(csv, row, at));
  return epoch_s;
}

static int track_plain_column(const struct al_csv *csv, const char *name, const char *with_unit)
{
  const int at = al_csv_column(csv, name);
  return at >= 0 ? at : al_csv_column(csv, with_unit);
}

static al_status track_need(struct al_ctx *ctx, const struct al_csv *csv, const char *name,
                            const char *with_unit, int *out)
{
  *out = track_plain_column(csv, name, with_unit);
  return *out >= 0 ? AL_OK
                   : AL_FAIL(ctx, AL_BAD_INPUT, "%s: the column %s is missing", csv->path, name);
}

static al_status track_rows(struct al_ctx *ctx, struct al_arena *arena, const struct al_csv *csv,
                            struct cyclone_track *out)
{
  if (csv->row_count > CYCLONE_ROWS_MOST * 100)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: %zu rows; allowed: up to %d", csv->path, csv->row_count,
                   CYCLONE_ROWS_MOST * 100);
  out->row = AL_NEW(arena, struct cyclone_row, csv->row_count + 1);
  return out->row ? AL_OK : AL_NO_MEMORY;
}

/* Beaufort 7, 10, 12 as CMA publishes them; 34, 50, 64 kt. */
static const struct track_gale_column {
  const char *name;
  double wind_m_per_s;
  int place;
} gale_columns[] = {{"r7", 17.2, 0},
                    {"r10", 24.5, 1},
                    {"r12", 32.7, 2},
                    {"r34", 34.0 * 1852.0 / 3600.0, 0},
                    {"r50", 50.0 * 1852.0 / 3600.0, 1},
                    {"r64", 64.0 * 1852.0 / 3600.0, 2}};
enum { TRACK_GALE_COLUMNS = sizeof gale_columns / sizeof gale_columns[0] };

struct own_columns {
  int time, lon, lat, averaging, agency;
  struct track_column pc, pn, vmax, rmax, gale[TRACK_GALE_COLUMNS];
};

static al_status own_find_columns(struct al_ctx *ctx, const struct al_csv *csv,
                                  struct own_columns *out)
{
  AL_TRY(ctx, track_need(ctx, csv, "time", "time", &out->time));
  AL_TRY(ctx, track_need(ctx, csv, "lon", "lon_deg", &out->lon));
  AL_TRY(ctx, track_need(ctx, csv, "lat", "lat_deg", &out->lat));
  AL_TRY(ctx, track_find(ctx, csv, "pc", "Pa", false, &out->pc));
  AL_TRY(ctx, track_find(ctx, csv, "pn", "Pa", false, &out->pn));
  AL_TRY(ctx, track_find(ctx, csv, "vmax", "m/s", false, &out->vmax));
  AL_TRY(ctx, track_find(ctx, csv, "rmax", "m", false, &out->rmax));
  for (int g = 0; g < TRACK_GALE_COLUMNS; g++)
    AL_TRY(ctx, track_find(ctx, csv, gale_columns[g].name, "m", false, &out->gale[g]));
  out->averaging = al_csv_column(csv, "averaging_min");
  out->agency = al_csv_column(csv, "agency");
  if (out->pc.at < 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the column %s is missing", csv->path, "pc_hPa");
  if (out->vmax.at >= 0 && out->averaging < 0)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: winds need the column averaging_min: 1 for JTWC and NHC, 2 for CMA, 10 for "
                   "JMA",
                   csv->path);
  return AL_OK;
}

static void own_read_row(struct al_ctx *ctx, const struct al_csv *csv, size_t i,
                         const struct own_columns *columns, struct cyclone_row *row)
{
  const struct track_column plain_lon = {columns->lon, 1.0}, plain_lat = {columns->lat, 1.0};
  const struct track_column minutes = {columns->averaging, 60.0};
  *row = (struct cyclone_row){.epoch_s = track_time(ctx, csv, i, columns->time),
                              .lon_deg = track_value(ctx, csv, i, plain_lon),
                              .lat_deg = track_value(ctx, csv, i, plain_lat),
                              .pc_pa = track_value(ctx, csv, i, columns->pc),
                              .pn_pa = track_value(ctx, csv, i, columns->pn),
                              .vmax_m_per_s = track_value(ctx, csv, i, columns->vmax),
                              .averaging_s = track_value(ctx, csv, i, minutes),
                              .rmax_m = track_value(ctx, csv, i, columns->rmax),
                              .line = csv->line[i]};
  for (int k = 0; k < CYCLONE_GALES; k++)
    row->gale[k] = (struct cyclone_gale){NAN, NAN};
  for (int g = 0; g < TRACK_GALE_COLUMNS; g++) {
    const double radius_m = track_value(ctx, csv, i, columns->gale[g]);
    if (radius_m > 0.0)
      row->gale[gale_columns[g].place] =
          (struct cyclone_gale){gale_columns[g].wind_m_per_s, radius_m};
  }
}

al_status cyclone_read_own(struct al_ctx *ctx, struct al_arena *arena,
                           const struct cyclone_source *source, struct cyclone_track *out)
{
  struct al_csv csv;
  struct own_columns columns;
  AL_TRY(ctx, al_csv_read(ctx, arena, source->path, &csv));
  AL_TRY(ctx, own_find_columns(ctx, &csv, &columns));
  AL_TRY(ctx, track_rows(ctx, arena, &csv, out));
  for (size_t i = 0; i < csv.row_count; i++)
    own_read_row(ctx, &csv, i, &columns, &out->row[i]);
  out->count = csv.row_count;
  out->storm = source->storm ? source->storm : "";
  out->agency = columns.agency >= 0 && csv.row_count > 0 ? track_cell(&csv, 0, columns.agency) : "";
  return AL_OK;
}

/* Agencies of IBTrACS and the averaging period of their winds in s (IBTrACS v04 column
 * documentation). */
static const struct {
  const char *name;
  double averaging_s;
} agencies[] = {{"usa", 60.0},   {"tokyo", 600.0},     {"cma", 120.0},     {"hko", 600.0},
                {"kma", 600.0},  {"newdelhi", 180.0},  {"reunion", 600.0}, {"bom", 600.0},
                {"nadi", 600.0}, {"wellington", 600.0}};

static double ibtracs_averaging_s(const char *agency)
{
  for (size_t i = 0; i < sizeof agencies / sizeof agencies[0]; i++)
    if (strcasecmp(agencies[i].name, agency) == 0)
      return agencies[i].averaging_s;
  return NAN;
}

struct ibtracs_columns {
  int sid, name, time, lat, lon, wmo_agency;
  bool unit_row;
  struct track_column wind, pressure, rmax;
};

/* The column of an agency: "usa", "WIND" -> USA_WIND. */
static al_status ibtracs_find(struct al_ctx *ctx, const struct al_csv *csv, const char *agency,
                              const char *what, const char *si, bool unit_row,
                              struct track_column *out)
{
  char name[64];
  snprintf(name, sizeof name, "%.30s_%s", agency, what);
  for (char *at = name; *at; at++)
    *at = (char)toupper((unsigned char)*at);
  return track_find(ctx, csv, name, si, unit_row, out);
}

static al_status ibtracs_find_columns(struct al_ctx *ctx, const struct al_csv *csv,
                                      const char *agency, struct ibtracs_columns *out)
{
  AL_TRY(ctx, track_need(ctx, csv, "SID", "SID", &out->sid));
  AL_TRY(ctx, track_need(ctx, csv, "ISO_TIME", "ISO_TIME", &out->time));
  AL_TRY(ctx, track_need(ctx, csv, "LAT", "LAT", &out->lat));
  AL_TRY(ctx, track_need(ctx, csv, "LON", "LON", &out->lon));
  out->name = al_csv_column(csv, "NAME");
  out->wmo_agency = al_csv_column(csv, "WMO_AGENCY");
  out->unit_row = csv->row_count > 0 && track_is_blank(track_cell(csv, 0, out->sid));
  const bool wmo = strcasecmp(agency, "wmo") == 0;
  if (wmo && out->wmo_agency < 0)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: without a column WMO_AGENCY nobody knows over how many minutes the winds "
                   "are; give the agency, such as tokyo",
                   csv->path);
  AL_TRY(ctx, ibtracs_find(ctx, csv, agency, "PRES", "Pa", out->unit_row, &out->pressure));
  /* Parts of IBTrACS that hold the WMO columns only: the user says whose they are. */
  const char *whose = out->pressure.at < 0 && out->wmo_agency < 0 ? "wmo" : agency;
  AL_TRY(ctx, ibtracs_find(ctx, csv, whose, "PRES", "Pa", out->unit_row, &out->pressure));
  AL_TRY(ctx, ibtracs_find(ctx, csv, whose, "WIND", "m/s", out->unit_row, &out->wind));
  AL_TRY(ctx, ibtracs_find(ctx, csv, whose, "RMW", "m", out->unit_row, &out->rmax));
  return out->pressure.at >= 0
             ? AL_OK
             : AL_FAIL(ctx, AL_BAD_INPUT, "%s: no column holds the pressures of '%s'", csv->path,
                       agency);
}

/* The storm asked for by identifier or name; the only one when none is asked for. */
static al_status ibtracs_pick_storm(struct al_ctx *ctx, const struct al_csv *csv,
                                    const struct ibtracs_columns *columns, const char *storm,
                                    const char **sid)
{
  *sid = NULL;
  for (size_t i = columns->unit_row; i < csv->row_count; i++) {
    const char *here = track_cell(csv, i, columns->sid);
    const char *name = columns->name >= 0 ? track_cell(csv, i, columns->name) : "";
    if (storm && strcasecmp(here, storm) != 0 && strcasecmp(name, storm) != 0)
      continue;
    if (*sid && strcmp(*sid, here) != 0)
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "%s: holds more than one storm that fits; name one by its identifier, such as "
                     "'%s'",
                     csv->path, *sid);
    *sid = here;
  }
  return *sid ? AL_OK
              : AL_FAIL(ctx, AL_BAD_INPUT, "%s: no storm '%s'", csv->path, storm ? storm : "");
}

al_status cyclone_read_ibtracs(struct al_ctx *ctx, struct al_arena *arena,
                               const struct cyclone_source *source, struct cyclone_track *out)
{
  struct al_csv csv;
  struct ibtracs_columns columns;
  const char *agency = source->agency ? source->agency : "wmo", *sid;
  const bool wmo = strcasecmp(agency, "wmo") == 0;
  if (!wmo && isnan(ibtracs_averaging_s(agency)))
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: no agency '%s'; one of wmo, usa, tokyo, cma, hko, kma, newdelhi, reunion, "
                   "bom, nadi, wellington",
                   source->path, agency);
  AL_TRY(ctx, al_csv_read(ctx, arena, source->path, &csv));
  AL_TRY(ctx, ibtracs_find_columns(ctx, &csv, agency, &columns));
  AL_TRY(ctx, ibtracs_pick_storm(ctx, &csv, &columns, source->storm, &sid));
  AL_TRY(ctx, track_rows(ctx, arena, &csv, out));
  for (size_t i = columns.unit_row; i < csv.row_count; i++) {
    if (strcmp(track_cell(&csv, i, columns.sid), sid) != 0)
      continue;
    const char *whose = wmo ? track_cell(&csv, i, columns.wmo_agency) : agency;
    struct cyclone_row *row = &out->row[out->count++];
    *row = (struct cyclone_row){
        .epoch_s = track_time(ctx, &csv, i, columns.time),
        .lon_deg = track_value(ctx, &csv, i, (struct track_column){columns.lon, 1.0}),
        .lat_deg = track_value(ctx, &csv, i, (struct track_column){columns.lat, 1.0}),
        .pc_pa = track_value(ctx, &csv, i, columns.pressure),
        .pn_pa = NAN,
        .vmax_m_per_s = track_value(ctx, &csv, i, columns.wind),
        .averaging_s = ibtracs_averaging_s(whose),
        .rmax_m = track_value(ctx, &csv, i, columns.rmax),
        .line = csv.line[i]};
    for (int k = 0; k < CYCLONE_GALES; k++)
      row->gale[k] = (struct cyclone_gale){NAN, NAN};
  }
  out->storm = sid;
  out->agency = al_arena_strdup(arena, agency);
  return out->agency ? AL_OK : AL_NO_MEMORY;
}
