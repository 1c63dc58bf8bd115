/**
 * A step of the flow model: each tile at its own pace.
 *
 * The step of the run is cut into parts. With a part begin the tiles whose own step starts there;
 * what they see of a neighbour in the middle of a longer step is the mean of its start and its end.
 * Where a longer step is over, the water across its seams is corrected to what the shorter ones
 * moved.
 */
#include "core/denormal.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_state.h"
#include <assert.h>
#include <omp.h>

#define WAVE_ABSURD_M_PER_S 1e4
#define FLOW_BASE_GAIN 0.95

/* Tiles whose water moves or that receive some, or that touch one; the others rest: nothing reaches
 * them within a step. */
static void flow_list_active(struct flow *flow)
{
  flow->active_count = 0;
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    const struct al_tile *tile = &flow->forest->tile[t];
    bool moves = false;
    for (int k = 0; k < tile->beside_count && !moves; k++) {
      const int other = flow->forest->beside[tile->beside + k];
      const bool still = flow->tile_is_still[other];
      moves = (flow->tile_wave_m_per_s[other] > 0 && !still) || flow->tile_has_source[other] ||
              flow_boundary_feeds(flow->boundary, other, still);
    }
    if (moves)
      flow->active[flow->active_count++] = (int)t;
  }
}

/* Greatest wave that may come from a tile into one beside it within a step of the run. */
static double flow_entering_m_per_s(const struct flow *flow, int other, unsigned faces)
{
  al_real wave = flow->tile_wave_m_per_s[other];
  for (int side = 0; side < AL_SIDES; side++)
    if (faces & 1u << side)
      wave = al_min(wave, flow->tile_sides[other].wave_m_per_s[side]);
  return (double)wave;
}

/* Longest stable step of a tile: the waves of the tiles around it may enter it. */
static double flow_tile_stable_s(const struct flow *flow, ptrdiff_t tile)
{
  double wave = FLOW_WAVE_FLOOR_M_PER_S;
  const struct al_tile *t = &flow->forest->tile[tile];
  for (int k = 0; k < t->beside_count; k++)
    wave = fmax(wave, flow_entering_m_per_s(flow, flow->forest->beside[t->beside + k],
                                            flow->beside_faces[t->beside + k]));
  return flow->config->cfl * al_forest_cell_m(flow->forest, tile) / wave;
}

/* Tile steps a second when the shortest is `base_s` and the others are it times powers of two. */
static double flow_cost_per_s(const struct flow *flow, double base_s)
{
  double steps_per_s[AL_PACE_RANKS_MOST], cost = 0.0;
  const int levels = (int)flow->config->time_levels;
  assert(levels > 0 && levels <= AL_PACE_RANKS_MOST);
  for (int k = 0; k < levels; k++)
    steps_per_s[k] = 1.0 / (base_s * (1 << k));
  for (int at = 0; at < flow->active_count; at++) {
    int k = 0;
    while (k + 1 < levels && base_s * (2 << k) <= flow->tile_stable_s[flow->active[at]])
      k++;
    cost += steps_per_s[k];
  }
  return cost;
}

/* The shortest step: a little less than is stable where that lets many tiles take the next longer
 * one; for little gain it stays, so that rounding does not decide. */
static double flow_choose_base_s(const struct flow *flow, double least_s)
{
  enum { CHOICES = 12 };
  double best_s = least_s, best = FLOW_BASE_GAIN * flow_cost_per_s(flow, least_s);
  assert(least_s > 0.0);
  for (int choice = 1; choice < CHOICES && flow->config->time_levels > 1; choice++) {
    const double base_s = least_s * exp2(-(double)choice / CHOICES);
    const double cost = flow_cost_per_s(flow, base_s);
    if (cost < best * (1.0 - 1e-9)) {
      best = cost;
      best_s = base_s;
    }
  }
  return best_s;
}

