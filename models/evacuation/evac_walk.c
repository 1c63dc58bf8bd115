#include "models/evacuation/evac_walk.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/real.h"
#include "models/evacuation/radix_heap.h"

enum {
  WALK_PAD = 2,
  WALK_SLOPES = 4000
};                                       /* cells around the lattice; points of the table,
                                            one of them on the best slope -0.05 */
static const float walk_steepest = 2.0f; /* slopes beyond are as slow as this one */

const struct al_evac_ground al_evac_grounds[AL_EVAC_GROUNDS] = {
    [AL_EVAC_PAVED] = {"paved", 1.0f},
    [AL_EVAC_DIRT] = {"dirt", 1.1f},
    [AL_EVAC_LIGHT_BRUSH] = {"light_brush", 1.2f},
    [AL_EVAC_HEAVY_BRUSH] = {"heavy_brush", 1.5f},
    [AL_EVAC_BOG] = {"bog", 1.8f},
    [AL_EVAC_SAND] = {"sand", 2.1f},
    [AL_EVAC_BLOCKED] = {"blocked", INFINITY},
};

double al_evac_tobler(double slope)
{
  return exp(3.5 * (fabs(slope + 0.05) - 0.05));
}

ptrdiff_t al_evac_walk_slowness(const struct al_lattice *lattice, const uint8_t *ground,
                                double speed_mps, float *slowness_spm)
{
  const ptrdiff_t cells = al_lattice_cells(lattice);
  ptrdiff_t unknown = 0;
  assert(speed_mps > 0.0);
  for (ptrdiff_t i = 0; i < cells; i++) {
    const bool is_known = ground[i] < AL_EVAC_GROUNDS;
    unknown += !is_known;
    slowness_spm[i] =
        al_evac_grounds[is_known ? ground[i] : AL_EVAC_BLOCKED].factor / (float)speed_mps;
  }
  return unknown;
}

/* What a step reads of a cell, side by side in memory. */
struct walk_cell {
  float value;    /* K, falling until it is final */
  float slowness; /* INFINITY outside and where nobody passes */
};

/* Planes with a rim that nobody passes, so that no step asks for the lattice's sides. */
struct walk_room {
  int cols, rows, stride;
  struct walk_cell *cell;
  float *shut;     /* -closing, or NULL */
  float *height_m; /* or NULL */
  float
      *slope_factor; /* [2 * WALK_SLOPES + 2] Tobler's from the steepest down to the steepest up */
  struct radix_heap heap;
};

struct walk_step {
  int by;        /* cells along the padded plane */
  int beside[2]; /* the cells between that a knight's move passes */
  float length_m;
};

/* Single precision, never less than the value: a departure is never late by rounding. */
static float walk_round_up(double value)
{
  const float rounded = (float)value;
  return (double)rounded < value ? nextafterf(rounded, INFINITY) : rounded;
}

static ptrdiff_t walk_at(const struct walk_room *room, int col, int row)
{
  return (ptrdiff_t)(row + WALK_PAD) * room->stride + col + WALK_PAD;
}

/* The eight neighbours, then the eight knight's moves with the two cells each passes between. */
static void walk_list_steps(int stride, double cell_m, struct walk_step step[16])
{
  static const int dx[16] = {1, -1, 0, 0, 1, 1, -1, -1, 1, 1, -1, -1, 2, 2, -2, -2};
  static const int dy[16] = {0, 0, 1, -1, 1, -1, 1, -1, 2, -2, 2, -2, 1, -1, 1, -1};
  for (int i = 0; i < 16; i++) {
    const int ax = dx[i] / 2, ay = dy[i] / 2; /* half the long leg */
    step[i] = (struct walk_step){
        .by = dy[i] * stride + dx[i],
        .beside = {ay * stride + ax, (dy[i] - ay) * stride + dx[i] - ax},
        .length_m = (float)(cell_m * sqrt((double)(dx[i] * dx[i] + dy[i] * dy[i])))};
  }
}

/* Tobler's factor for going up by `rise_m` over `run_m`, from the table. */
AL_INLINE float walk_slope_factor(const struct walk_room *room, float rise_m, float run_m)
{
  float slope = rise_m / run_m;
  slope = slope < -walk_steepest ? -walk_steepest : slope > walk_steepest ? walk_steepest : slope;
  const float place = (slope + walk_steepest) * ((float)WALK_SLOPES / walk_steepest);
  const int i = (int)place;
  const float *factor = room->slope_factor + i;
  return factor[0] + (place - (float)i) * (factor[1] - factor[0]);
}

