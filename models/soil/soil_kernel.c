/**
 * The sweep of the soil model over one tile, in chunks whose scratch stays in the first cache.
 */
#include "models/soil/soil_kernel.h"
#include "core/reduce.h"
#include "models/soil/soil_cell.h"
#include "models/soil/soil_config.h"
#include "tiles/forest.h"
#include <assert.h>
#include <stdbool.h>

enum { CHUNK = 512 };
#define DRY_M ((al_real)1e-5)
#define STORE_LEAST_M ((al_real)1e-6)

/* What can happen in a chunk: nothing; drying and recovery; all of it. */
enum soil_activity { CHUNK_IDLE, CHUNK_RESTING, CHUNK_WET };

struct soil_scratch {
  al_real there_m[CHUNK];  /* on the ground: water to flow and puddles */
  al_real left_m[CHUNK];   /* of it what the pervious ground may still take */
  al_real rain_m[CHUNK];   /* that reaches the pervious ground in a round */
  al_real uptake_m[CHUNK]; /* of the pervious ground so far */
  al_real taken_m[CHUNK], caught_m[CHUNK], held_m[CHUNK];
  al_real p[SOIL_PARAMETERS][CHUNK];
};

static al_real kernel_most(const al_real *value)
{
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int i = 0; i < CHUNK; i++)
    most = al_max(most, value[i]);
  return most;
}

static enum soil_activity kernel_activity(const struct soil_job *job, int first)
{
  const al_real *depth_m = job->depth_m + first, *supply_m = job->supply_m + first;
  const al_real *puddle_m = job->puddle_m + first;
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int i = 0; i < CHUNK; i++)
    most = al_max(most, depth_m[i] + supply_m[i] + puddle_m[i]);
  if (most > 0)
    return CHUNK_WET;
  if (job->interception_dry_m > 0 && kernel_most(job->intercepted_m + first) > 0)
    return CHUNK_RESTING;
  if (job->recovery < 1 && kernel_most(job->storage + first) > 0)
    return CHUNK_RESTING;
  if (job->wetness && kernel_most(job->storage + first) + kernel_most(job->old_m + first) > 0)
    return CHUNK_RESTING;
  return CHUNK_IDLE;
}

static void kernel_spread_parameters(const struct soil_job *job, int first, struct soil_scratch *s)
{
  for (int n = 0; n < SOIL_PARAMETERS; n++) {
    const al_real *of_class = job->parameter[n];
    if (job->ground)
      for (int i = 0; i < CHUNK; i++)
        s->p[n][i] = of_class[job->ground[first + i]];
    else
      for (int i = 0; i < CHUNK; i++)
        s->p[n][i] = of_class[0];
  }
}

static void kernel_open(const struct soil_job *job, int first, struct soil_scratch *s)
{
  const al_real per_round = (al_real)1 / (al_real)job->rounds;
  const al_real interception_m = job->interception_m, dry_m = job->interception_dry_m;
  const al_real *depth_m = job->depth_m + first, *supply_m = job->supply_m + first;
  const al_real *take_m = job->take_m + first, *pervious = job->pervious + first;
  const al_real *puddle_m = job->puddle_m + first;
  al_real *intercepted_m = job->intercepted_m + first;
#pragma omp simd
  for (int i = 0; i < CHUNK; i++) {
    const al_real before = take_m[i], held = intercepted_m[i], share = pervious[i];
    const al_real there = al_max(depth_m[i] + supply_m[i] - before, 0);
    const al_real rain = al_min(al_max(supply_m[i] - before, 0), there);
    const al_real room = share < 0 ? 0 : al_max(interception_m - held, 0);
    const al_real caught = al_min(rain, room);
    const al_real dried = rain > 0 ? held : al_max(held - dry_m, 0);
    const al_real ground = there - caught + puddle_m[i], reaches = (rain - caught) * per_round;
    intercepted_m[i] = dried + caught;
    s->caught_m[i] = caught;
    s->there_m[i] = ground;
    s->left_m[i] = share > 0 ? ground : 0;
    s->rain_m[i] = share > 0 ? reaches : 0;
    s->uptake_m[i] = 0;
  }
}

/* One loop a method: the compiler sees no choice inside, and no load that only one arm makes.
 * Ground that takes nothing has nothing left and no rain, so its storage stays as it is. */
