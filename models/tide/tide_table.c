/**
 * Tables of constituents, of stations' constants and of datums.
 */
#include "core/datadir.h"
#include "core/nearest.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include "models/tide/tide.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TIDE_AMPLITUDE_MOST_M 20.0 /* the highest range on Earth is 16 m */

static const char *const angle_columns[TIDE_ANGLES] = {
    [TIDE_TAU] = "tau", [TIDE_S] = "s", [TIDE_H] = "h",
    [TIDE_P] = "p",     [TIDE_N] = "n", [TIDE_PP] = "pp"};
static const char *const basis_names[TIDE_BASES] = {
    [TIDE_MM] = "MM",   [TIDE_MF] = "MF", [TIDE_O1] = "O1", [TIDE_K1] = "K1", [TIDE_J1] = "J1",
    [TIDE_OO1] = "OO1", [TIDE_M1] = "M1", [TIDE_M2] = "M2", [TIDE_K2] = "K2", [TIDE_L2] = "L2"};

static const char *table_cell(const struct al_csv *csv, size_t row, int column)
{
  assert(column >= 0 && (size_t)column < csv->column_count);
  return csv->cell[row * csv->column_count + (size_t)column];
}

static al_status table_need(struct al_ctx *ctx, const struct al_csv *csv, const char *name,
                            int *column)
{
  *column = al_csv_column(csv, name);
  return *column >= 0 ? AL_OK
                      : AL_FAIL(ctx, AL_BAD_INPUT, "%s: the column %s is missing", csv->path, name);
}

/* "M2:2 K1:-1" into powers of the factors. @return false when it is no such text. */
static bool table_parse_nodal(const char *text, double power[TIDE_BASES])
{
  while (*text) {
    const char *colon = strchr(text, ':');
    int basis = 0;
    while (colon && basis < TIDE_BASES &&
           (strlen(basis_names[basis]) != (size_t)(colon - text) ||
            strncmp(basis_names[basis], text, (size_t)(colon - text)) != 0))
      basis++;
    if (!colon || basis == TIDE_BASES)
      return false;
    char *end;
    power[basis] = strtod(colon + 1, &end);
    if (end == colon + 1 || !(fabs(power[basis]) <= 8.0))
      return false;
    text = end + strspn(end, " ");
  }
  return true;
}

static al_status table_read_constituent(struct al_ctx *ctx, const struct al_csv *csv, size_t row,
                                        struct tide_constituent *wave)
{
  int column;
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  AL_TRY(ctx, table_need(ctx, csv, "name", &column));
  wave->name = table_cell(csv, row, column);
  AL_TRY(ctx, table_need(ctx, csv, "other_names", &column));
  wave->other_names = table_cell(csv, row, column);
  for (int k = 0; k < TIDE_ANGLES; k++) {
    AL_TRY(ctx, table_need(ctx, csv, angle_columns[k], &column));
    wave->multiple[k] = al_csv_number(ctx, csv, row, column);
  }
  AL_TRY(ctx, table_need(ctx, csv, "quarter", &column));
  wave->quarter = al_csv_number(ctx, csv, row, column);
  AL_TRY(ctx, table_need(ctx, csv, "nodal", &column));
  if (!table_parse_nodal(table_cell(csv, row, column), wave->power))
    al_report(ctx, AL_ERROR, &mark, "'%s' is no list of nodal factors like 'M2:2 K1:-1'",
              table_cell(csv, row, column));
  return AL_OK;
}

al_status tide_read_constituents(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                                 struct tide *out)
{
  char shipped[4096];
  struct al_csv csv;
  assert(out);
  if (!path)
    path = al_data_path("models/tide/constituents.csv", shipped, sizeof shipped);
  *out = (struct tide){.lon_deg = NAN, .lat_deg = NAN};
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  if (csv.row_count == 0 || csv.row_count > TIDE_CONSTITUENTS_MOST)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: %zu constituents; allowed: 1 .. %d", path, csv.row_count,
                   TIDE_CONSTITUENTS_MOST);
  for (size_t row = 0; row < csv.row_count; row++)
    AL_TRY(ctx, table_read_constituent(ctx, &csv, row, &out->constituent[row]));
  out->count = csv.row_count;
  return al_report_close(ctx);
}