/* All steps that end at a cell whose value is final. @return false when memory is out. */
AL_INLINE bool walk_settle(struct walk_room *room, const struct walk_step *step, int32_t at,
                           bool knights, bool closings, bool slopes)
{
  struct walk_cell *cell = room->cell + at;
  const float value = cell->value, slowness = cell->slowness;
  for (int i = 0; i < (knights ? 16 : 8); i++) {
    const int by = step[i].by;
    float from = value, cost;
    if (cell[by].value <= value) /* final already */
      continue;
    if (i < 8)
      cost = 0.5f * (slowness + cell[by].slowness) * step[i].length_m;
    else
      cost = 0.25f * step[i].length_m *
             (slowness + cell[by].slowness + cell[step[i].beside[0]].slowness +
              cell[step[i].beside[1]].slowness);
    if (closings) {
      const float *shut = room->shut + at;
      from = fmaxf(from, shut[by]); /* the value here is past shut[0] */
      if (i >= 8)
        from = fmaxf(from, fmaxf(shut[step[i].beside[0]], shut[step[i].beside[1]]));
    }
    if (slopes)
      cost *=
          walk_slope_factor(room, room->height_m[at] - room->height_m[at + by], step[i].length_m);
    const float next = from + cost;
    if (next < cell[by].value) {
      cell[by].value = next;
      if (!radix_heap_push(&room->heap, radix_key(next), at + by))
        return false;
    }
  }
  return true;
}

/* Takes entries in order, dropping those whose cell has a better value by now. */
AL_INLINE bool walk_run(struct walk_room *room, const struct walk_step *step, bool knights,
                        bool closings, bool slopes)
{
  struct radix_entry entry;
  bool failed = false;
  while (radix_heap_pop(&room->heap, &entry, &failed))
    if (radix_key(room->cell[entry.item].value) == entry.key &&
        !walk_settle(room, step, entry.item, knights, closings, slopes))
      return false;
  return !failed;
}

/* Less than any step takes: a cell of the fastest ground, down the best slope. Between houses that
 * are goals it may be less, which costs the heap its order there and nothing else. */
static float walk_least_step_s(const struct walk_room *room, double cell_m)
{
  const ptrdiff_t padded = (ptrdiff_t)room->stride * (room->rows + 2 * WALK_PAD);
  float fastest = INFINITY;
  for (ptrdiff_t i = 0; i < padded; i++)
    if (room->cell[i].slowness > 0.0f)
      fastest = fminf(fastest, room->cell[i].slowness);
  return isfinite(fastest) ? 0.8f * fastest * (float)cell_m : 0.0f;
}

/* One compiled loop for each set of planes. */
static bool walk_run_any(struct walk_room *room, double cell_m, bool knights)
{
  struct walk_step step[16];
  walk_list_steps(room->stride, cell_m, step);
  room->heap.width = walk_least_step_s(room, cell_m);
  if (room->height_m && room->shut)
    return knights ? walk_run(room, step, true, true, true)
                   : walk_run(room, step, false, true, true);
  if (room->height_m)
    return knights ? walk_run(room, step, true, false, true)
                   : walk_run(room, step, false, false, true);
  if (room->shut)
    return knights ? walk_run(room, step, true, true, false)
                   : walk_run(room, step, false, true, false);
  return knights ? walk_run(room, step, true, false, false)
                 : walk_run(room, step, false, false, false);
}

static bool walk_room_make(const struct al_evac_walk *walk, bool closings, struct walk_room *out)
{
  const struct al_lattice *lattice = walk->lattice;
  const size_t stride = (size_t)lattice->cols + 2 * WALK_PAD;
  const size_t padded = stride * ((size_t)lattice->rows + 2 * WALK_PAD);
  assert(padded <= INT32_MAX);
  *out = (struct walk_room){.cols = lattice->cols,
                            .rows = lattice->rows,
                            .stride = (int)stride,
                            .cell = calloc(padded, sizeof *out->cell)};
  if (closings)
    out->shut = calloc(padded, sizeof *out->shut);
  if (walk->height_m) {
    out->height_m = calloc(padded, sizeof *out->height_m);
    out->slope_factor = malloc((2 * WALK_SLOPES + 2) * sizeof *out->slope_factor);
  }
  if (!out->cell || (closings && !out->shut) ||
      (walk->height_m && (!out->height_m || !out->slope_factor)))
    return false;
  for (size_t i = 0; i < padded; i++)
    out->cell[i] = (struct walk_cell){INFINITY, INFINITY};
  for (int i = 0; out->slope_factor && i < 2 * WALK_SLOPES + 2; i++)
    out->slope_factor[i] =
        (float)al_evac_tobler((double)walk_steepest * ((double)i / WALK_SLOPES - 1.0));
  return true;
}

