/**
 * The relief rule: from coast, rivers and peaks to heights and sea depths.
 */
#include "grids/build_relief.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM_HILLS = 100, STREAM_DETAIL = 200 };

/* A peak without a known height stands as high as the surface model's cell that holds it. */
static al_status relief_read_peaks(struct relief *relief)
{
  struct build *build = relief->build;
  struct al_csv csv;
  AL_TRY(build->ctx, al_csv_read(build->ctx, build->scratch, relief->config->peaks, &csv));
  const int lon = al_csv_column(&csv, "lon_wgs84"), lat = al_csv_column(&csv, "lat_wgs84"),
            height = al_csv_column(&csv, "height_m"),
            model = al_csv_column(&csv, "srtm15_cell_max_m");
  if (lon < 0 || lat < 0 || height < 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: needs the columns lon_wgs84, lat_wgs84, height_m",
                   relief->config->peaks);
  for (size_t r = 0; r < csv.row_count && relief->peak_count < RELIEF_PEAKS_MOST; r++) {
    const char *const *cell = csv.cell + r * csv.column_count;
    const int column = *cell[height] ? height : model;
    if (column < 0 || !*cell[column] || !*cell[lon])
      continue; /* a hill whose height or place nobody knows */
    struct relief_peak *peak = &relief->peak[relief->peak_count++];
    *peak = (struct relief_peak){al_csv_number(build->ctx, &csv, r, lon),
                                 al_csv_number(build->ctx, &csv, r, lat),
                                 al_csv_number(build->ctx, &csv, r, column)};
  }
  AL_TRY(build->ctx, al_report_close(build->ctx));
  for (size_t p = 0; *build->grid->lattice.crs_wkt && p < relief->peak_count; p++)
    AL_TRY(build->ctx, al_crs_transform(build->ctx, "EPSG:4326", build->grid->lattice.crs_wkt, 1,
                                        &relief->peak[p].x, &relief->peak[p].y));
  build_note_source(build, "peaks", relief->config->peaks);
  return AL_OK;
}

static void relief_mark_river(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  (void)feature;
  (void)amount;
  ((uint8_t *)self)[cell] = 1;
}

/* Distance of a place inside the lattice to the sea, clamped to the nearest cell outside. */
static double relief_coast_km(const struct relief *relief, double x, double y)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const double col = floor((x - lattice->west_m) / lattice->cell_m),
               row = floor((lattice->north_m - y) / lattice->cell_m);
  const int c = (int)fmin(fmax(col, 0.0), lattice->cols - 1),
            r = (int)fmin(fmax(row, 0.0), lattice->rows - 1);
  return fmin((double)relief->coast_m[(ptrdiff_t)r * lattice->cols + c] / 1000.0, 50.0);
}

/* A river that ends inland, in a lake, goes on straight to the nearest sea, else its valley would
 * be a basin. */
static void relief_add_outfall(struct relief *relief, double x, double y)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const double way_km = relief_coast_km(relief, x, y);
  struct relief_reach *reach = &relief->reach[relief->reach_count];
  double nearest_m = HUGE_VAL;
  if (!(way_km > 2e-3 * lattice->cell_m))
    return;
  *reach = (struct relief_reach){.x = {x, x}, .y = {y, y}, .way_km = {way_km, 0.0}};
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const double sx = al_lattice_x_m(lattice, c), sy = al_lattice_y_m(lattice, r);
      if (relief->land[(ptrdiff_t)r * lattice->cols + c] || hypot(sx - x, sy - y) >= nearest_m)
        continue;
      nearest_m = hypot(sx - x, sy - y);
      reach->x[1] = sx;
      reach->y[1] = sy;
    }
  relief->reach_count += nearest_m < HUGE_VAL;
}

/* Cuts the lines into reaches; the way to the sea is counted from a river's mouth upward and begins
 * with the mouth's own distance to the sea. */
static al_status relief_make_reaches(struct relief *relief, const struct al_vector_layer *lines)
{
  relief->reach = AL_NEW(relief->build->scratch, struct relief_reach,
                         lines->point_count + lines->part_count + 1);
  if (!relief->reach)
    return AL_NO_MEMORY;
  for (size_t p = 0; p < lines->part_count; p++) {
    const size_t first = lines->part[p].first, last = first + lines->part[p].count;
    double way_km =
        last > first ? relief_coast_km(relief, lines->x[last - 1], lines->y[last - 1]) : 0.0;
    if (last > first)
      relief_add_outfall(relief, lines->x[last - 1], lines->y[last - 1]);
    for (size_t i = last; i > first + 1; i--) {
      const double length_km =
          hypot(lines->x[i - 1] - lines->x[i - 2], lines->y[i - 1] - lines->y[i - 2]) / 1000.0;
      relief->reach[relief->reach_count++] =
          (struct relief_reach){.x = {lines->x[i - 2], lines->x[i - 1]},
                                .y = {lines->y[i - 2], lines->y[i - 1]},
                                .way_km = {way_km + length_km, way_km}};
      way_km += length_km;
    }
  }
  return AL_OK;
}

