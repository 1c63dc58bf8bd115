/**
 * Fire behaviour of a table of places.
 */
#include "models/fire/fire_table.h"
#include "core/nearest.h"
#include "core/units.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define MPS_PER_MPH 0.44704
#define S_PER_MIN 60.0

/* Columns read. Places of mode 0 need them all but the last two. */
enum input {
  MODE,
  FUEL,
  H1,
  H10,
  H100,
  HERB,
  WOODY,
  WIND,
  WIND_FROM,
  SLOPE,
  ASPECT,
  COVER,
  HEIGHT,
  BASE,
  DENSITY,
  FOLIAR,
  INTEREST,
  ID,
  INPUTS
};

static const struct {
  const char *name;
  double least, most;
} inputs[INPUTS] = {[MODE] = {"mode", 0.0, 2.0},
                    [FUEL] = {"fuel_model", 1.0, FIRE_FUEL_NUMBER_MOST},
                    [H1] = {"m1_pct", 1.0, 60.0},
                    [H10] = {"m10_pct", 1.0, 60.0},
                    [H100] = {"m100_pct", 1.0, 60.0},
                    [HERB] = {"mlh_pct", 10.0, 400.0},
                    [WOODY] = {"mlw_pct", 10.0, 400.0},
                    [WIND] = {"wind20ft_or_midflame_mph", 0.0, 200.0},
                    [WIND_FROM] = {"wind_dir_from_deg_north", -360.0, 360.0},
                    [SLOPE] = {"slope_deg", 0.0, 80.0},
                    [ASPECT] = {"aspect_deg", -360.0, 360.0},
                    [COVER] = {"canopy_cover_pct", 0.0, 100.0},
                    [HEIGHT] = {"canopy_height_m", 0.0, 120.0},
                    [BASE] = {"canopy_base_height_m", 0.0, 120.0},
                    [DENSITY] = {"canopy_bulk_density_kgm3", 0.0, 2.0},
                    [FOLIAR] = {"foliar_moisture_pct", 10.0, 400.0},
                    [INTEREST] = {"doi_deg", -360.0, 360.0},
                    [ID] = {"id", 0.0, 0.0}};

/* Results of the surface fire, then of the crown, in the order they are written in. */
static const char *const results[] = {"midflame_wind_mph",
                                      "head_ros_m_min",
                                      "dir_max_spread_deg",
                                      "lw_ratio",
                                      "eccentricity",
                                      "backing_ros_m_min",
                                      "flanking_ros_m_min",
                                      "reaction_intensity_kW_m2",
                                      "residence_time_min",
                                      "hpua_kJ_m2",
                                      "fireline_intensity_kW_m",
                                      "flame_length_m",
                                      "char_savr_ft",
                                      "live_mx_pct",
                                      "rel_packing_ratio",
                                      "slope_factor",
                                      "doi_deg",
                                      "ros_doi_from_ignition_m_min",
                                      "fli_doi_kW_m",
                                      "crownR_fire_type",
                                      "crown_ros_m_min",
                                      "crownR_final_ros_m_min",
                                      "crownR_final_fli_kW_m",
                                      "crownR_final_fl_m",
                                      "crownSR_fire_type",
                                      "crownSR_cfb",
                                      "crownSR_final_ros_m_min",
                                      "crownSR_final_hpua_kJ_m2",
                                      "crownSR_final_fli_kW_m",
                                      "crownSR_final_fl_m",
                                      "critical_open_wind_mph",
                                      "crown_lw"};
enum { RESULTS = sizeof results / sizeof results[0], CROWN_RESULTS = 13 };

struct reader {
  struct al_ctx *ctx;
  struct fire_table *table;
  int column[INPUTS];
};

static struct al_source_mark reader_mark(const struct reader *reader, size_t row)
{
  const struct al_csv *csv = &reader->table->csv;
  return (struct al_source_mark){.file = csv->path, .line = csv->line[row]};
}

static const char *reader_text(const struct reader *reader, size_t row, enum input input)
{
  const struct al_csv *csv = &reader->table->csv;
  const int column = reader->column[input];
  return column < 0 ? "" : csv->cell[row * csv->column_count + (size_t)column];
}