/* Copies what is there of the lattice. Ground of unknown height is passed by nobody. */
static void walk_room_fill(struct walk_room *room, const struct al_evac_walk *walk,
                           const float *closes_s, double reference_s)
{
  for (int row = 0; row < room->rows; row++)
    for (int col = 0; col < room->cols; col++) {
      const ptrdiff_t at = walk_at(room, col, row), i = (ptrdiff_t)row * room->cols + col;
      const float slowness = walk->slowness_spm[i];
      bool is_open = isfinite(slowness);
      assert(!(slowness <= 0.0f));
      if (room->height_m) {
        is_open = is_open && isfinite(walk->height_m[i]);
        room->height_m[at] = isfinite(walk->height_m[i]) ? walk->height_m[i] : 0.0f;
      }
      room->cell[at].slowness = is_open ? slowness : INFINITY;
      if (room->shut)
        room->shut[at] = walk_round_up(reference_s - (double)closes_s[i]);
    }
}

/* A goal; in a cell that nobody passes, a house, its inside takes no time. */
static bool walk_put_goal(struct walk_room *room, int col, int row, float value)
{
  struct walk_cell *cell = room->cell + walk_at(room, col, row);
  cell->value = value;
  if (!isfinite(cell->slowness))
    cell->slowness = 0.0f;
  return radix_heap_push(&room->heap, radix_key(value), (int32_t)walk_at(room, col, row));
}

static void walk_room_free(struct walk_room *room)
{
  free(room->cell);
  free(room->shut);
  free(room->height_m);
  free(room->slope_factor);
  radix_heap_free(&room->heap);
}

static al_status walk_no_memory(struct al_ctx *ctx, const struct al_evac_walk *walk)
{
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: walking over %d x %d cells",
                 walk->lattice->cols, walk->lattice->rows);
}

al_status al_evac_walk_time(struct al_ctx *ctx, const struct al_evac_walk *walk,
                            const float *goal_s, float *time_s)
{
  struct walk_room room;
  bool done = walk_room_make(walk, false, &room);
  assert(walk->neighbours == 8 || walk->neighbours == 16);
  if (done)
    walk_room_fill(&room, walk, NULL, 0.0);
  for (int row = 0; row < room.rows && done; row++)
    for (int col = 0; col < room.cols && done; col++) {
      const float goal = goal_s[(ptrdiff_t)row * room.cols + col];
      if (isfinite(goal))
        done = walk_put_goal(&room, col, row, goal);
    }
  done = done && walk_run_any(&room, walk->lattice->cell_m, walk->neighbours == 16);
  for (int row = 0; row < room.rows && done; row++)
    for (int col = 0; col < room.cols; col++)
      time_s[(ptrdiff_t)row * room.cols + col] = room.cell[walk_at(&room, col, row)].value;
  walk_room_free(&room);
  return done ? AL_OK : walk_no_memory(ctx, walk);
}

/* The latest time that matters: values count back from it, so that they are small and exact. */
static double walk_reference_s(ptrdiff_t cells, const float *goal_until_s, const float *closes_s)
{
  double reference_s = -INFINITY;
  for (ptrdiff_t i = 0; i < cells; i++) {
    if (isfinite(goal_until_s[i]))
      reference_s = fmax(reference_s, (double)goal_until_s[i]);
    if (closes_s && isfinite(closes_s[i]))
      reference_s = fmax(reference_s, (double)closes_s[i]);
  }
  return isfinite(reference_s) ? reference_s : 0.0;
}

al_status al_evac_walk_latest(struct al_ctx *ctx, const struct al_evac_walk *walk,
                              const float *goal_until_s, const float *closes_s, float *latest_s)
{
  const ptrdiff_t cells = al_lattice_cells(walk->lattice);
  const double reference_s = walk_reference_s(cells, goal_until_s, closes_s);
  struct walk_room room;
  bool done = walk_room_make(walk, closes_s != NULL, &room);
  assert(walk->neighbours == 8 || walk->neighbours == 16);
  if (done)
    walk_room_fill(&room, walk, closes_s, reference_s);
  for (int row = 0; row < room.rows && done; row++)
    for (int col = 0; col < room.cols && done; col++) {
      const ptrdiff_t i = (ptrdiff_t)row * room.cols + col;
      float until = goal_until_s[i];
      if (isnan(until) || (closes_s && closes_s[i] == -INFINITY))
        continue;
      until = closes_s ? fminf(until, closes_s[i]) : until;
      done = walk_put_goal(&room, col, row, walk_round_up(reference_s - (double)until));
    }
  done = done && walk_run_any(&room, walk->lattice->cell_m, walk->neighbours == 16);
  for (int row = 0; row < room.rows && done; row++)
    for (int col = 0; col < room.cols; col++)
      latest_s[(ptrdiff_t)row * room.cols + col] =
          -walk_round_up((double)room.cell[walk_at(&room, col, row)].value - reference_s);
  walk_room_free(&room);
  return done ? AL_OK : walk_no_memory(ctx, walk);
}
