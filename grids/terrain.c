/**
 * Terrain conditioning on plain arrays.
 */
#include "grids/terrain.h"
#include "core/log.h"
#include "grids/flood_queue.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AROUND_OUTLET = 8 }; /* in `from`: reached from nowhere */

struct flood {
  const struct al_lattice *lattice;
  float *level;  /* spill level of each cell, NAN while unseen */
  uint8_t *from; /* number of the neighbour it was reached from */
  struct flood_queue queue;
  int32_t *early; /* cells to climb from, at its end the pit being filled */
};

static const int around_col[8] = {1, 0, -1, 0, 1, -1, -1, 1};
static const int around_row[8] = {0, 1, 0, -1, 1, 1, -1, -1};
static const int around_back[8] = {2, 3, 0, 1, 6, 7, 4, 5}; /* the opposite of each */

/* All neighbours of a cell, -1 beyond the lattice. */
static void terrain_look_around(const struct al_lattice *lattice, int32_t cell, int32_t around[8])
{
  const int row = cell / lattice->cols, col = cell - row * lattice->cols;
  const bool within = col > 0 && row > 0 && col + 1 < lattice->cols && row + 1 < lattice->rows;
  for (int k = 0; k < 8; k++) {
    const int c = col + around_col[k], r = row + around_row[k];
    const bool inside = within || (c >= 0 && r >= 0 && c < lattice->cols && r < lattice->rows);
    around[k] = inside ? r * lattice->cols + c : -1;
  }
}

static bool terrain_is_outlet(const struct al_lattice *lattice, const uint8_t *valid,
                              const uint8_t *outlet, int32_t cell)
{
  int32_t around[8];
  if (outlet && outlet[cell])
    return true;
  terrain_look_around(lattice, cell, around);
  for (int k = 0; k < 8; k++)
    if (around[k] < 0 || !valid[around[k]])
      return true;
  return false;
}

static void flood_release(struct flood *flood)
{
  free(flood->level);
  free(flood->from);
  free(flood->early);
  flood_queue_release(&flood->queue);
}

static al_status flood_create(struct al_ctx *ctx, const struct al_lattice *lattice,
                              const float *bed, const uint8_t *valid, struct flood *flood)
{
  const size_t cells = (size_t)al_lattice_cells(lattice);
  struct flood_queue queue = {0};
  float low = INFINITY, high = -INFINITY;
  assert(cells > 0);
  for (size_t i = 0; i < cells; i++)
    if (valid[i]) {
      low = fminf(low, bed[i]);
      high = fmaxf(high, bed[i]);
    }
  *flood = (struct flood){.lattice = lattice,
                          .level = malloc(cells * sizeof *flood->level),
                          .from = malloc(cells),
                          .early = malloc(cells * sizeof *flood->early)};
  for (size_t i = 0; flood->level && i < cells; i++)
    flood->level[i] = NAN;
  if (flood->level && flood->from && flood->early &&
      flood_queue_create(&queue, flood->level, cells, low, high)) {
    flood->queue = queue;
    return AL_OK;
  }
  flood_queue_release(&queue);
  flood_release(flood);
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: draining %td cells", al_lattice_cells(lattice));
}

/* The outlets that have something else beside them begin the flood. */
static void flood_begin(struct flood *flood, const float *bed, const uint8_t *valid,
                        const uint8_t *outlet)
{
  const int32_t cells = (int32_t)al_lattice_cells(flood->lattice);
  for (int32_t cell = 0; cell < cells; cell++) {
    flood->from[cell] = AROUND_OUTLET;
    if (valid[cell] && terrain_is_outlet(flood->lattice, valid, outlet, cell))
      flood->level[cell] = bed[cell];
  }
  for (int32_t cell = 0; cell < cells; cell++) {
    int32_t around[8];
    if (isnan(flood->level[cell]))
      continue;
    terrain_look_around(flood->lattice, cell, around);
    for (int k = 0; k < 8; k++)
      if (around[k] >= 0 && valid[around[k]] && isnan(flood->level[around[k]])) {
        flood_queue_push(&flood->queue, cell);
        break;
      }
  }
}

/* Climbs from the cells waiting in `early`: ground that rises has its own height for a level,
 * whenever it is reached. A cell with lower ground beside it that nobody has reached may be a sill:
 * it waits for its turn. */
