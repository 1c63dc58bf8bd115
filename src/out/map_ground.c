/**
 * The ground under all maps of a run.
 */
#include "out/map_ground.h"
#include "out/zones.h"
#include <assert.h>
#include <math.h>

#define FLAT_GREY 234.0
#define GREY_SPAN 260.0
#define RMS_SLOPE_WANTED 0.09
#define EXAGGERATION_MOST 25.0
#define BUILT_SHARE 0.25f

struct relief {
  const struct al_lattice *lattice;
  const uint8_t *valid;
  const float *bed_m;
};

/* Slope between a cell's neighbours; one-sided at an edge or a void cell. */
static double relief_slope(const struct relief *relief, ptrdiff_t cell, ptrdiff_t step, bool before,
                           bool after)
{
  assert(step > 0);
  const ptrdiff_t from = before && relief->valid[cell - step] ? cell - step : cell;
  const ptrdiff_t to = after && relief->valid[cell + step] ? cell + step : cell;
  const ptrdiff_t span = (to - from) / step;
  return span ? (double)(relief->bed_m[to] - relief->bed_m[from]) /
                    ((double)span * relief->lattice->cell_m)
              : 0.0;
}

static void relief_gradient(const struct relief *relief, int col, int row, double *east,
                            double *south)
{
  const struct al_lattice *lattice = relief->lattice;
  const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
  *east = relief_slope(relief, cell, 1, col > 0, col + 1 < lattice->cols);
  *south = relief_slope(relief, cell, lattice->cols, row > 0, row + 1 < lattice->rows);
}

/* Vertical exaggeration that brings the root mean square slope to the one wanted. */
static double relief_exaggeration(const struct relief *relief, const float *sea)
{
  const struct al_lattice *lattice = relief->lattice;
  double sum = 0.0, count = 0.0, east, south;
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
      if (!relief->valid[cell] || (sea && sea[cell] >= 0.5f))
        continue;
      relief_gradient(relief, c, r, &east, &south);
      sum += fmin(east * east + south * south, 1.0);
      count += 1.0;
    }
  const double rms = count > 0.0 ? sqrt(sum / count) : 0.0;
  return rms > 0.0 ? fmin(EXAGGERATION_MOST, fmax(1.0, RMS_SLOPE_WANTED / rms)) : 1.0;
}

/* Light from the north-west, 45 degrees high: 234 where flat. */
static double relief_grey(const struct relief *relief, int col, int row, double exaggeration)
{
  double east, south;
  relief_gradient(relief, col, row, &east, &south);
  east *= exaggeration;
  south *= exaggeration;
  const double light =
      (0.5 * east + 0.5 * south + M_SQRT1_2) / sqrt(1.0 + east * east + south * south);
  return fmax(120.0, fmin(252.0, FLAT_GREY + GREY_SPAN * (light - M_SQRT1_2)));
}

static void ground_put(uint8_t *rgb, double red, double green, double blue)
{
  assert(red >= 0.0 && red < 256.0);
  rgb[0] = (uint8_t)red;
  rgb[1] = (uint8_t)green;
  rgb[2] = (uint8_t)blue;
}

static void ground_paint(const struct out_env *env, const struct relief *relief, uint8_t *rgb)
{
  const struct al_lattice *lattice = relief->lattice;
  const float *sea = out_layer(env, AL_LAYER_SEA), *built = out_layer(env, AL_LAYER_BUILDING);
  const double exaggeration = relief_exaggeration(relief, sea);
#pragma omp parallel for schedule(static)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
      uint8_t *at = rgb + 3 * cell;
      if (!relief->valid[cell]) {
        ground_put(at, 255.0, 255.0, 255.0);
      } else if (sea && sea[cell] >= 0.5f) {
        ground_put(at, OUT_SEA_RGB >> 16, OUT_SEA_RGB >> 8 & 255, OUT_SEA_RGB & 255);
      } else {
        const double grey = relief_grey(relief, c, r, exaggeration);
        const double roof = built && built[cell] > BUILT_SHARE ? 0.9 : 1.0;
        ground_put(at, grey * roof, (grey - 2.0) * roof, (grey - 9.0) * roof);
      }
    }
}

static int ground_clamp(int value, int least, int most)
{
  return value < least ? least : value > most ? most : value;
}

/* Columns and rows that hold a valid cell: least and greatest of each. Nothing is
 * written when there is none. */
static void ground_bounds(const struct al_grid *grid, int col[2], int row[2])
{
  const struct al_lattice *lattice = &grid->lattice;
  bool any = false;
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      if (!grid->valid[(ptrdiff_t)r * lattice->cols + c])
        continue;
      col[0] = any ? ground_clamp(col[0], 0, c) : c;
      col[1] = any ? ground_clamp(c, col[1], lattice->cols) : c;
      row[0] = any ? row[0] : r;
      row[1] = r;
      any = true;
    }
}

/* The rectangle of the valid cells with a margin of a fiftieth; the whole grid when none is. */
static void ground_crop(const struct al_grid *grid, struct out_ground *out)
{
  const struct al_lattice *lattice = &grid->lattice;
  int col[2] = {0, lattice->cols - 1}, row[2] = {0, lattice->rows - 1};
  ground_bounds(grid, col, row);
  const int wide = col[1] - col[0], high = row[1] - row[0];
  const int margin = (wide > high ? wide : high) / 50;
  out->first_col = ground_clamp(col[0] - margin, 0, lattice->cols - 1);
  out->first_row = ground_clamp(row[0] - margin, 0, lattice->rows - 1);
  out->cols = ground_clamp(col[1] + margin, 0, lattice->cols - 1) - out->first_col + 1;
  out->rows = ground_clamp(row[1] + margin, 0, lattice->rows - 1) - out->first_row + 1;
  assert(out->cols > 0 && out->rows > 0);
  for (int r = 0; r < out->rows; r++)
    for (int c = 0; c < out->cols && !out->has_void; c++)
      out->has_void =
          !grid->valid[(ptrdiff_t)(out->first_row + r) * lattice->cols + out->first_col + c];
}

al_status out_ground_make(const struct out_env *env, struct out_ground *out)
{
  const struct al_grid *grid = env->grid;
  const struct relief relief = {
      .lattice = &grid->lattice, .valid = grid->valid, .bed_m = out_layer(env, AL_LAYER_BED)};
  *out = (struct out_ground){
      .rgb = AL_NEW(env->arena, uint8_t, 3 * (size_t)al_lattice_cells(&grid->lattice))};
  if (!out->rgb)
    return AL_NO_MEMORY;
  assert(relief.bed_m);
  ground_crop(grid, out);
  ground_paint(env, &relief, out->rgb);
  return AL_OK;
}

struct out_ground out_ground_crop(const struct out_ground *ground, int west, int east, int north,
                                  int south)
{
  enum { MARGIN_LEAST = 6 };
  struct out_ground crop = *ground;
  const int wide = east - west, high = south - north, span = wide > high ? wide : high;
  const int margin = MARGIN_LEAST + span / 3;
  const int right = ground->first_col + ground->cols, below = ground->first_row + ground->rows;
  crop.first_col = west - margin > ground->first_col ? west - margin : ground->first_col;
  crop.first_row = north - margin > ground->first_row ? north - margin : ground->first_row;
  crop.cols = (east + margin + 1 < right ? east + margin + 1 : right) - crop.first_col;
  crop.rows = (south + margin + 1 < below ? south + margin + 1 : below) - crop.first_row;
  return wide >= 0 && high >= 0 && crop.cols > 0 && crop.rows > 0 ? crop : *ground;
}
