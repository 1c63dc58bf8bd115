/**
 * Roads made up by a seeded rule.
 */
#include "models/evacuation/road_make.h"
#include "core/rng.h"
#include <assert.h>
#include <math.h>

enum { MAKE_STREAM = 0x726f6164, PRIMARY_EVERY = 16, SECONDARY_EVERY = 4 }; /* "road" */
#define BLOCK_M 250.0
#define SHAKE 0.2         /* of a block */
#define BRIDGE_BLOCKS 6   /* longest water crossing */
#define STEEP 0.15        /* residential streets climb no more */
#define SETTLED_BLOCK 5.0 /* persons in the block around a junction */

struct junction {
  double x_m, y_m, bed_m;
  bool is_land, is_settled;
};

struct maker {
  const struct al_grid *grid;
  struct junction *at; /* [rows][cols] */
  int cols, rows;
  struct road_lines *out;
  size_t line_room, vertex_room;
  int row_of[3]; /* of the classes primary, secondary, residential */
  const struct road_classes *classes;
};

/* The cell of the city's own level at a place, -1 outside it or without ground. */
static ptrdiff_t make_cell(const struct al_grid *grid, double x_m, double y_m)
{
  const struct al_lattice *lattice = &grid->lattice;
  const double col = floor((x_m - lattice->west_m) / lattice->cell_m),
               row = floor((lattice->north_m - y_m) / lattice->cell_m);
  if (!(col >= 0.0 && row >= 0.0 && col < lattice->cols && row < lattice->rows))
    return -1;
  const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + (ptrdiff_t)col;
  return grid->valid[cell] ? cell : -1;
}

static bool make_is_land(const struct al_grid *grid, double x_m, double y_m)
{
  const struct al_layer *sea = al_grid_layer(grid, AL_LAYER_SEA);
  const ptrdiff_t cell = make_cell(grid, x_m, y_m);
  return cell >= 0 && !(sea && sea->value[cell] > 0.5f);
}

/* People in the block around a place. */
static double make_people(const struct al_grid *grid, double x_m, double y_m)
{
  const struct al_layer *people = al_grid_layer(grid, AL_LAYER_PEOPLE);
  const double cell_m = grid->lattice.cell_m;
  const int reach = (int)fmax(0.5 * BLOCK_M / cell_m, 0.0);
  double sum = 0.0;
  if (!people)
    return INFINITY; /* nobody knows: streets wherever there is land */
  for (int r = -reach; r <= reach; r++)
    for (int c = -reach; c <= reach; c++) {
      const ptrdiff_t cell = make_cell(grid, x_m + c * cell_m, y_m + r * cell_m);
      sum += cell >= 0 ? (double)people->value[cell] : 0.0;
    }
  return sum;
}

static void make_junctions(struct maker *maker, uint64_t seed)
{
  const struct al_grid *grid = maker->grid;
  const struct al_layer *bed = al_grid_layer(grid, AL_LAYER_BED);
  assert(bed);
  for (int row = 0; row < maker->rows; row++)
    for (int col = 0; col < maker->cols; col++) {
      const uint64_t index = 2 * ((uint64_t)row * (uint64_t)maker->cols + (uint64_t)col);
      struct junction *at = &maker->at[(ptrdiff_t)row * maker->cols + col];
      const double east = al_rng_uniform(seed, MAKE_STREAM, index) - 0.5,
                   south = al_rng_uniform(seed, MAKE_STREAM, index + 1) - 0.5;
      at->x_m = grid->lattice.west_m + (col + 0.5 + 2.0 * SHAKE * east) * BLOCK_M;
      at->y_m = grid->lattice.north_m - (row + 0.5 + 2.0 * SHAKE * south) * BLOCK_M;
      const ptrdiff_t cell = make_cell(grid, at->x_m, at->y_m);
      at->is_land = make_is_land(grid, at->x_m, at->y_m);
      at->bed_m = cell >= 0 ? (double)bed->value[cell] : 0.0;
      at->is_settled = at->is_land && make_people(grid, at->x_m, at->y_m) >= SETTLED_BLOCK;
    }
}

static bool make_stays_on_land(const struct maker *maker, const struct junction *a,
                               const struct junction *b)
{
  enum { LOOKS = 6 };
  for (int k = 1; k < LOOKS; k++) {
    const double part = (double)k / LOOKS;
    if (!make_is_land(maker->grid, a->x_m + part * (b->x_m - a->x_m),
                      a->y_m + part * (b->y_m - a->y_m)))
      return false;
  }
  return true;
}