static void flood_climb(struct flood *flood, const float *bed, const uint8_t *valid, int32_t count)
{
  for (int32_t done = 0; done < count; done++) {
    const int32_t here = flood->early[done];
    int32_t around[8];
    bool sill = false;
    terrain_look_around(flood->lattice, here, around);
    for (int k = 0; k < 8; k++) {
      const int32_t other = around[k];
      if (other < 0 || !valid[other] || !isnan(flood->level[other]))
        continue;
      if (bed[other] < bed[here]) {
        sill = true;
        continue;
      }
      flood->level[other] = bed[other];
      flood->from[other] = (uint8_t)around_back[k];
      flood->early[count++] = other;
    }
    if (sill)
      flood_queue_push(&flood->queue, here);
  }
}

/* Priority flood (Barnes, Lehman and Mulla 2014): the lowest sill first; what lies lower beside it
 * fills to its level in the order of distance. Only sills go through the queue (after Zhou, Sun and
 * Fu 2016). Levels do not depend on the order of equals; the ways out do, and that order is fixed.
 */
static al_status flood_run(struct al_ctx *ctx, const struct al_lattice *lattice, const float *bed,
                           const uint8_t *valid, const uint8_t *outlet, struct flood *flood)
{
  const int32_t cells = (int32_t)al_lattice_cells(lattice);
  AL_TRY(ctx, flood_create(ctx, lattice, bed, valid, flood));
  flood_begin(flood, bed, valid, outlet);
  int shown = 0;
  for (int32_t start; (start = flood_queue_pop(&flood->queue)) >= 0;) {
    if (flood->queue.current - shown > flood->queue.bucket_count / 100) {
      shown = flood->queue.current;
      al_progress(ctx, "draining", 0.99 * shown / flood->queue.bucket_count, "");
    }
    const float level = flood->level[start];
    /* the pit grows from the end of the array, so that both lists fit into one */
    int32_t first = cells, done = cells, early = 0;
    flood->early[--first] = start;
    while (done > first) {
      const int32_t here = flood->early[--done];
      int32_t around[8];
      terrain_look_around(lattice, here, around);
      for (int k = 0; k < 8; k++) {
        const int32_t other = around[k];
        if (other < 0 || !valid[other] || !isnan(flood->level[other]))
          continue;
        flood->level[other] = fmaxf(bed[other], level);
        flood->from[other] = (uint8_t)around_back[k];
        if (bed[other] > level)
          flood->early[early++] = other;
        else
          flood->early[--first] = other;
      }
    }
    flood_climb(flood, bed, valid, early);
  }
  al_progress(ctx, "draining", 1.0, "");
  if (!flood->queue.failed)
    return AL_OK;
  flood_release(flood);
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: draining %td cells", al_lattice_cells(lattice));
}

/* The cell that this one was reached from, -1 for an outlet. */
static int32_t flood_parent(const struct flood *flood, int32_t cell)
{
  const int k = flood->from[cell];
  return k == AROUND_OUTLET ? -1 : cell + around_row[k] * flood->lattice->cols + around_col[k];
}

/* Depth of the deepest cell of each pit, written to all its cells; pits are patches of level > bed.
 */
static void flood_pit_depths(const struct flood *flood, const float *bed, const uint8_t *valid,
                             float *depth, int32_t *stack, struct terrain_change *change)
{
  const int32_t cells = (int32_t)al_lattice_cells(flood->lattice);
  memset(depth, 0, (size_t)cells * sizeof *depth);
  for (int32_t start = 0; start < cells; start++) {
    if (!valid[start] || depth[start] > 0.0f || !(flood->level[start] > bed[start]))
      continue;
    int32_t count = 0, done = 0;
    float deepest = 0.0f;
    stack[count++] = start;
    depth[start] = 1.0f;
    for (; done < count; done++) {
      const int32_t cell = stack[done];
      int32_t around[8];
      deepest = fmaxf(deepest, flood->level[cell] - bed[cell]);
      terrain_look_around(flood->lattice, cell, around);
      for (int k = 0; k < 8; k++) {
        const int32_t other = around[k];
        if (other >= 0 && valid[other] && depth[other] <= 0.0f &&
            flood->level[other] > bed[other]) {
          depth[other] = 1.0f;
          stack[count++] = other;
        }
      }
    }
    for (int32_t i = 0; i < count; i++)
      depth[stack[i]] = deepest;
    change->pits++;
  }
}