#define SOIL_ROUND(call)                                                                           \
  _Pragma("omp simd") for (int i = 0; i < CHUNK; i++)                                              \
  {                                                                                                \
    const al_real p0 = s->p[0][i], p1 = s->p[1][i], p2 = s->p[2][i], rain = s->rain_m[i];          \
    const al_real left = s->left_m[i], held = storage[i];                                          \
    const struct soil_uptake uptake = call;                                                        \
    (void)p0, (void)p1, (void)p2, (void)rain;                                                      \
    storage[i] = uptake.storage;                                                                   \
    s->left_m[i] = al_max(left - uptake.depth_m, 0);                                               \
    s->uptake_m[i] += uptake.depth_m;                                                              \
  }

/* Green-Ampt into ground that an earlier shower left half wet. */
static void kernel_round_redistributed(const struct soil_job *job, int first,
                                       struct soil_scratch *s)
{
  const al_real dt_s = job->dt_s;
  al_real *storage = job->storage + first, *old_m = job->old_m + first;
  al_real *wetness = job->wetness + first;
#pragma omp simd
  for (int i = 0; i < CHUNK; i++) {
    const al_real left = s->left_m[i], wet = wetness[i];
    const al_real store_m = al_max(s->p[1][i] * (1 - wet), STORE_LEAST_M);
    const struct soil_uptake uptake = soil_green_ampt(left, storage[i], store_m, s->p[0][i] * dt_s);
    const struct soil_fronts fronts = soil_merge_fronts(uptake.storage, old_m[i], wet);
    storage[i] = fronts.new_m;
    old_m[i] = fronts.old_m;
    wetness[i] = fronts.wetness;
    s->left_m[i] = al_max(left - uptake.depth_m, 0);
    s->uptake_m[i] += uptake.depth_m;
  }
}

static void kernel_round(const struct soil_job *job, int first, struct soil_scratch *s)
{
  const al_real dt_s = job->dt_s;
  al_real *storage = job->storage + first;
  /* The check does not look into loops with a pragma and takes them all for the same. */
  /* NOLINTBEGIN(bugprone-branch-clone) */
  switch (job->kind) {
  case SOIL_CONSTANT:
    SOIL_ROUND(soil_constant(left, held, p0 * dt_s, p1))
    break;
  case SOIL_HORTON:
    SOIL_ROUND(soil_horton(left, held, p0, p1, p2, dt_s))
    break;
  case SOIL_MODIFIED_HORTON:
    SOIL_ROUND(soil_modified_horton(left, held, p0, p1, p2, dt_s))
    break;
  case SOIL_GREEN_AMPT:
    if (job->wetness)
      kernel_round_redistributed(job, first, s);
    else
      SOIL_ROUND(soil_green_ampt(left, held, p1, p0 * dt_s))
    break;
  case SOIL_SCS_CN:
    SOIL_ROUND(soil_curve_number(left, held, rain, p0, p1))
    break;
  default:
    break;
  }
  /* NOLINTEND(bugprone-branch-clone) */
}

static bool kernel_any_spreads(const struct soil_job *job, int first, const struct soil_scratch *s)
{
  const al_real span_s = job->dt_s * (al_real)job->rounds;
  const al_real *storage = job->storage + first, *old_m = job->old_m + first;
  int any = 0;
#pragma omp simd reduction(| : any)
  for (int i = 0; i < CHUNK; i++)
    any |= (s->there_m[i] < s->p[0][i] * span_s) & (storage[i] + old_m[i] > 0);
  return any;
}

/* Cells that got less than they conduct: the new front joins the old profile, which spreads. The
 * others go through the same sums with nothing to join and no time to spread in. */
static void kernel_redistribute(const struct soil_job *job, int first, struct soil_scratch *s)
{
  const al_real span_s = job->dt_s * (al_real)job->rounds;
  al_real *storage = job->storage + first, *old_m = job->old_m + first;
  al_real *wetness = job->wetness + first;
#pragma omp simd
  for (int i = 0; i < CHUNK; i++) {
    const al_real fresh_m = storage[i], old = old_m[i], conducted_m = s->p[0][i] * span_s;
    const al_real spreads = (al_real)(s->there_m[i] < conducted_m && fresh_m + old > 0);
    const al_real total_m = old + fresh_m * spreads;
    const al_real first_m = (al_real)(old > 0 ? 0 : 1) * spreads;
    const al_real raised =
        al_min(wetness[i] * (total_m / al_max(old, (al_real)1e-30)) + first_m, 1);
    storage[i] = fresh_m - fresh_m * spreads;
    old_m[i] = total_m;
    wetness[i] = soil_redistribute(total_m, raised, conducted_m * spreads, s->p[1][i],
                                   (int)s->p[2][i], s->p[3][i]);
  }
}