/* Whether `name` is one of the words of `names`, which stand apart by spaces. */
static bool table_names_hold(const char *names, const char *name)
{
  const size_t length = strlen(name);
  for (const char *at = names; *at; at += strspn(at, " ")) {
    const size_t word = strcspn(at, " ");
    if (word == length && strncasecmp(at, name, length) == 0)
      return true;
    at += word;
  }
  return false;
}

static struct tide_constituent *table_find(struct tide *known, const char *name)
{
  for (size_t i = 0; i < known->count; i++)
    if (strcasecmp(known->constituent[i].name, name) == 0 ||
        table_names_hold(known->constituent[i].other_names, name))
      return &known->constituent[i];
  return NULL;
}

static void table_report_unknown(struct al_ctx *ctx, const struct al_source_mark *mark,
                                 const struct tide *known, const char *name)
{
  const char *names[TIDE_CONSTITUENTS_MOST];
  for (size_t i = 0; i < known->count; i++)
    names[i] = known->constituent[i].name;
  const char *near = al_nearest(name, names, known->count);
  al_report(ctx, AL_ERROR, mark, "no tidal constituent '%s'; nearest: %s", name,
            near ? near : known->constituent[0].name);
}

struct table_columns {
  int station, constituent, amplitude, lag, lat, lon;
  double metres; /* of the amplitude's unit */
};

static al_status table_find_columns(struct al_ctx *ctx, const struct al_csv *csv,
                                    struct table_columns *out)
{
  char unit[64];
  const char *si = "";
  AL_TRY(ctx, table_need(ctx, csv, "constituent", &out->constituent));
  AL_TRY(ctx, table_need(ctx, csv, "amplitude", &out->amplitude));
  AL_TRY(ctx, table_need(ctx, csv, "lag_deg", &out->lag));
  out->station = al_csv_column(csv, "station");
  out->lat = al_csv_column(csv, "lat_deg");
  out->lon = al_csv_column(csv, "lon_deg");
  const char *header = csv->header[out->amplitude];
  if (!al_unit_of_header(header, unit, sizeof unit) || !al_unit_find(unit, &out->metres, &si) ||
      strcmp(si, "m") != 0)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: the column '%s' needs a unit of length, as in amplitude_m", csv->path,
                   header);
  return AL_OK;
}

static void table_read_constants(struct al_ctx *ctx, const struct al_csv *csv, size_t row,
                                 const struct table_columns *columns, struct tide *known,
                                 struct tide *out)
{
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  const char *name = table_cell(csv, row, columns->constituent);
  struct tide_constituent *wave = table_find(known, name);
  const double amplitude_m = al_csv_number(ctx, csv, row, columns->amplitude) * columns->metres;
  const double lag_deg = al_csv_number(ctx, csv, row, columns->lag);
  if (!wave) {
    table_report_unknown(ctx, &mark, known, name);
    return;
  }
  if (wave->amplitude_m >= 0.0)
    al_report(ctx, AL_ERROR, &mark, "the constituent '%s' is given twice", name);
  if (amplitude_m < 0.0 || amplitude_m > TIDE_AMPLITUDE_MOST_M)
    al_report(ctx, AL_ERROR, &mark, "amplitude %g m; allowed: 0 .. %g m", amplitude_m,
              TIDE_AMPLITUDE_MOST_M);
  if (lag_deg < -360.0 || lag_deg > 720.0)
    al_report(ctx, AL_ERROR, &mark, "lag %g degrees; allowed: -360 .. 720", lag_deg);
  wave->amplitude_m = fmax(amplitude_m, 0.0);
  if (out->count == TIDE_CONSTITUENTS_MOST)
    return;
  struct tide_constituent *mine = &out->constituent[out->count++];
  *mine = *wave;
  mine->lag_deg = lag_deg;
  if (columns->lat >= 0 && columns->lon >= 0) {
    out->lat_deg = al_csv_number(ctx, csv, row, columns->lat);
    out->lon_deg = al_csv_number(ctx, csv, row, columns->lon);
  }
}