/* Exact names only: wind10m_mph is no wind20ft_mph. */
static int reader_find(const struct al_csv *csv, const char *name)
{
  for (size_t i = 0; i < csv->column_count; i++)
    if (strcmp(csv->header[i], name) == 0)
      return (int)i;
  return -1;
}

static bool reader_knows(const char *name)
{
  for (size_t k = 0; k < INPUTS; k++)
    if (strcmp(name, inputs[k].name) == 0)
      return true;
  for (size_t k = 0; k < RESULTS; k++)
    if (strcmp(name, results[k]) == 0)
      return true;
  return false;
}

static void reader_tell_unknown(const struct reader *reader)
{
  const struct al_csv *csv = &reader->table->csv;
  const char *names[INPUTS];
  for (size_t k = 0; k < INPUTS; k++)
    names[k] = inputs[k].name;
  for (size_t i = 0; i < csv->column_count; i++) {
    if (reader_knows(csv->header[i]))
      continue;
    const char *near = al_nearest(csv->header[i], names, INPUTS);
    if (near)
      al_report(reader->ctx, AL_WARNING, NULL, "%s: column '%s' is not read; did you mean '%s'?",
                csv->path, csv->header[i], near);
    else
      al_report(reader->ctx, AL_WARNING, NULL, "%s: column '%s' is not read", csv->path,
                csv->header[i]);
  }
}

static al_status reader_find_columns(struct reader *reader)
{
  for (size_t k = 0; k < INPUTS; k++) {
    reader->column[k] = reader_find(&reader->table->csv, inputs[k].name);
    if (reader->column[k] < 0 && k < COVER)
      al_report(reader->ctx, AL_ERROR, NULL, "%s: the table of places has no column '%s'",
                reader->table->csv.path, inputs[k].name);
  }
  reader_tell_unknown(reader);
  return al_report_close(reader->ctx);
}

/* A number of a row within its range; what is wrong is reported and 0 given. */
static double reader_take(const struct reader *reader, size_t row, enum input input)
{
  const struct al_source_mark mark = reader_mark(reader, row);
  const char *text = reader_text(reader, row, input), *name = inputs[input].name;
  double value;
  if (!*text)
    al_report(reader->ctx, AL_ERROR, &mark, "column '%s': the value is missing", name);
  else if (!al_number_parse(text, &value))
    al_report(reader->ctx, AL_ERROR, &mark, "column '%s': '%s' is not a number", name, text);
  else if (value < inputs[input].least || value > inputs[input].most)
    al_report(reader->ctx, AL_ERROR, &mark, "column '%s' is %g; allowed: %g .. %g", name, value,
              inputs[input].least, inputs[input].most);
  else
    return value;
  return 0.0;
}

static int reader_take_fuel(const struct reader *reader, size_t row)
{
  const struct fire_fuels *fuels = reader->table->fuels;
  const struct al_source_mark mark = reader_mark(reader, row);
  const char *text = reader_text(reader, row, FUEL);
  double value;
  if (!al_number_parse(text, &value) || value < 0.0 || value > 1e9) {
    (void)reader_take(reader, row, FUEL);
    return 0;
  }
  const long number = (long)value;
  const int found = (double)number == value ? fire_fuels_row(fuels, number) : -1;
  if (found < 0)
    al_report(reader->ctx, AL_ERROR, &mark,
              "column 'fuel_model': no fuel model %s in the table; the nearest is %d", text,
              fire_fuels_nearest(fuels, number));
  return found < 0 ? 0 : found;
}

static enum fire_wind reader_take_mode(const struct reader *reader, size_t row)
{
  const double mode = reader_take(reader, row, MODE);
  const struct al_source_mark mark = reader_mark(reader, row);
  if (mode != floor(mode))
    al_report(reader->ctx, AL_ERROR, &mark,
              "column 'mode' is %g; it is 0 (wind at 20 ft over a canopy), 1 (at 20 ft, no canopy) "
              "or 2 (at midflame)",
              mode);
  return (enum fire_wind)(int)mode;
}

