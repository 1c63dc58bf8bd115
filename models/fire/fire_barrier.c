/**
 * From lines to sides of cells.
 */
#include "models/fire/fire_barrier.h"
#include "config/scenario_section.h"
#include "core/log.h"
#include "core/rng.h"
#include "doors/vector_door.h"
#include "models/fire/fire_front.h"
#include "tiles/line_faces.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BARRIER_STREAM = 0x66697262 }; /* of random numbers: "firb" */
#define BARRIER_LOT_M 100.0           /* length that `breach` is the probability of */

struct barrier_job {
  const struct al_model_env *env;
  struct fire_barriers *out;
  size_t capacity;
  uint64_t seed;
};

static al_status barrier_add(struct barrier_job *job, struct fire_side side)
{
  struct fire_barriers *out = job->out;
  if (out->side_count == job->capacity) {
    const size_t more = 2 * job->capacity + 1024;
    struct fire_side *grown = realloc(out->side, more * sizeof *grown);
    if (!grown)
      return AL_FAIL(job->env->ctx, AL_NO_MEMORY, "out of memory for the fire's barriers");
    out->side = grown;
    job->capacity = more;
  }
  out->side[out->side_count++] = side;
  return AL_OK;
}

/* When a crew that builds a line has come so far along it. */
static double barrier_built_s(const struct fire_barrier_config *config, double along_m)
{
  assert(along_m >= 0.0);
  return config->built_from_s +
         (config->built_rate_m_per_s > 0.0 ? along_m / config->built_rate_m_per_s : 0.0);
}

static al_status barrier_lay_face(struct barrier_job *job, const struct fire_barrier_config *config,
                                  const struct al_face *face)
{
  const struct al_forest *forest = job->env->forest;
  const ptrdiff_t a = al_forest_index(forest, face->col, face->row);
  const ptrdiff_t b =
      al_forest_index(forest, face->col + !face->is_north, face->row + face->is_north);
  if (a < 0 || b < 0)
    return AL_OK;
  const double lots = face->share * forest->lattice.cell_m / BARRIER_LOT_M;
  const double fails = 1.0 - pow(1.0 - config->breach, lots);
  const uint64_t index =
      2 * (uint64_t)((ptrdiff_t)face->row * forest->lattice.cols + face->col) + face->is_north;
  if (config->breach > 0.0 && al_rng_uniform(job->seed, BARRIER_STREAM, index) < fails) {
    job->out->breached++;
    return AL_OK;
  }
  struct fire_side side = {.cell = a,
                           .side = face->is_north ? FIRE_WALL_S : FIRE_WALL_E,
                           .width_m = (float)config->width_m,
                           .built_s = (float)barrier_built_s(config, face->along_m)};
  AL_TRY(job->env->ctx, barrier_add(job, side));
  side.cell = b;
  side.side = face->is_north ? FIRE_WALL_N : FIRE_WALL_W;
  return barrier_add(job, side);
}

static al_status barrier_lay_line(struct barrier_job *job, const struct fire_barrier_config *config,
                                  const double *xy, size_t point_count)
{
  const struct al_lattice *lattice = &job->env->forest->lattice;
  const size_t face_count = al_line_faces(lattice, xy, point_count, NULL, 0);
  struct al_face *face = AL_NEW(job->env->arena, struct al_face, face_count + 1);
  if (!face)
    return AL_NO_MEMORY;
  al_line_faces(lattice, xy, point_count, face, face_count);
  for (size_t k = 0; k < face_count; k++)
    AL_TRY(job->env->ctx, barrier_lay_face(job, config, &face[k]));
  return AL_OK;
}

static al_status barrier_lay_file(struct barrier_job *job, const struct fire_barrier_config *config)
{
  const struct al_model_env *env = job->env;
  const struct al_vector_request request = {.path = config->path,
                                            .layer = config->layer,
                                            .where = config->where,
                                            .target_wkt = env->forest->lattice.crs_wkt,
                                            .clip = &env->forest->lattice};
  struct al_vector_layer layer;
  AL_TRY(env->ctx, al_vector_read(env->ctx, env->arena, &request, &layer));
  for (size_t p = 0; p < layer.part_count; p++) {
    const struct al_part *part = &layer.part[p];
    const double *xy = al_vector_part_xy(env->arena, &layer, part);
    if (!xy)
      return AL_NO_MEMORY;
    AL_TRY(env->ctx, barrier_lay_line(job, config, xy, part->count));
  }
  return AL_OK;
}