double flow_stable_dt_s(void *self, double time_s)
{
  struct flow *flow = self;
  const double longest_s = flow->config->max_step_s;
  double least_s = longest_s, most_s = 0.0;
  flow_boundary_look_ahead(flow->boundary, time_s, longest_s);
  flow_list_active(flow);
  for (int at = 0; at < flow->active_count; at++) {
    const double stable_s = flow_tile_stable_s(flow, flow->active[at]);
    flow->tile_stable_s[flow->active[at]] = stable_s;
    least_s = fmin(least_s, stable_s);
    most_s = fmax(most_s, stable_s);
  }
  const double base_s = flow_choose_base_s(flow, least_s);
  double step_s = fmin(base_s, FLOW_STEP_GROWTH * flow->memory.last_step_s);
  flow->allowed_step_s = step_s;
  const double share = step_s / base_s;
  for (int at = 0; at < flow->active_count; at++)
    flow->tile_stable_s[flow->active[at]] *= share;
  for (int level = 1; level < flow->config->time_levels; level++)
    if (2.0 * step_s <= fmin(most_s * share, longest_s))
      step_s *= 2.0;
  return step_s;
}

static void flow_set_pace(struct flow *flow, double dt_s)
{
  uint8_t *rank = flow->pace.rank;
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++)
    rank[t] = AL_PACE_RESTS;
  for (int at = 0; at < flow->active_count; at++) {
    const int t = flow->active[at];
    rank[t] = (uint8_t)al_pace_rank(dt_s, flow->tile_stable_s[t], (int)flow->config->time_levels);
  }
  do
    al_pace_grade(&flow->pace);
  while (flow_boundary_even_paces(flow->boundary, rank));
}

/* Whether tiles of different steps or levels may touch. */
static bool flow_has_seams(const struct flow *flow)
{
  return flow->pace.ranks > 1 || flow->forest->level_count > 1;
}

static void flow_add_prefetch(struct flow_job *job, const al_real *first, int lines)
{
  enum { LINE = AL_ALIGN_BYTES / sizeof(al_real) };
  assert(job->prefetch_count + lines <= FLOW_PREFETCH_MOST);
  for (int i = 0; i < lines; i++)
    job->prefetch[job->prefetch_count++] = first + (ptrdiff_t)i * LINE;
}

/* The next tile's own rows, and of the tiles east and west of it the cells of its halo. */
static void flow_look_ahead(const struct flow *flow, int at, struct flow_job *job)
{
  if (at >= flow->due_count)
    return;
  const ptrdiff_t next = flow->due[at];
  const int *beside = flow->forest->tile[next].neighbour;
  const struct al_field *const wanted[] = {
      flow->bed,      flow->d,
      flow->u,        flow->v,
      flow->pressure, flow->stress_x,
      flow->stress_y, flow->has_friction ? flow->in_friction : NULL};
  flow_add_prefetch(job, al_field_tile(flow->rest, next), FLOW_ROW_LINES);
  for (size_t i = 0; i < AL_COUNT(wanted); i++) {
    if (!wanted[i])
      continue;
    flow_add_prefetch(job, al_field_tile(wanted[i], next), FLOW_ROW_LINES);
    if (beside[AL_E] >= 0)
      flow_add_prefetch(job, al_field_tile(wanted[i], beside[AL_E]), 1);
    if (beside[AL_W] >= 0)
      flow_add_prefetch(job, al_field_tile(wanted[i], beside[AL_W]) + AL_TILE_SIDE - 1, 1);
  }
}

static void flow_gather(const struct flow *flow, ptrdiff_t t, struct flow_scratch *s)
{
  al_gather_tile(flow->forest, flow->bed, t, (al_real)AL_WALL_BED_M, s->bed);
  al_gather_tile(flow->forest, flow->d, t, 0, s->d);
  al_gather_tile(flow->forest, flow->u, t, 0, s->u);
  al_gather_tile(flow->forest, flow->v, t, 0, s->v);
  if (flow->has_friction)
    al_gather_tile(flow->forest, flow->in_friction, t, 0, s->friction);
  if (flow->pressure)
    al_gather_tile(flow->forest, flow->pressure, t, (al_real)flow->pressure->decl.fallback,
                   s->pressure);
  if (flow->stress_x && flow->stress_y) {
    al_gather_tile(flow->forest, flow->stress_x, t, 0, s->stress_x);
    al_gather_tile(flow->forest, flow->stress_y, t, 0, s->stress_y);
  }
  if (flow->forest->tile[t].seam_count > 0)
    flow_levels_fill(&flow->levels, t, s);
}

