/**
 * Marks of refined tiles, level by level over one plane.
 */
#include "grids/levels_plan.h"
#include <assert.h>
#include <math.h>

enum { TILES_MOST = 64 << 20 };

static double plan_tile_m(const struct levels_plan *plan, int level)
{
  return ldexp(plan->root.cell_m, -level) * AL_TILE_SIDE;
}

al_status levels_plan_open(struct al_arena *arena, const struct al_lattice *root, int count,
                           struct levels_plan *out)
{
  assert(count >= 1 && count <= AL_LEVELS_MOST && root->cell_m > 0.0);
  *out = (struct levels_plan){.root = *root, .count = count};
  for (int k = 0; k < count; k++) {
    const double cols = ceil(ldexp(root->cols, k) / AL_TILE_SIDE),
                 rows = ceil(ldexp(root->rows, k) / AL_TILE_SIDE);
    if (!(cols * rows <= TILES_MOST))
      return AL_FAIL(al_arena_ctx(arena), AL_BAD_INPUT,
                     "levels: the whole of levels.bounds would be %.0f x %.0f tiles of 64 cells of "
                     "%g m; at most %d are kept track of",
                     cols, rows, ldexp(root->cell_m, -k), (int)TILES_MOST);
    out->tile_cols[k] = (int)cols;
    out->tile_rows[k] = (int)rows;
    out->refined[k] = AL_NEW(arena, uint8_t, (size_t)(cols * rows));
    if (!out->refined[k])
      return AL_NO_MEMORY;
  }
  return AL_OK;
}

/* Whether the level has this tile: its parent is refined. */
static bool plan_has_tile(const struct levels_plan *plan, int level, int col, int row)
{
  return level == 0 ||
         plan->refined[level - 1][(ptrdiff_t)(row / 2) * plan->tile_cols[level - 1] + col / 2];
}

static int plan_clamp(double value, int count)
{
  return value < 0.0 ? 0 : value > count - 1 ? count - 1 : (int)value;
}

/* How far an interval lies from tile n. */
static double plan_gap_m(double first_m, double past_m, int n, double tile_m)
{
  return fmax(0.0, fmax(n * tile_m - past_m, first_m - (n + 1) * tile_m));
}

void levels_plan_mark_box(struct levels_plan *plan, int level, const double box_m[4],
                          double distance_m)
{
  const double tile_m = plan_tile_m(plan, level), hair = 1e-9;
  const double west = box_m[0] - plan->root.west_m, east = box_m[2] - plan->root.west_m,
               north = plan->root.north_m - box_m[3], south = plan->root.north_m - box_m[1];
  const int cols = plan->tile_cols[level], rows = plan->tile_rows[level];
  assert(level < plan->count && west <= east && north <= south);
  const double last_col = ceil((east + distance_m) / tile_m - hair) - 1.0,
               last_row = ceil((south + distance_m) / tile_m - hair) - 1.0;
  if (last_col < 0.0 || last_row < 0.0 || west - distance_m >= cols * tile_m ||
      north - distance_m >= rows * tile_m)
    return;
  const int c0 = plan_clamp(floor((west - distance_m) / tile_m + hair), cols),
            r0 = plan_clamp(floor((north - distance_m) / tile_m + hair), rows),
            c1 = plan_clamp(last_col, cols), r1 = plan_clamp(last_row, rows);
  for (int r = r0; r <= r1; r++)
    for (int c = c0; c <= c1; c++)
      if (plan_has_tile(plan, level, c, r) &&
          hypot(plan_gap_m(west, east, c, tile_m), plan_gap_m(north, south, r, tile_m)) <=
              distance_m + hair * tile_m)
        plan->refined[level][(ptrdiff_t)r * cols + c] = 1;
}