static void kernel_recover(const struct soil_job *job, int first, const struct soil_scratch *s)
{
  al_real *const worn[] = {job->storage, job->old_m, job->wetness};
  const al_real recovery = job->recovery;
  for (int n = 0; n < (job->wetness ? 3 : 1) && recovery < 1; n++) {
    al_real *value = worn[n] + first;
#pragma omp simd
    for (int i = 0; i < CHUNK; i++)
      value[i] *= s->there_m[i] < DRY_M ? recovery : 1;
  }
}

/* The pervious share's uptake comes out of the water to flow first, then out of the puddles; what
 * still lies on the ground fills the puddles again. */
static void kernel_close(const struct soil_job *job, int first, struct soil_scratch *s)
{
  const al_real depression_m = job->depression_m;
  const al_real *depth_m = job->depth_m + first, *supply_m = job->supply_m + first;
  const al_real *pervious = job->pervious + first;
  al_real *take_m = job->take_m + first, *puddle_m = job->puddle_m + first;
  al_real *water_m = job->water_m + first;
#pragma omp simd
  for (int i = 0; i < CHUNK; i++) {
    const al_real before = take_m[i], caught = s->caught_m[i], puddle = puddle_m[i];
    const al_real surface = al_max(depth_m[i] + supply_m[i] - before, 0) - caught;
    const al_real share = al_max(pervious[i], 0);
    const al_real into_soil = al_min(s->uptake_m[i] * share, surface + puddle);
    const al_real from_surface = al_min(into_soil, surface);
    const al_real rest = al_max(puddle - (into_soil - from_surface), 0);
    const al_real room = pervious[i] < 0 ? 0 : al_max(depression_m - rest, 0);
    const al_real fills = al_min(surface - from_surface, room);
    const al_real after = before + (caught + from_surface + fills);
    take_m[i] = after;
    s->taken_m[i] = after - before;
    s->held_m[i] = rest + fills - puddle;
    puddle_m[i] = rest + fills;
    water_m[i] += into_soil;
  }
}

static void kernel_rest(const struct soil_job *job, int first, struct soil_scratch *s)
{
  const al_real dry_m = job->interception_dry_m;
  al_real *intercepted_m = job->intercepted_m + first;
#pragma omp simd
  for (int i = 0; i < CHUNK; i++) {
    s->there_m[i] = 0;
    intercepted_m[i] = al_max(intercepted_m[i] - dry_m, 0);
  }
}

static void kernel_chunk(const struct soil_job *job, int first, struct soil_sums *sums)
{
  struct soil_scratch scratch;
  const enum soil_activity activity = kernel_activity(job, first);
  if (activity == CHUNK_IDLE)
    return;
  if (activity == CHUNK_WET || job->wetness)
    kernel_spread_parameters(job, first, &scratch);
  if (activity == CHUNK_WET) {
    kernel_open(job, first, &scratch);
    for (int round = 0; round < job->rounds; round++)
      kernel_round(job, first, &scratch);
    kernel_close(job, first, &scratch);
    sums->taken += al_sum_lanes(scratch.taken_m, CHUNK);
    sums->caught += job->interception_m > 0 ? al_sum_lanes(scratch.caught_m, CHUNK) : 0.0;
    sums->held += job->depression_m > 0 ? al_sum_lanes(scratch.held_m, CHUNK) : 0.0;
  } else {
    kernel_rest(job, first, &scratch);
  }
  if (job->wetness && kernel_any_spreads(job, first, &scratch))
    kernel_redistribute(job, first, &scratch);
  kernel_recover(job, first, &scratch);
}

void AL_ISA_NAME(soil_column)(const struct soil_job *job, struct soil_sums *sums)
{
  assert(job->rounds >= 1 && job->dt_s > 0);
  assert(!job->wetness == !job->old_m);
  *sums = (struct soil_sums){0.0, 0.0, 0.0};
  for (int first = 0; first < AL_TILE_CELLS; first += CHUNK)
    kernel_chunk(job, first, sums);
}