al_status terrain_fill_pits(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                            const uint8_t *valid, const uint8_t *outlet, double keep_depth_m,
                            struct terrain_change *change)
{
  struct flood flood;
  const ptrdiff_t cells = al_lattice_cells(lattice);
  *change = (struct terrain_change){0};
  AL_TRY(ctx, flood_run(ctx, lattice, bed, valid, outlet, &flood));
  float *depth = malloc((size_t)cells * sizeof *depth);
  int32_t *stack = malloc((size_t)cells * sizeof *stack);
  if (depth && stack) {
    flood_pit_depths(&flood, bed, valid, depth, stack, change);
    for (ptrdiff_t i = 0; i < cells; i++)
      if (valid[i] && flood.level[i] > bed[i] && (double)depth[i] <= keep_depth_m) {
        change->volume_m3 += (double)(flood.level[i] - bed[i]) * lattice->cell_m * lattice->cell_m;
        change->cells++;
        bed[i] = flood.level[i];
      }
  }
  const bool done = depth && stack;
  free(depth);
  free(stack);
  flood_release(&flood);
  return done ? AL_OK
              : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: filling pits of %td cells", cells);
}

/* Walks from the bottom of a pit along the flood's way until lower ground; returns the deepest cut.
 */
static double breach_depth(const struct flood *flood, const float *bed, int32_t bottom)
{
  const float target = bed[bottom];
  double deepest = 0.0;
  for (int32_t cell = flood_parent(flood, bottom); cell >= 0 && bed[cell] > target;
       cell = flood_parent(flood, cell))
    deepest = fmax(deepest, (double)(bed[cell] - target));
  return deepest;
}

static void breach_cut(const struct flood *flood, float *bed, int32_t bottom, double cell_area_m2,
                       struct terrain_change *change)
{
  const float target = bed[bottom];
  for (int32_t cell = flood_parent(flood, bottom); cell >= 0 && bed[cell] > target;
       cell = flood_parent(flood, cell)) {
    change->volume_m3 += (double)(bed[cell] - target) * cell_area_m2;
    change->cells++;
    bed[cell] = target;
  }
}

/* A cell that is lower than, or level with and before, all its neighbours inside the pit. */
static bool breach_is_bottom(const struct flood *flood, const float *bed, const uint8_t *valid,
                             int32_t cell)
{
  int32_t around[8];
  terrain_look_around(flood->lattice, cell, around);
  for (int k = 0; k < 8; k++) {
    const int32_t other = around[k];
    if (other >= 0 && valid[other] &&
        (bed[other] < bed[cell] || (bed[other] == bed[cell] && other < cell)))
      return false;
  }
  return true;
}

al_status terrain_breach_pits(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                              const uint8_t *valid, const uint8_t *outlet, double max_cut_m,
                              double keep_depth_m, struct terrain_change *change)
{
  struct flood flood;
  const int32_t cells = (int32_t)al_lattice_cells(lattice);
  *change = (struct terrain_change){0};
  AL_TRY(ctx, flood_run(ctx, lattice, bed, valid, outlet, &flood));
  for (int32_t cell = 0; cell < cells; cell++) {
    if (!valid[cell] || !(flood.level[cell] > bed[cell]) ||
        (double)(flood.level[cell] - bed[cell]) > keep_depth_m ||
        !breach_is_bottom(&flood, bed, valid, cell) || breach_depth(&flood, bed, cell) > max_cut_m)
      continue;
    breach_cut(&flood, bed, cell, lattice->cell_m * lattice->cell_m, change);
    change->pits++;
  }
  flood_release(&flood);
  return AL_OK;
}