/* Distance to the nearest reach, and the way to the sea as a mean over all with the inverse fourth
 * power of their distance, so that it does not jump between two rivers. */
static void relief_near_river(struct relief *relief, int col, int row)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const double x = al_lattice_x_m(lattice, col), y = al_lattice_y_m(lattice, row);
  double nearest_m2 = 1e12, weights = 0.0, way_km = 0.0;
  for (size_t i = 0; i < relief->reach_count; i++) {
    const struct relief_reach *reach = &relief->reach[i];
    const double dx = reach->x[1] - reach->x[0], dy = reach->y[1] - reach->y[0];
    const double length_m2 = dx * dx + dy * dy;
    const double along =
        length_m2 > 0.0 ? ((x - reach->x[0]) * dx + (y - reach->y[0]) * dy) / length_m2 : 0.0;
    const double t = fmin(fmax(along, 0.0), 1.0);
    const double ex = reach->x[0] + t * dx - x, ey = reach->y[0] + t * dy - y;
    const double away_m2 = ex * ex + ey * ey, away2_m2 = away_m2 + 100.0 * 100.0;
    const double weight = 1.0 / (away2_m2 * away2_m2);
    nearest_m2 = fmin(nearest_m2, away_m2);
    weights += weight;
    way_km += weight * (reach->way_km[0] + t * (reach->way_km[1] - reach->way_km[0]));
  }
  way_km = weights > 0.0 ? way_km / weights : 0.0;
  relief->river_m[(ptrdiff_t)row * lattice->cols + col] = (float)sqrt(nearest_m2);
  relief->way_km[(ptrdiff_t)row * lattice->cols + col] = (float)way_km;
}

static al_status relief_read_rivers(struct relief *relief)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  struct al_vector_layer lines = {0};
  const struct al_vector_request request = {
      .path = relief->config->rivers, .target_wkt = lattice->crs_wkt, .clip = lattice};
  if (relief->config->rivers) {
    AL_TRY(build->ctx, al_vector_read(build->ctx, build->scratch, &request, &lines));
    build_note_source(build, "rivers", relief->config->rivers);
    AL_TRY(build->ctx, al_cover_visit_layer(build->ctx, &lines, lattice, "rivers",
                                            relief_mark_river, relief->river));
    AL_TRY(build->ctx, relief_make_reaches(relief, &lines));
  }
#pragma omp parallel for schedule(dynamic, 8)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++)
      relief_near_river(relief, c, r);
  return AL_OK;
}

/* Lengths of the noises: hills of 4 km and less, detail of 320 and 150 m (the correlation length of
 * what a 15" model lacks is 250-400 m), patches and fringes of land use. */
static al_status relief_make_noises(struct relief *relief)
{
  struct al_arena *arena = relief->build->scratch;
  struct al_ctx *ctx = relief->build->ctx;
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const uint64_t seed = (uint64_t)relief->config->seed;
  double length_m = 4000.0;
  for (int octave = 0; octave < RELIEF_OCTAVES; octave++) {
    AL_TRY(ctx, relief_noise_make(arena, lattice, seed, (uint64_t)(STREAM_HILLS + octave), length_m,
                                  &relief->hills[octave]));
    length_m *= 0.5;
  }
  AL_TRY(ctx,
         relief_noise_make(arena, lattice, seed, STREAM_DETAIL, 320.0, &relief->coarse_detail));
  AL_TRY(ctx,
         relief_noise_make(arena, lattice, seed, STREAM_DETAIL + 1, 150.0, &relief->fine_detail));
  AL_TRY(ctx, relief_noise_make(arena, lattice, seed, STREAM_DETAIL + 2, 700.0, &relief->patches));
  return relief_noise_make(arena, lattice, seed, STREAM_DETAIL + 3, 220.0, &relief->fringes);
}