/* Wind, air pressure and the turning Earth, where there are any. */
static void flow_set_weather(const struct flow *flow, ptrdiff_t t, struct flow_job *job)
{
  if (!flow->has_weather)
    return;
  job->has_weather = true;
  job->source = al_field_tile(flow->source, t); /* one variant serves with and without supply */
  job->pressure_reference_pa = flow->pressure ? (al_real)flow->pressure->decl.fallback : 0;
  job->coriolis_per_s = flow->tile_coriolis[t].first_per_s;
  job->coriolis_row_per_s = flow->tile_coriolis[t].row_per_s;
}

static void flow_step_tile(struct flow *flow, int at, double dt_s)
{
  const ptrdiff_t t = flow->due[at];
  const uint64_t mode = al_denormal_flush();
  const double cell_m = al_forest_cell_m(flow->forest, t);
  struct flow_job job = {
      .scratch = flow->scratch[omp_get_thread_num()],
      .bed = al_field_tile(flow->bed, t),
      .drag = flow->has_friction ? al_field_tile(flow->drag, t) : NULL,
      .source = flow->tile_has_source[t] || flow->config->scheme == FLOW_FIRST_ORDER
                    ? al_field_tile(flow->source, t)
                    : NULL,
      .rest = al_field_tile(flow->rest, t),
      .d_next = al_field_next_tile(flow->d, t),
      .rest_next = al_field_next_tile(flow->rest, t),
      .u_next = al_field_next_tile(flow->u, t),
      .v_next = al_field_next_tile(flow->v, t),
      .friction_next = flow->friction ? al_field_next_tile(flow->friction, t) : NULL,
      .dt_s = (al_real)dt_s,
      .dt_per_cell = (al_real)(dt_s / cell_m),
      .dry_depth_m = (al_real)flow->config->dry_depth_m,
      .has_walls = flow->tile_has_walls[t],
      .first_order = flow->config->scheme == FLOW_FIRST_ORDER};
  flow_set_weather(flow, t, &job);
  flow_gather(flow, t, job.scratch);
  if (flow_boundary_touches(flow->boundary, t))
    flow_boundary_fill(flow->boundary, t, job.scratch, &job);
  flow_crests_fill(&flow->crests, t, &job);
  flow_look_ahead(flow, at + flow->threads, &job);
  flow->sweep(&job);
  if (job.depth_min_m < 0)
    flow_debts_note(&flow->debts, flow->forest, t, &job);
  flow_crests_record(&flow->crests, t, &job, cell_m);
  if (flow_has_seams(flow))
    flow_seams_note(&flow->seams, t, &job);
  if (flow_boundary_touches(flow->boundary, t))
    flow_boundary_record(flow->boundary, t, job.scratch, dt_s, cell_m);
  flow->tile_wave_m_per_s[t] = job.wave_max_m_per_s;
  flow->tile_sides[t] = job.sides;
  flow->tile_is_still[t] = job.motion_max == 0 && !flow->has_weather;
  al_denormal_restore(mode);
}

/* Names the first cell whose numbers make no sense. */
static al_status flow_blame(const struct flow *flow, double time_s)
{
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const al_real d = al_field_tile(flow->d, t)[i], u = al_field_tile(flow->u, t)[i],
                    v = al_field_tile(flow->v, t)[i];
      const bool sane = al_abs(d) < 2e4f && al_abs(u) < 1e3f && al_abs(v) < 1e3f;
      const int col = flow->forest->tile[t].col + i % AL_TILE_SIDE,
                row = flow->forest->tile[t].row + i / AL_TILE_SIDE;
      if (!sane)
        return AL_FAIL(
            flow->ctx, AL_RUN_FAILED,
            "flow: at clock %.3f s cell (column %d, row %d) at x = %.1f, y = %.1f has depth "
            "deviation %g m and velocity (%g, %g) m/s",
            time_s, col, row, al_lattice_x_m(al_forest_lattice(flow->forest, t), col),
            al_lattice_y_m(al_forest_lattice(flow->forest, t), row), (double)d, (double)u,
            (double)v);
    }
  return AL_FAIL(flow->ctx, AL_RUN_FAILED, "flow: at clock %.3f s the wave speed is %g m/s", time_s,
                 flow->memory.wave_max_m_per_s);
}