/* The station asked for, or the only one. */
static al_status table_pick_station(struct al_ctx *ctx, struct al_arena *arena,
                                    const struct al_csv *csv, int column, const char **station)
{
  const char **names = AL_NEW(arena, const char *, csv->row_count + 1);
  size_t count = 0;
  if (!names)
    return AL_NO_MEMORY;
  for (size_t row = 0; row < csv->row_count; row++) {
    const char *name = table_cell(csv, row, column);
    if (*station && strcmp(name, *station) == 0)
      return AL_OK;
    if (count == 0 || strcmp(name, names[count - 1]) != 0)
      names[count++] = name;
  }
  if (!*station && count == 1) {
    *station = names[0];
    return AL_OK;
  }
  if (!*station)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: holds %zu stations; name one, such as '%s'", csv->path,
                   count, count ? names[0] : "");
  const char *near = al_nearest(*station, names, count);
  return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no station '%s'; it has '%s'", csv->path, *station,
                 near ? near : (count ? names[0] : ""));
}

al_status tide_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                    const char *station, struct tide *out)
{
  char shipped[4096];
  struct al_csv csv;
  struct table_columns columns;
  assert(out);
  struct tide *known = AL_NEW(arena, struct tide, 1);
  if (!known)
    return AL_NO_MEMORY;
  AL_TRY(ctx, tide_read_constituents(ctx, arena, NULL, known));
  for (size_t i = 0; i < known->count; i++)
    known->constituent[i].amplitude_m = -1.0;
  if (!path)
    path = al_data_path("models/tide/stations.csv", shipped, sizeof shipped);
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  AL_TRY(ctx, table_find_columns(ctx, &csv, &columns));
  if (columns.station >= 0)
    AL_TRY(ctx, table_pick_station(ctx, arena, &csv, columns.station, &station));
  *out = (struct tide){
      .station = al_arena_strdup(arena, station ? station : path), .lon_deg = NAN, .lat_deg = NAN};
  for (size_t row = 0; row < csv.row_count; row++)
    if (columns.station < 0 || !station ||
        strcmp(table_cell(&csv, row, columns.station), station) == 0)
      table_read_constants(ctx, &csv, row, &columns, known, out);
  AL_TRY(ctx, al_report_close(ctx));
  return out->count > 0 ? AL_OK
                        : AL_FAIL(ctx, AL_BAD_INPUT, "%s: no row holds a constituent", path);
}

al_status tide_datum_m(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                       const char *station, const char *datum, double *out_m)
{
  char shipped[4096];
  struct al_csv csv;
  int station_at, datum_at, level_at;
  assert(station && datum && out_m);
  if (!path)
    path = al_data_path("models/tide/datums.csv", shipped, sizeof shipped);
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  AL_TRY(ctx, table_need(ctx, &csv, "station", &station_at));
  AL_TRY(ctx, table_need(ctx, &csv, "datum", &datum_at));
  AL_TRY(ctx, table_need(ctx, &csv, "level_m", &level_at));
  AL_TRY(ctx, table_pick_station(ctx, arena, &csv, station_at, &station));
  const char **names = AL_NEW(arena, const char *, csv.row_count + 1);
  size_t count = 0;
  if (!names)
    return AL_NO_MEMORY;
  for (size_t row = 0; row < csv.row_count; row++) {
    if (strcmp(table_cell(&csv, row, station_at), station) != 0)
      continue;
    names[count++] = table_cell(&csv, row, datum_at);
    if (strcmp(names[count - 1], datum) == 0) {
      *out_m = al_csv_number(ctx, &csv, row, level_at);
      return al_report_close(ctx);
    }
  }
  const char *near = al_nearest(datum, names, count);
  return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the station '%s' has no datum '%s'; nearest: %s", path,
                 station, datum,
                 near    ? near
                 : count ? names[0]
                         : "-");
}