static al_status relief_prepare(struct relief *relief)
{
  struct build *build = relief->build;
  const size_t cells = (size_t)build->cells;
  const struct al_lattice *lattice = &build->grid->lattice;
  relief->land = AL_NEW(build->scratch, uint8_t, cells);
  relief->river = AL_NEW(build->scratch, uint8_t, cells);
  relief->made = AL_NEW(build->scratch, uint8_t, cells);
  relief->coast_m = AL_NEW(build->scratch, float, cells);
  relief->shore_m = AL_NEW(build->scratch, float, cells);
  relief->river_m = AL_NEW(build->scratch, float, cells);
  relief->way_km = AL_NEW(build->scratch, float, cells);
  relief->height = AL_NEW(build->scratch, float, cells);
  if (!relief->land || !relief->river || !relief->made || !relief->coast_m || !relief->shore_m ||
      !relief->river_m || !relief->way_km || !relief->height)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < cells; i++)
    relief->land[i] = !(build->sea && build->sea[i] > 0.5f);
  AL_TRY(build->ctx, relief_make_noises(relief));
  AL_TRY(build->ctx, relief_read_peaks(relief));
  AL_TRY(build->ctx, relief_distance(build->ctx, lattice, relief->land, 0, relief->coast_m));
  AL_TRY(build->ctx, relief_distance(build->ctx, lattice, relief->land, 1, relief->shore_m));
  return relief_read_rivers(relief);
}

/* Sum of four octaves of hills, only upward: what lies below would be basins without a way out. */
static double relief_hills(const struct relief *relief, double x, double y)
{
  double sum = 0.0, weight = 1.0;
  for (int octave = 0; octave < RELIEF_OCTAVES; octave++) {
    sum += weight * relief_noise_at(&relief->hills[octave], x, y);
    weight *= 0.55;
  }
  return fmax(sum + 0.4, 0.0);
}

/* Shape of the land before its heights are mapped to the hypsometry: only the order of the values
 * counts. */
static double relief_shape(const struct relief *relief, double x, double y, ptrdiff_t cell)
{
  const double coast_km = fmin((double)relief->coast_m[cell] / 1000.0, 12.0);
  const double river_km = fmin((double)relief->river_m[cell] / 1000.0, 4.0);
  /* Valley floors rise along the way to the sea, so that they fall to it without a threshold; away
   * from them the land rises from the coast. */
  const double valley = exp(-river_km / 1.2), way_km = (double)relief->way_km[cell];
  double shape = valley * 4.5 * pow(way_km, 0.6) + (1.0 - valley) * 7.0 * pow(coast_km, 0.6) +
                 8.0 * pow(river_km, 0.7);
  for (size_t p = 0; p < relief->peak_count; p++) {
    const struct relief_peak *peak = &relief->peak[p];
    const double reach_m = 700.0 + 3.5 * peak->height_m;
    shape += 0.35 * peak->height_m * exp(-hypot(x - peak->x, y - peak->y) / reach_m);
  }
  /* Hills stand away from the sea and from the rivers. */
  const double free_share = (1.0 - exp(-coast_km / 1.5)) * (1.0 - exp(-river_km / 0.8));
  return shape + 14.0 * free_share * relief_hills(relief, x, y);
}

/* Brings each known peak to its height with a bump of 600 m reach. */
static double relief_bump(const struct relief *relief, const double *lack_m, double x, double y)
{
  double sum = 0.0;
  for (size_t p = 0; p < relief->peak_count; p++) {
    const double away_m = hypot(x - relief->peak[p].x, y - relief->peak[p].y);
    sum += lack_m[p] * exp(-away_m * away_m / (2.0 * 450.0 * 450.0));
  }
  return sum;
}

static void relief_peak_lacks(const struct relief *relief, double *lack_m)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  for (size_t p = 0; p < relief->peak_count; p++) {
    const int col = (int)floor((relief->peak[p].x - lattice->west_m) / lattice->cell_m);
    const int row = (int)floor((lattice->north_m - relief->peak[p].y) / lattice->cell_m);
    const bool inside = col >= 0 && row >= 0 && col < lattice->cols && row < lattice->rows;
    const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
    lack_m[p] = inside && relief->land[cell]
                    ? fmax(relief->peak[p].height_m - (double)relief->height[cell], 0.0)
                    : 0.0;
  }
}

static al_status relief_raise(struct relief *relief)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  double lack_m[RELIEF_PEAKS_MOST];
#pragma omp parallel for schedule(dynamic, 8)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
      if (relief->land[cell])
        relief->height[cell] = (float)relief_shape(relief, al_lattice_x_m(lattice, c),
                                                   al_lattice_y_m(lattice, r), cell);
    }
  const struct al_number_list *knots = &relief->config->hypsometry;
  AL_TRY(build->ctx, relief_map_ranks(build->ctx, build->cells, relief->land, knots->value,
                                      knots->count / 2, relief->height));
  relief_peak_lacks(relief, lack_m);