static void make_add(struct maker *maker, const struct junction *a, const struct junction *b,
                     int kind, bool bridge)
{
  struct road_lines *out = maker->out;
  const struct road_class *class = &maker->classes->row[maker->row_of[kind]];
  assert(out->line_count < maker->line_room && out->vertex_count + 2 <= maker->vertex_room);
  out->line[out->line_count] = (struct road_line){.first = out->vertex_count,
                                                  .count = 2,
                                                  .id = (long long)out->line_count,
                                                  .class_row = maker->row_of[kind],
                                                  .speed_mps = class->speed_mps,
                                                  .lanes = class->lanes,
                                                  .kind = bridge ? AL_EVAC_BRIDGE : AL_EVAC_GROUND};
  out->line_count++;
  const struct junction *const ends[] = {a, b};
  for (int k = 0; k < 2; k++) {
    out->x[out->vertex_count] = ends[k]->x_m;
    out->y[out->vertex_count++] = ends[k]->y_m;
  }
}

/* A street between two junctions beside each other, if there is one. */
static void make_street(struct maker *maker, const struct junction *a, const struct junction *b,
                        int kind)
{
  const bool lives = a->is_settled && b->is_settled;
  const bool steep = fabs(a->bed_m - b->bed_m) > STEEP * BLOCK_M;
  if (!a->is_land || !b->is_land || (kind == 2 && (!lives || steep)))
    return;
  const bool land = make_stays_on_land(maker, a, b);
  if (land || kind == 0)
    make_add(maker, a, b, kind, !land);
}

/* One line of the lattice, along its columns (`step` 1) or rows. */
static void make_line(struct maker *maker, const struct junction *first, ptrdiff_t step, int count,
                      int kind)
{
  assert(step > 0 && kind >= 0 && kind < 3);
  int land = -1; /* the last junction on land */
  for (int k = 0; k < count; k++) {
    const struct junction *here = first + k * step;
    if (!here->is_land)
      continue;
    if (land >= 0 && k == land + 1)
      make_street(maker, first + land * step, here, kind);
    else if (land >= 0 && kind == 0 && k - land <= BRIDGE_BLOCKS)
      make_add(maker, first + land * step, here, kind, true);
    land = k;
  }
}

static int make_kind(int line)
{
  return line % PRIMARY_EVERY == 0 ? 0 : line % SECONDARY_EVERY == 0 ? 1 : 2;
}

al_status road_lines_make(struct al_ctx *ctx, struct al_arena *arena, const struct al_grid *grid,
                          const struct road_classes *classes, uint64_t seed, struct road_lines *out)
{
  static const char *const names[3] = {"primary", "secondary", "residential"};
  struct maker maker = {.grid = grid, .out = out, .classes = classes};
  maker.cols = (int)fmax(floor(grid->lattice.cols * grid->lattice.cell_m / BLOCK_M), 1.0);
  maker.rows = (int)fmax(floor(grid->lattice.rows * grid->lattice.cell_m / BLOCK_M), 1.0);
  const size_t junctions = (size_t)maker.cols * (size_t)maker.rows;
  maker.line_room = 2 * junctions + 1;
  maker.vertex_room = 4 * junctions + 2;
  for (int k = 0; k < 3; k++) {
    maker.row_of[k] = road_class_of(classes, names[k]);
    if (maker.row_of[k] < 0)
      return AL_FAIL(ctx, AL_BAD_INPUT, "the table of road classes has no '%s'", names[k]);
  }
  maker.at = AL_NEW(arena, struct junction, junctions);
  *out = (struct road_lines){.line = AL_NEW(arena, struct road_line, maker.line_room),
                             .x = AL_NEW(arena, double, maker.vertex_room),
                             .y = AL_NEW(arena, double, maker.vertex_room),
                             .shares_nodes = true};
  if (!maker.at || !out->line || !out->x || !out->y)
    return AL_NO_MEMORY;
  make_junctions(&maker, seed);
  for (int row = 0; row < maker.rows; row++)
    make_line(&maker, maker.at + (ptrdiff_t)row * maker.cols, 1, maker.cols, make_kind(row));
  for (int col = 0; col < maker.cols; col++)
    make_line(&maker, maker.at + col, maker.cols, maker.rows, make_kind(col));
  if (out->line_count == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "the grid has no land for roads");
  return AL_OK;
}