static struct fire_canopy reader_take_canopy(const struct reader *reader, size_t row)
{
  const struct al_source_mark mark = reader_mark(reader, row);
  const struct fire_canopy canopy = {.cover = reader_take(reader, row, COVER) / 100.0,
                                     .height_m = reader_take(reader, row, HEIGHT),
                                     .base_m = reader_take(reader, row, BASE),
                                     .density_kg_per_m3 = reader_take(reader, row, DENSITY),
                                     .foliar = reader_take(reader, row, FOLIAR) / 100.0};
  if (canopy.base_m > canopy.height_m)
    al_report(reader->ctx, AL_ERROR, &mark, "canopy_base_height_m %g lies above canopy_height_m %g",
              canopy.base_m, canopy.height_m);
  return canopy;
}

static void reader_take_row(const struct reader *reader, size_t row)
{
  struct fire_site *site = &reader->table->site[row];
  *site = (struct fire_site){.wind = reader_take_mode(reader, row),
                             .fuel_row = reader_take_fuel(reader, row),
                             .moisture = {.h1 = reader_take(reader, row, H1) / 100.0,
                                          .h10 = reader_take(reader, row, H10) / 100.0,
                                          .h100 = reader_take(reader, row, H100) / 100.0,
                                          .herb = reader_take(reader, row, HERB) / 100.0,
                                          .woody = reader_take(reader, row, WOODY) / 100.0},
                             .wind_m_per_s = reader_take(reader, row, WIND) * MPS_PER_MPH,
                             .wind_from_deg = reader_take(reader, row, WIND_FROM),
                             .slope_deg = reader_take(reader, row, SLOPE),
                             .aspect_deg = reader_take(reader, row, ASPECT)};
  if (site->wind == FIRE_WIND_CANOPY)
    site->canopy = reader_take_canopy(reader, row);
  reader->table->has_interest[row] = *reader_text(reader, row, INTEREST) != '\0';
  if (reader->table->has_interest[row])
    site->interest_deg = reader_take(reader, row, INTEREST);
}

al_status fire_table_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                          const struct fire_fuels *fuels, struct fire_table *out)
{
  assert(path && fuels && out);
  struct reader reader = {.ctx = ctx, .table = out};
  *out = (struct fire_table){.fuels = fuels, .crown_row = fire_fuels_row(fuels, 10)};
  assert(out->crown_row >= 0); /* the shipped table holds it */
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &out->csv));
  AL_TRY(ctx, reader_find_columns(&reader));
  out->count = out->csv.row_count;
  if (out->count == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the table of places has no rows", path);
  out->site = AL_NEW(arena, struct fire_site, out->count);
  out->has_interest = AL_NEW(arena, bool, out->count);
  if (!out->site || !out->has_interest)
    return AL_NO_MEMORY;
  for (size_t row = 0; row < out->count; row++)
    reader_take_row(&reader, row);
  return al_report_close(ctx);
}

