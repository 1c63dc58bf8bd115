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
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SAMPLES = 33, CELLS_SEEN_MOST = 50000000, LAYERS_MOST = 100 };

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

/* Cells of the grid that a raster gives a value, as a build would take them; very large grids are
 * looked at through coarser cells. @return their share of all, NAN when it cannot be laid on the
 * grid. @param voids cells without one, in cells of the grid. */
static double input_data_share(struct input_table *table, const struct al_raster_request *request,
                               double *voids)
{
  struct al_lattice seen = *table->lattice;
  const double all = (double)al_lattice_cells(table->lattice);
  const int coarser = (int)ceil(sqrt(all / CELLS_SEEN_MOST));
  assert(all > 0.0 && coarser >= 1);
  seen.cols = (seen.cols + coarser - 1) / coarser;
  seen.rows = (seen.rows + coarser - 1) / coarser;
  seen.cell_m *= coarser;
  const ptrdiff_t cells = al_lattice_cells(&seen);
  ptrdiff_t good = 0;
  float *value = malloc((size_t)cells * sizeof *value);
  uint8_t *has = malloc((size_t)cells);
  const bool warped =
      value && has && al_raster_warp(table->probe, request, &seen, "check", value, has) == AL_OK;
  for (ptrdiff_t i = 0; warped && i < cells; i++)
    good += has[i];
  free(value);
  free(has);
  *voids = (double)(cells - good) * all / (double)cells;
  return warped ? (double)good / (double)cells : (double)NAN;
}

/* Rounded down: a share below one never reads 100 %. */
static void input_show_data(struct input_table *table, const struct al_raster_request *request)
{
  double voids;
  const double share = input_data_share(table, request, &voids);
  if (isfinite(share))
    al_print(table->ctx, stdout, "    has data for %.1f %% of the grid's cells, %.0f have none\n",
             floor(1000.0 * share) / 10.0, voids);
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

/* How the record of a raster wants it read. */
static struct al_raster_request input_request(const struct al_section *section, const void *data,
                                              const char *path)
{
  const char *const *crs = input_beside(section, data, "crs", AL_KEY_TEXT);
  const long *band = input_beside(section, data, "band", AL_KEY_INTEGER);
  const bool *swap_axes = input_beside(section, data, "swap_axes", AL_KEY_BOOL);
  const int *resample = input_beside(section, data, "resample", AL_KEY_CHOICE);
  const struct al_number_list *nodata = input_beside(section, data, "nodata", AL_KEY_NUMBERS);
  const bool has_nodata = nodata && nodata->count > 0;
  return (struct al_raster_request){.path = path,
                                    .band = band && *band > 0 ? (int)*band : 1,
                                    .crs_override = crs ? *crs : NULL,
                                    .swap_axes = swap_axes && *swap_axes,
                                    .resample =
                                        resample ? (enum al_resample) * resample : AL_NEAREST,
                                    .scale = 1.0,
                                    .has_nodata = has_nodata,
                                    .nodata = has_nodata ? nodata->value[0] : 0.0};
}

/* A raster that opens and cannot be read is broken, and nothing else. */
static bool input_refuse_raster(struct input_table *table, const char *where)
{
  const struct al_source_mark mark = al_config_mark(table->config, where);
  const char *why = al_ctx_error_text(table->probe);
  al_report(table->ctx, AL_ERROR, &mark, "'%s': %.*s", where, (int)strcspn(why, "\n"), why);
  return true;
}

static bool input_show_raster(struct input_table *table, const char *where,
                              const struct al_raster_request *request)
{
  struct al_raster_info info;
  const char *crs = request->crs_override;
  al_ctx_clear(table->probe);
  if (al_raster_describe(table->probe, table->arena, request->path, request->band, false, &info) !=
      AL_OK)
    return info.driver && input_refuse_raster(table, where);
  al_print(table->ctx, stdout, "    raster %d x %d, %s, %s, %s\n", info.cols, info.rows,
           info.data_type, info.driver, input_crs_name(table, crs, info.crs_name));
  al_print(table->ctx, stdout, "    min %.4g, mean %.4g, max %.4g, nodata %.2f %%\n", info.minimum,
           info.mean, info.maximum, 100.0 * info.nodata_share);
  input_show_place(table, &(struct input_box){.crs = crs && *crs ? crs : info.crs_wkt,
                                              .west = info.west,
                                              .south = info.south,
                                              .east = info.east,
                                              .north = info.north});
  input_show_data(table, request);
  return true;
}

static void input_show_layer(struct input_table *table, const struct al_vector_info *found,
                             const char *crs)
{
  const struct al_vector_info info = *found;
  al_print(table->ctx, stdout, "    layer %s: %lld features, %s, %s\n", info.layer,
           info.feature_count, info.shape, input_crs_name(table, crs, info.crs_name));
  if (info.has_extent)
    input_show_place(table, &(struct input_box){.crs = crs && *crs ? crs : info.crs_wkt,
                                                .west = info.west,
                                                .south = info.south,
                                                .east = info.east,
                                                .north = info.north});
}

/* The layer that the record names, or all of the file: which one is read should be seen. */
static bool input_show_vector(struct input_table *table, const char *path, const char *crs,
                              const char *wanted)
{
  struct al_vector_info info = {.layer_count = 1};
  int read = 0, others = 0;
  for (int at = 0; at < info.layer_count && at < LAYERS_MOST; at++, read++) {
    if (al_vector_describe(table->probe, table->arena, path, at, &info) != AL_OK)
      break;
    if (!wanted || strcmp(info.layer, wanted) == 0)
      input_show_layer(table, &info, crs);
    else
      others++;
  }
  if (read > 0 && wanted)
    al_print(table->ctx, stdout, "    layers of the file that are not read: %d\n", others);
  else if (read > 1)
    al_print(table->ctx, stdout, "    %d layers; without `layer` the first is read\n",
             info.layer_count);
  return read > 0;
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
  const struct al_raster_request request = input_request(section, data, path);
  const char *const *layer = input_beside(section, data, "layer", AL_KEY_TEXT);
  struct stat info;
  if (input_is_left_out(path))
    return;
  printf("  %s: %s\n", where, path);
  table->count++;
  if (input_show_table(table, path) || input_show_raster(table, where, &request) ||
      input_show_vector(table, path, request.crs_override, layer ? *layer : NULL))
    return;
  if (strncmp(path, "/vsi", 4) != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
    al_print(table->ctx, stdout, "    a folder\n");
    return;
  }
  if (strncmp(path, "/vsi", 4) != 0 && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
    al_print(table->ctx, stdout, "    a file of %lld bytes\n", (long long)info.st_size);
    return;
  }
  if (*path == '/' && strncmp(path, "/vsi", 4) != 0 && stat(path, &info) != 0)
    return; /* al_config_check_files has said it */
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
    al_ctx_set_log(table.probe, AL_LOG_TEXT, true, NULL);
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