void levels_plan_mark_cells(struct levels_plan *plan, int level, const struct al_lattice *lattice,
                            const uint8_t *mark, double distance_m)
{
  const double cell_m = lattice->cell_m;
  assert(fabs(cell_m / ldexp(plan->root.cell_m, -level) - 1.0) < 1e-9);
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++)
      if (mark[(ptrdiff_t)r * lattice->cols + c]) {
        const double west = lattice->west_m + c * cell_m, north = lattice->north_m - r * cell_m;
        levels_plan_mark_box(
            plan, level, (const double[]){west, north - cell_m, west + cell_m, north}, distance_m);
      }
}

/* Refines the parents of a tile and of the eight around it. */
static void plan_support(struct levels_plan *plan, int level, int col, int row)
{
  uint8_t *coarser = plan->refined[level - 1];
  for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < plan->tile_rows[level]; r++)
    for (int c = col > 0 ? col - 1 : 0; c <= col + 1 && c < plan->tile_cols[level]; c++)
      coarser[(ptrdiff_t)(r / 2) * plan->tile_cols[level - 1] + c / 2] = 1;
}

void levels_plan_grade(struct levels_plan *plan)
{
  for (int level = plan->count - 1; level > 0; level--)
    for (int r = 0; r < plan->tile_rows[level]; r++)
      for (int c = 0; c < plan->tile_cols[level]; c++)
        if (plan->refined[level][(ptrdiff_t)r * plan->tile_cols[level] + c])
          plan_support(plan, level, c, r);
}

/* Columns and rows, first to last, of the refined tiles of a level; false where there are none. */
static bool plan_refined_box(const struct levels_plan *plan, int level, int first[2], int last[2])
{
  const int cols = plan->tile_cols[level], rows = plan->tile_rows[level];
  first[0] = cols, first[1] = rows;
  last[0] = last[1] = -1;
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < cols; c++)
      if (plan->refined[level][(ptrdiff_t)r * cols + c]) {
        first[0] = c < first[0] ? c : first[0];
        first[1] = r < first[1] ? r : first[1];
        last[0] = c > last[0] ? c : last[0];
        last[1] = r > last[1] ? r : last[1];
      }
  return last[0] >= 0;
}

bool levels_plan_window(const struct levels_plan *plan, int level, struct al_lattice *out)
{
  const struct al_lattice *root = &plan->root;
  int first[2], last[2];
  *out = *root;
  if (level == 0)
    return true;
  if (!plan_refined_box(plan, level - 1, first, last))
    return false;
  const int side = 2 * AL_TILE_SIDE, all_cols = root->cols << level, all_rows = root->rows << level;
  const int past_col = (last[0] + 1) * side, past_row = (last[1] + 1) * side;
  out->cell_m = ldexp(root->cell_m, -level);
  out->west_m = root->west_m + first[0] * side * out->cell_m;
  out->north_m = root->north_m - first[1] * side * out->cell_m;
  out->cols = (past_col < all_cols ? past_col : all_cols) - first[0] * side;
  out->rows = (past_row < all_rows ? past_row : all_rows) - first[1] * side;
  assert(out->cols > 0 && out->rows > 0);
  return true;
}

uint8_t *levels_plan_crop(const struct levels_plan *plan, struct al_arena *arena, int level,
                          const struct al_lattice *lattice)
{
  const double tile_m = plan_tile_m(plan, level);
  const int col = (int)lround((lattice->west_m - plan->root.west_m) / tile_m),
            row = (int)lround((plan->root.north_m - lattice->north_m) / tile_m);
  const int cols = (lattice->cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE,
            rows = (lattice->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  assert(col >= 0 && row >= 0 && col + cols <= plan->tile_cols[level] &&
         row + rows <= plan->tile_rows[level]);
  uint8_t *out = AL_NEW(arena, uint8_t, (size_t)cols * (size_t)rows);
  for (int r = 0; out && r < rows; r++)
    for (int c = 0; c < cols; c++)
      out[(ptrdiff_t)r * cols + c] =
          plan->refined[level][(ptrdiff_t)(row + r) * plan->tile_cols[level] + col + c];
  return out;
}