al_status terrain_mark_sea(struct al_ctx *ctx, const struct al_lattice *lattice, const float *bed,
                           const uint8_t *valid, const float *within, double level_m, uint8_t *sea)
{
  const int32_t cells = (int32_t)al_lattice_cells(lattice);
  int32_t *stack = malloc((size_t)cells * sizeof *stack), count = 0;
  if (!stack)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: marking the sea of %d cells", (int)cells);
  memset(sea, 0, (size_t)cells);
  for (int32_t cell = 0; cell < cells; cell++)
    if (valid[cell] && (double)bed[cell] < level_m && (!within || within[cell] > 0.5f) &&
        terrain_is_outlet(lattice, valid, NULL, cell)) {
      sea[cell] = 1;
      stack[count++] = cell;
    }
  while (count > 0) {
    const int32_t cell = stack[--count];
    int32_t around[8];
    terrain_look_around(lattice, cell, around);
    for (int k = 0; k < 8; k++) {
      const int32_t other = around[k];
      if (other < 0 || !valid[other] || sea[other] || !((double)bed[other] < level_m) ||
          (within && !(within[other] > 0.5f)))
        continue;
      sea[other] = 1;
      stack[count++] = other;
    }
  }
  free(stack);
  return AL_OK;
}

/* Mean of the known neighbours, the diagonal ones at 1/sqrt 2; NAN without any. */
static float voids_mean(const struct al_lattice *lattice, const float *bed, const uint8_t *known,
                        int32_t cell)
{
  double sum = 0.0, weight = 0.0;
  int32_t around[8];
  terrain_look_around(lattice, cell, around);
  for (int k = 0; k < 8; k++) {
    const int32_t other = around[k];
    if (other < 0 || !known[other])
      continue;
    const double w = k < 4 ? 1.0 : 0.70710678118654752;
    sum += w * (double)bed[other];
    weight += w;
  }
  return weight > 0.0 ? (float)(sum / weight) : NAN;
}

/* Cells without data around the ones just filled that are not waiting yet. */
static int32_t voids_next(const struct al_lattice *lattice, uint8_t *waiting, const int32_t *ring,
                          int32_t count, int32_t *next)
{
  int32_t found = 0;
  for (int32_t i = 0; i < count; i++) {
    int32_t around[8];
    terrain_look_around(lattice, ring[i], around);
    for (int k = 0; k < 8; k++)
      if (around[k] >= 0 && waiting[around[k]] == 0) {
        waiting[around[k]] = 1;
        next[found++] = around[k];
      }
  }
  return found;
}

/* Ring after ring from the rim; a ring's values come from what was known before it. */
static ptrdiff_t voids_grow(const struct al_lattice *lattice, float *bed, uint8_t *valid, int rings,
                            uint8_t *waiting, int32_t *ring, int32_t *next)
{
  const int32_t cells = (int32_t)al_lattice_cells(lattice);
  ptrdiff_t filled = 0;
  int32_t count = 0;
  for (int32_t cell = 0; cell < cells; cell++) {
    waiting[cell] = valid[cell] || !isnan(voids_mean(lattice, bed, valid, cell));
    if (!valid[cell] && waiting[cell])
      ring[count++] = cell;
  }
  for (int r = 0; r < rings && count > 0; r++) {
    float *mean = (float *)(void *)next; /* until the next ring is looked for */
    for (int32_t i = 0; i < count; i++)
      mean[i] = voids_mean(lattice, bed, valid, ring[i]);
    for (int32_t i = 0; i < count; i++) {
      bed[ring[i]] = mean[i];
      valid[ring[i]] = 1;
    }
    filled += count;
    count = voids_next(lattice, waiting, ring, count, next);
    memcpy(ring, next, (size_t)count * sizeof *ring);
  }
  return filled;
}

al_status terrain_fill_voids(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                             uint8_t *valid, double reach_cells, ptrdiff_t *filled)
{
  const int32_t cells = (int32_t)al_lattice_cells(lattice);
  const int rings = (int)fmin(ceil(reach_cells), 1e6);
  int32_t *ring = malloc((size_t)cells * sizeof *ring),
          *next = malloc((size_t)cells * sizeof *next);
  uint8_t *waiting = malloc((size_t)cells);
  const bool good = ring && next && waiting;
  *filled = good ? voids_grow(lattice, bed, valid, rings, waiting, ring, next) : 0;
  free(ring);
  free(next);
  free(waiting);
  return good ? AL_OK
              : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: filling voids of %d cells", (int)cells);
}
