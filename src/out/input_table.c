/**
 * The input table of `check`.
 */
#include "out/input_table.h"
#include "core/caltime.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "doors/vector_door.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SAMPLES = 33 };

struct input_table {
  struct al_ctx *ctx;
  struct al_ctx *probe; /* what a try to open says goes here, and is dropped */
  struct al_arena *arena;
  const struct al_config *config;
  const struct al_lattice *lattice;
  size_t count;
  al_status status;
};

struct input_box {
  const char *crs;
  double west, south, east, north;
};

/* Share of the grid's rectangle inside a box of another system, by a mesh of points; NAN when the
 * one cannot be brought to the other. */
static double input_cover(struct input_table *table, const struct input_box *box)
{
  const struct al_lattice *grid = table->lattice;
  assert(grid->cols > 0 && grid->rows > 0 && box->crs);
  double x[SAMPLES * SAMPLES], y[SAMPLES * SAMPLES];
  size_t inside = 0;
  for (int i = 0; i < SAMPLES * SAMPLES; i++) {
    const int row = i / SAMPLES, col = i % SAMPLES;
    x[i] = grid->west_m + grid->cols * grid->cell_m * (col + 0.5) / SAMPLES;
    y[i] = grid->north_m - grid->rows * grid->cell_m * (row + 0.5) / SAMPLES;
  }
  if (*grid->crs_wkt && *box->crs &&
      al_crs_transform(table->probe, grid->crs_wkt, box->crs, SAMPLES * SAMPLES, x, y) != AL_OK)
    return (double)NAN;
  for (int i = 0; i < SAMPLES * SAMPLES; i++)
    inside += x[i] >= box->west && x[i] <= box->east && y[i] >= box->south && y[i] <= box->north;
  return (double)inside / (SAMPLES * SAMPLES);
}

static void input_show_place(struct input_table *table, const struct input_box *box)
{
  const double share = input_cover(table, box);
  al_print(table->ctx, stdout, "    x %.10g to %.10g, y %.10g to %.10g\n", box->west, box->east,
           box->south, box->north);
  if (isfinite(share))
    al_print(table->ctx, stdout, "    its rectangle covers %.1f %% of the grid\n", 100.0 * share);
  else
    al_print(table->ctx, stdout, "    its coordinates cannot be brought to those of the grid\n");
}

static const char *input_crs_name(struct input_table *table, const char *crs, const char *name)
{
  struct al_crs_info info;
  if (crs && *crs)
    return al_crs_describe(table->probe, table->arena, crs, &info) == AL_OK ? info.name : crs;
  if (*name)
    return name;
  return al_ctx_language(table->ctx) == AL_CHINESE ? "无坐标系" : "no coordinate system";
}

/* A text or whole number of the same record: `crs` and `band` stand beside `path`. */
static const void *input_beside(const struct al_section *section, const void *data,
                                const char *name, enum al_key_type type)
{
  for (size_t k = 0; k < section->key_count; k++)
    if (section->keys[k].type == type && strcmp(section->keys[k].name, name) == 0)
      return (const char *)data + section->keys[k].offset;
  return NULL;
}

static bool input_show_raster(struct input_table *table, const char *path, const char *crs,
                              long band)
{
  struct al_raster_info info;
  if (al_raster_describe(table->probe, table->arena, path, band > 0 ? (int)band : 1, false,
                         &info) != AL_OK)
    return false;
  al_print(table->ctx, stdout, "    raster %d x %d, %s, %s, %s\n", info.cols, info.rows,
           info.data_type, info.driver, input_crs_name(table, crs, info.crs_name));
  al_print(table->ctx, stdout, "    min %.4g, mean %.4g, max %.4g, nodata %.2f %%\n", info.minimum,
           info.mean, info.maximum, 100.0 * info.nodata_share);
  input_show_place(table, &(struct input_box){.crs = crs && *crs ? crs : info.crs_wkt,
                                              .west = info.west,
                                              .south = info.south,
                                              .east = info.east,
                                              .north = info.north});
  return true;
}