/* Lists the tiles of a rank that begin a step with a part. */
static void flow_list_due(struct flow *flow, int part, int rank)
{
  flow->due_count = 0;
  for (int at = 0; at < flow->active_count; at++) {
    const int t = flow->active[at];
    if (flow->pace.rank[t] == rank && al_pace_is_due(&flow->pace, t, part))
      flow->due[flow->due_count++] = t;
  }
}

/* What begins with a part goes over to its end; what ends with it is no longer between. */
static void flow_close_part(struct flow *flow, int part, double part_s)
{
  assert(part >= 0 && part < al_pace_parts(&flow->pace) && part_s > 0.0);
  uint8_t *current = al_fields_current(flow->fields), *between = al_fields_between(flow->fields);
  for (int at = 0; at < flow->active_count; at++) {
    const int t = flow->active[at];
    const int length = al_pace_length(&flow->pace, t);
    if (al_pace_is_due(&flow->pace, t, part)) {
      const double courant =
          (double)flow->tile_wave_m_per_s[t] * part_s * length / al_forest_cell_m(flow->forest, t);
      flow->memory.courant_max = fmax(flow->memory.courant_max, courant);
      flow->memory.active_tile_steps++;
      flow->memory.level_tile_steps[flow->forest->tile[t].level]++;
      current[t] = !current[t];
    }
    between[t] = (part + 1) % length != 0;
  }
  if (!flow_has_seams(flow))
    return;
#pragma omp parallel for num_threads(flow->threads) schedule(static)
  for (int at = 0; at < flow->active_count; at++)
    if (!between[flow->active[at]])
      flow_seams_close(&flow->seams, flow->active[at], flow->bed, flow->d, flow->rest,
                       &flow->debts);
}

static al_status flow_step_part(struct flow *flow, int part, double time_s, double part_s)
{
  for (int rank = 0; rank < flow->pace.ranks; rank++) {
    const double dt_s = part_s * (1 << (flow->pace.ranks - 1 - rank));
    flow_list_due(flow, part, rank);
    if (flow->due_count == 0)
      continue;
    if (flow->boundary)
      flow_boundary_prepare(flow->boundary, &flow->view, time_s, dt_s);
#pragma omp parallel for num_threads(flow->threads) schedule(dynamic, 1)
    for (int at = 0; at < flow->due_count; at++)
      flow_step_tile(flow, at, dt_s);
  }
  flow_close_part(flow, part, part_s);
  return flow_debts_settle(flow->ctx, &flow->debts, flow->forest, flow->bed, flow->d, flow->u,
                           flow->v, flow->boundary);
}

al_status flow_step(void *self, double time_s, double dt_s)
{
  struct flow *flow = self;
  double wave = 0.0;
  assert(dt_s > 0.0 && flow->active_count >= 0);
  flow_set_pace(flow, dt_s);
  const int parts = al_pace_parts(&flow->pace);
  const double part_s = dt_s / parts;
  for (int part = 0; part < parts; part++)
    AL_TRY(flow->ctx, flow_step_part(flow, part, time_s + part * part_s, part_s));
  for (int at = 0; at < flow->active_count; at++) {
    const double here = (double)flow->tile_wave_m_per_s[flow->active[at]];
    wave = here <= wave ? wave : here; /* keeps a NaN */
  }
  if (flow->boundary)
    flow_boundary_close_step(flow->boundary);
  flow->memory.wave_max_m_per_s = wave;
  flow->memory.last_step_s = flow->allowed_step_s;
  flow->memory.time_s = time_s + dt_s;
  flow->memory.steps += parts;
  flow->memory.full_tile_steps += (long long)flow->active_count * parts;
  return wave < WAVE_ABSURD_M_PER_S ? AL_OK : flow_blame(flow, time_s + dt_s);
}