static void table_put_text(FILE *stream, const char *text)
{
  if (!strpbrk(text, ",\"\r\n")) {
    fputs(text, stream);
    return;
  }
  fputc('"', stream);
  for (; *text; text++) {
    if (*text == '"')
      fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

static void table_put_header(FILE *stream)
{
  fputs(inputs[ID].name, stream);
  for (size_t k = 0; k < INTEREST; k++)
    fprintf(stream, ",%s", inputs[k].name);
  for (size_t k = 0; k < RESULTS; k++)
    fprintf(stream, ",%s", results[k]);
  fputc('\n', stream);
}

/* The inputs as they were written; without an id, the row's number from 0. */
static void table_put_inputs(const struct fire_table *table, FILE *stream, size_t row)
{
  const struct al_csv *csv = &table->csv;
  const int id = reader_find(csv, inputs[ID].name);
  if (id >= 0)
    table_put_text(stream, csv->cell[row * csv->column_count + (size_t)id]);
  else
    fprintf(stream, "%zu", row);
  for (size_t k = 0; k < INTEREST; k++) {
    const int column = reader_find(csv, inputs[k].name);
    fputc(',', stream);
    if (column >= 0)
      table_put_text(stream, csv->cell[row * csv->column_count + (size_t)column]);
  }
}

static void table_put_numbers(FILE *stream, const double *value, int count, bool there)
{
  for (int k = 0; k < count; k++)
    if (there)
      fprintf(stream, ",%.10g", value[k]);
    else
      fputc(',', stream);
}

static void table_put_surface(const struct fire_table *table, FILE *stream, size_t row,
                              const struct fire_point *point)
{
  const struct fire_site *site = &table->site[row];
  const struct fire_surface *fire = &point->surface;
  const double *constant = table->fuels->constant[site->fuel_row];
  const double value[] = {point->midflame_m_per_s / MPS_PER_MPH,
                          fire->spread_m_per_s * S_PER_MIN,
                          point->towards_deg,
                          fire->length_to_width,
                          fire->eccentricity,
                          point->backing_m_per_s * S_PER_MIN,
                          point->flanking_m_per_s * S_PER_MIN,
                          point->source.reaction_btu * FIRE_KW_PER_M2_BTU,
                          constant[FIRE_RESIDENCE_MIN],
                          fire->heat_kj_per_m2,
                          fire->intensity_kw_per_m,
                          fire_flame_m(fire->intensity_kw_per_m),
                          constant[FIRE_SAVR_PER_FT],
                          point->source.mx_live * 100.0,
                          constant[FIRE_PACKING],
                          fire->slope_factor};
  const double interest[] = {site->interest_deg, point->interest_m_per_s * S_PER_MIN,
                             point->interest_kw_per_m};
  table_put_numbers(stream, value, sizeof value / sizeof value[0], true);
  table_put_numbers(stream, interest, 3, table->has_interest[row]);
}

/* Rothermel's reading of the crown: a torching fire has the surface's rate and the crown's
 * intensity. */
static void table_put_crown(FILE *stream, const struct fire_point *point)
{
  const struct fire_crown *crown = &point->crown;
  const struct fire_surface *fire = &point->surface;
  const bool torches = crown->type == FIRE_TORCHING, crowns = crown->type == FIRE_CROWNING;
  const double rate = crowns ? crown->crown_m_per_s : fire->spread_m_per_s;
  const double intensity =
      torches || crowns ? crown->crown_intensity_kw_per_m : fire->intensity_kw_per_m;
  const double flame_m =
      torches || crowns ? fire_crown_flame_m(intensity) : fire_flame_m(intensity);
  const double value[CROWN_RESULTS] = {crown->type,
                                       crown->crown_m_per_s * S_PER_MIN,
                                       rate * S_PER_MIN,
                                       intensity,
                                       flame_m,
                                       crown->type,
                                       crown->burnt,
                                       crown->spread_m_per_s * S_PER_MIN,
                                       crown->heat_kj_per_m2,
                                       crown->intensity_kw_per_m,
                                       crown->flame_m,
                                       crown->active_wind_m_per_s / MPS_PER_MPH,
                                       point->crown_ratio};
  table_put_numbers(stream, value, CROWN_RESULTS, point->has_crown);
}

static void counts_add(struct fire_counts *counts, const struct fire_table *table, size_t row,
                       const struct fire_point *point)
{
  const struct fire_site *site = &table->site[row];
  const double burns = table->fuels->constant[site->fuel_row][FIRE_BURNS];
  const bool spreads = point->source.spread_fpm > 0.0;
  counts->places++;
  counts->unburnable += burns == 0.0;
  counts->beyond_extinction += burns > 0.0 && !spreads;
  counts->foliar_floor += point->has_crown && site->canopy.foliar < FIRE_FOLIAR_LEAST;
  counts->base_floor += point->has_crown && site->canopy.base_m < FIRE_BASE_LEAST_M;
  counts->slope_held +=
      spreads && point->surface.slope_factor >= FIRE(0.9) * point->source.reaction_btu;
  counts->ratio_held += point->surface.length_to_width >= FIRE_RATIO_MOST;
}

void fire_table_write(const struct fire_table *table, FILE *stream, struct fire_counts *counts)
{
  assert(table && stream && counts);
  *counts = (struct fire_counts){0};
  table_put_header(stream);
  for (size_t row = 0; row < table->count; row++) {
    const struct fire_point point =
        fire_point_compute(table->fuels, table->crown_row, &table->site[row]);
    table_put_inputs(table, stream, row);
    table_put_surface(table, stream, row, &point);
    table_put_crown(stream, &point);
    fputc('\n', stream);
    counts_add(counts, table, row, &point);
  }
}