static int barrier_order(const void *a, const void *b)
{
  const struct fire_side *x = a, *y = b;
  if (x->cell != y->cell)
    return x->cell < y->cell ? -1 : 1;
  if (x->side != y->side)
    return x->side - y->side;
  if (x->width_m != y->width_m)
    return x->width_m > y->width_m ? -1 : 1;
  return (x->built_s > y->built_s) - (x->built_s < y->built_s);
}

/* Whether a break adds nothing to the one before it on the same side, which is as wide. */
static bool barrier_is_vain(const struct fire_side *before, const struct fire_side *side)
{
  return before->cell == side->cell && before->side == side->side &&
         before->built_s <= side->built_s;
}

/* Of several breaks on a side the widest counts, a narrower one until then. */
static al_status barrier_settle(const struct barrier_job *job)
{
  struct fire_barriers *out = job->out;
  size_t kept = 0;
  if (out->side_count > 0)
    qsort(out->side, out->side_count, sizeof *out->side, barrier_order);
  struct fire_side *list = AL_NEW(job->env->arena, struct fire_side, out->side_count + 1);
  if (!list)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < out->side_count; k++) {
    const struct fire_side *side = &out->side[k];
    if (kept > 0 && barrier_is_vain(&list[kept - 1], side))
      continue;
    list[kept++] = *side;
    out->wall[side->cell] |= (uint8_t)side->side;
  }
  free(out->side);
  out->side = list;
  out->side_count = kept;
  return AL_OK;
}

static bool barrier_is_left_out(const struct al_text_list *without, const char *name)
{
  for (size_t k = 0; without && k < without->count; k++)
    if (strcmp(without->text[k], name) == 0)
      return true;
  return false;
}

al_status fire_barriers_create(const struct al_model_env *env, const struct al_text_list *without,
                               struct fire_barriers *out)
{
  const struct al_fire_config *fire = env->config;
  const struct fire_barrier_config *barrier = fire->barriers.record;
  const struct al_scenario_config *scenario = al_config_section(env->scenario, "scenario");
  struct barrier_job job = {.env = env, .out = out, .seed = (uint64_t)scenario->seed};
  *out = (struct fire_barriers){0};
  if (fire->barriers.count == 0)
    return AL_OK;
  out->wall = AL_NEW(env->arena, uint8_t, (size_t)(env->forest->tile_count * AL_TILE_CELLS));
  if (!out->wall)
    return AL_NO_MEMORY;
  al_status status = AL_OK;
  for (size_t k = 0; k < fire->barriers.count && status == AL_OK; k++) {
    const size_t before = out->side_count + out->breached;
    if (barrier_is_left_out(without, barrier[k].name))
      continue;
    status = barrier[k].path ? barrier_lay_file(&job, &barrier[k])
                             : barrier_lay_line(&job, &barrier[k], barrier[k].line.value,
                                                barrier[k].line.count / 2);
    if (status == AL_OK && out->side_count + out->breached == before)
      al_log(env->ctx, AL_WARNING, "fire: barrier '%s' lies between no two cells of the grid",
             barrier[k].name);
  }
  if (status == AL_OK)
    return barrier_settle(&job);
  free(out->side);
  out->side = NULL;
  return status;
}

double fire_barrier_width_m(const struct fire_barriers *barriers, ptrdiff_t cell, int side,
                            double time_s)
{
  size_t low = 0, high = barriers->side_count;
  const struct fire_side asked = {.cell = cell, .side = side, .width_m = INFINITY};
  assert(barriers->side);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (barrier_order(&barriers->side[middle], &asked) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  assert(low < barriers->side_count && barriers->side[low].cell == cell &&
         barriers->side[low].side == side);
  for (; low < barriers->side_count && barriers->side[low].cell == cell &&
         barriers->side[low].side == side;
       low++)
    if ((double)barriers->side[low].built_s <= time_s)
      return (double)barriers->side[low].width_m;
  return -1.0;
}