#pragma omp parallel for schedule(dynamic, 8)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
      if (relief->land[cell])
        relief->height[cell] += (float)relief_bump(relief, lack_m, al_lattice_x_m(lattice, c),
                                                   al_lattice_y_m(lattice, r));
    }
  return AL_OK;
}

double relief_slope(const struct relief *relief, int col, int row)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const int reach = (int)fmax(1.0, floor(225.0 / lattice->cell_m));
  const int w = col - reach > 0 ? col - reach : 0, n = row - reach > 0 ? row - reach : 0;
  const int e = col + reach < lattice->cols ? col + reach : lattice->cols - 1;
  const int s = row + reach < lattice->rows ? row + reach : lattice->rows - 1;
  const float *h = relief->height;
  const double dx =
      (double)(h[(ptrdiff_t)row * lattice->cols + e] - h[(ptrdiff_t)row * lattice->cols + w]) /
      ((e - w) * lattice->cell_m);
  const double dy =
      (double)(h[(ptrdiff_t)s * lattice->cols + col] - h[(ptrdiff_t)n * lattice->cols + col]) /
      ((s - n) * lattice->cell_m);
  return hypot(dx, dy);
}

/* Whether a cell lies in the box of the shallow bay; its corners are in lon/lat, close enough to
 * straight here. */
static bool relief_in_bay(const double box[4], double x, double y)
{
  return x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3];
}

static void relief_write_cell(const struct relief *relief, const double bay[4], int col, int row)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  const struct relief_config *config = relief->config;
  const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
  const double x = al_lattice_x_m(lattice, col), y = al_lattice_y_m(lattice, row);
  if (build->grid->valid[cell])
    return; /* measured terrain stays */
  if (relief->land[cell]) {
    const double deviation_m = 50.0 * pow(relief_slope(relief, col, row), 0.65);
    const double detail = 0.8 * relief_noise_at(&relief->coarse_detail, x, y) +
                          0.6 * relief_noise_at(&relief->fine_detail, x, y);
    build->bed[cell] = (float)fmax((double)relief->height[cell] + deviation_m * detail, 0.3);
  } else {
    const double per_m = relief_in_bay(bay, x, y) ? config->bay_slope : config->sea_slope;
    const double depth_m = config->sea_top_m + per_m * (double)relief->shore_m[cell];
    build->bed[cell] = (float)-fmin(depth_m, config->sea_most_m);
  }
  build->grid->valid[cell] = 1;
  relief->made[cell] = 1;
}

static al_status relief_write(struct relief *relief)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  double bay[4] = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  if (relief->config->bay.count == 4) {
    memcpy(bay, relief->config->bay.value, sizeof bay);
    if (*lattice->crs_wkt) {
      double x[2] = {bay[0], bay[2]}, y[2] = {bay[1], bay[3]};
      AL_TRY(build->ctx, al_crs_transform(build->ctx, "EPSG:4326", lattice->crs_wkt, 2, x, y));
      memcpy(bay, (double[]){x[0], y[0], x[1], y[1]}, sizeof bay);
    }
  }
#pragma omp parallel for schedule(dynamic, 8)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++)
      relief_write_cell(relief, bay, c, r);
  /* from here on slopes are those of the ground itself, measured or made */
  for (ptrdiff_t i = 0; i < build->cells; i++)
    relief->height[i] = build->grid->valid[i] ? fmaxf(build->bed[i], 0.0f) : 0.0f;
  return AL_OK;
}

al_status build_relief(struct build *build)
{
  const struct relief_config *config = al_config_section(build->recipe, "relief");
  const struct recipe_city *city = al_config_section(build->recipe, "city");
  struct relief *relief = AL_NEW(build->scratch, struct relief, 1);
  if (!al_config_has(build->recipe, "relief"))
    return AL_OK;
  if (!relief)
    return AL_NO_MEMORY;
  if (!city->note)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: relief makes up terrain, so city.note must say it for every product",
                   al_config_path(build->recipe));
  if (config->hypsometry.count < 4 || config->hypsometry.count % 2)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: relief.hypsometry must be pairs of share and height, at least two",
                   al_config_path(build->recipe));
  *relief = (struct relief){.build = build, .config = config};
  AL_TRY(build->ctx, relief_prepare(relief));
  AL_TRY(build->ctx, relief_raise(relief));
  AL_TRY(build->ctx, relief_write(relief));
  build_note(build, ", \"relief_seed\": %ld", config->seed);
  return relief_land_use(relief);
}