static bool input_show_vector(struct input_table *table, const char *path, const char *crs)
{
  struct al_vector_info info;
  if (al_vector_describe(table->probe, table->arena, path, &info) != AL_OK)
    return false;
  al_print(table->ctx, stdout, "    layer %s: %lld features, %s, %s\n", info.layer,
           info.feature_count, info.shape, input_crs_name(table, crs, info.crs_name));
  if (info.has_extent)
    input_show_place(table, &(struct input_box){.crs = crs && *crs ? crs : info.crs_wkt,
                                                .west = info.west,
                                                .south = info.south,
                                                .east = info.east,
                                                .north = info.north});
  return true;
}

static bool input_show_table(struct input_table *table, const char *path)
{
  struct al_csv csv;
  const size_t length = strlen(path);
  if (length < 4 || strcmp(path + length - 4, ".csv") != 0 ||
      al_csv_read(table->probe, table->arena, path, &csv) != AL_OK)
    return false;
  al_print(table->ctx, stdout, "    table, %zu rows, %zu columns\n", csv.row_count,
           csv.column_count);
  return true;
}

/* The grid of a scenario is shown before; patterns and remote files are left to their reader. */
static bool input_is_left_out(const char *path)
{
  const size_t length = strlen(path);
  return strchr(path, '*') || (length > 5 && strcmp(path + length - 5, ".yaml") == 0) ||
         (length > 3 && strcmp(path + length - 3, ".h5") == 0);
}

static void input_show_path(struct input_table *table, const char *where,
                            const struct al_section *section, const void *data, const char *path)
{
  const char *const *crs = input_beside(section, data, "crs", AL_KEY_TEXT);
  const long *band = input_beside(section, data, "band", AL_KEY_INTEGER);
  struct stat info;
  if (input_is_left_out(path))
    return;
  printf("  %s: %s\n", where, path);
  table->count++;
  if (input_show_table(table, path) ||
      input_show_raster(table, path, crs ? *crs : NULL, band ? *band : 1) ||
      input_show_vector(table, path, crs ? *crs : NULL))
    return;
  if (strncmp(path, "/vsi", 4) != 0 && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
    al_print(table->ctx, stdout, "    a file of %lld bytes\n", (long long)info.st_size);
    return;
  }
  const struct al_source_mark mark = al_config_mark(table->config, where);
  al_report(table->ctx, AL_ERROR, &mark, "'%s': %s cannot be read", where, path);
}

static void input_show_series(struct input_table *table, const char *where,
                              const struct al_key *key, const struct al_series *series)
{
  assert(series->count > 0 && series->time_s && series->value);
  double low = (double)INFINITY, high = -(double)INFINITY;
  char from[48], to[48];
  for (size_t i = 0; i < series->count; i++) {
    low = fmin(low, series->value[i]);
    high = fmax(high, series->value[i]);
  }
  table->count++;
  al_clock_format(series->time_s[0], from, sizeof from);
  al_clock_format(series->time_s[series->count - 1], to, sizeof to);
  al_print(table->ctx, stdout, "  %s: series, %zu points, clock %s to %s, min %.4g, max %.4g %s\n",
           where, series->count, from, to, low, high, key->unit ? key->unit : "");
}

static void input_show(void *self, const char *where, const struct al_section *section,
                       const struct al_key *key, const void *data)
{
  struct input_table *table = self;
  const void *place = (const char *)data + key->offset;
  if (key->type == AL_KEY_PATH && *(const char *const *)place)
    input_show_path(table, where, section, data, *(const char *const *)place);
  if (key->type == AL_KEY_SERIES && ((const struct al_series *)place)->count > 0)
    input_show_series(table, where, key, place);
}

al_status out_show_inputs(struct al_ctx *ctx, const struct al_config *config,
                          const struct al_lattice *lattice)
{
  assert(ctx && config && lattice);
  struct input_table table = {.ctx = ctx, .config = config, .lattice = lattice};
  al_status status = al_ctx_create(&table.probe);
  if (status == AL_OK)
    status = al_arena_create(table.probe, 0, &table.arena);
  if (status == AL_OK) {
    al_print(ctx, stdout, "inputs:\n");
    al_config_visit(config, input_show, &table);
    if (table.count == 0)
      al_print(ctx, stdout, "  none but the grid\n");
    al_arena_destroy(table.arena);
    status = al_report_close(ctx);
  }
  al_ctx_destroy(table.probe);
  return status;
}
