/**
 * The flow model: shallow water over the forest.
 */
#include "core/denormal.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_state.h"
#include "models/models.h"
#include <assert.h>
#include <omp.h>
#include <string.h>

enum { SOURCE_TERMS_MOST = 8 };
#define FIRST_STEP_S 1.0

static const struct al_field_decl flow_fields[] = {
    {.name = "bed", .unit = "m", .long_name = "bed level", .role = AL_FIELD_STATIC, .buffers = 1},
    {.name = "manning",
     .unit = "s m-1/3",
     .long_name = "Manning's roughness",
     .role = AL_FIELD_STATIC,
     .buffers = 1,
     .optional = true,
     .fallback = 0.035},
    {.name = "sea",
     .unit = "1",
     .long_name = "1 sea, 0 land, 2 where the grid does not say",
     .role = AL_FIELD_STATIC,
     .buffers = 1,
     .optional = true,
     .fallback = 2.0},
    {.name = "d",
     .unit = "m",
     .long_name = "depth minus still-water depth below the reference level",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "u",
     .unit = "m s-1",
     .long_name = "velocity along the columns, eastward",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "v",
     .unit = "m s-1",
     .long_name = "velocity along the rows, southward",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "friction",
     .unit = "m-1",
     .long_name = "g n^2 h^(-4/3)",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "rest",
     .unit = "m",
     .long_name = "what the deviation could not hold",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "source",
     .unit = "m s-1",
     .long_name = "net supply of water",
     .role = AL_FIELD_STATE,
     .buffers = 1},
    {.name = "drag", .unit = "m1/3", .long_name = "g n^2", .role = AL_FIELD_DERIVED, .buffers = 1},
};

/* What the inertial scheme keeps instead of u, v and friction. */
static const struct al_field_decl inertial_fields[] = {
    {.name = "qx",
     .unit = "m2 s-1",
     .long_name = "discharge per metre through the east face",
     .role = AL_FIELD_STATE,
     .buffers = 2},
    {.name = "qy",
     .unit = "m2 s-1",
     .long_name = "discharge per metre through the south face, southward",
     .role = AL_FIELD_STATE,
     .buffers = 2},
};

static al_status flow_find_fields(struct flow *flow)
{
  const bool inertial = flow->config->scheme == FLOW_INERTIAL;
  struct al_field **const slots[] = {
      &flow->bed,      NULL,        NULL,          &flow->d,   &flow->u, &flow->v,
      &flow->friction, &flow->rest, &flow->source, &flow->drag};
  for (size_t i = 0; i < AL_COUNT(flow_fields); i++) {
    struct al_field *field;
    if (inertial && slots[i] == &flow->friction)
      continue;
    const bool at_faces = inertial && (slots[i] == &flow->u || slots[i] == &flow->v);
    AL_TRY(flow->ctx,
           al_fields_add(flow->fields,
                         at_faces ? &inertial_fields[slots[i] == &flow->v] : &flow_fields[i],
                         &field));
    if (slots[i])
      *slots[i] = field;
  }
  if (!al_flow_view_open(flow->fields, &flow->view))
    return AL_FAIL(flow->ctx, AL_RUN_FAILED, "flow: its fields are not in the store");
  flow->in_friction = inertial ? flow->drag : flow->friction;
  flow->levels = (struct flow_levels){.forest = flow->forest,
                                      .bed = flow->bed,
                                      .d = flow->d,
                                      .u = flow->u,
                                      .v = flow->v,
                                      .friction = flow->in_friction,
                                      .at_faces = inertial,
                                      .dry_depth_m = (al_real)flow->config->dry_depth_m};
  return AL_OK;
}

/* g n^2 of every cell; has_friction is false only when n is 0 everywhere. */
static void flow_set_drag(struct flow *flow)
{
  const struct al_field *manning = al_fields_find(flow->fields, "manning"),
                        *sea = al_fields_find(flow->fields, "sea");
  const al_real uniform = (al_real)flow->config->manning,
                at_sea = (al_real)flow->config->sea_manning;
  bool any = false;
#pragma omp parallel for schedule(static) reduction(|| : any)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    al_real *drag = al_field_tile(flow->drag, t);
    const al_real *n = al_field_tile(manning, t), *is_sea = al_field_tile(sea, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const bool wet = at_sea >= 0 && is_sea[i] > (al_real)0.5 && is_sea[i] < (al_real)1.5;
      const al_real here = wet ? at_sea : uniform >= 0 ? uniform : n[i];
      drag[i] = FLOW_GRAVITY * here * here;
      any = any || drag[i] > 0;
    }
  }
  flow->has_friction = any;
}

/* Tiles with a wall among their cells or in their halo take the variant of the sweep that mirrors.
 */
static void flow_mark_walls(struct flow *flow)
{
  const struct al_forest *forest = flow->forest;
  al_real *bed = flow->scratch[0]->bed;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    bool walls = false;
    for (int i = 0; i < AL_SCRATCH_CELLS; i++)
      bed[i] = 0; /* between the halo and the end of a row */
    al_gather_tile(forest, flow->bed, t, (al_real)AL_WALL_BED_M, bed);
    flow_levels_fill_bed(&flow->levels, t, bed);
    for (int i = 0; i < AL_SCRATCH_CELLS; i++)
      walls = walls || bed[i] >= (al_real)AL_WALL_BED_M;
    flow->tile_has_walls[t] = walls;
  }
}

/* West, south, east and north end of a tile, m. */
static void flow_tile_ends(const struct al_forest *forest, ptrdiff_t t, double end_m[AL_SIDES])
{
  const struct al_lattice *lattice = al_forest_lattice(forest, t);
  const double side_m = lattice->cell_m * AL_TILE_SIDE;
  end_m[AL_SIDE_W] = lattice->west_m + forest->tile[t].col * lattice->cell_m;
  end_m[AL_SIDE_E] = end_m[AL_SIDE_W] + side_m;
  end_m[AL_SIDE_N] = lattice->north_m - forest->tile[t].row * lattice->cell_m;
  end_m[AL_SIDE_S] = end_m[AL_SIDE_N] - side_m;
}

/* Sides of a tile beside another by which its water comes to that one; none of itself. */
static unsigned flow_faces_of(const struct al_forest *forest, ptrdiff_t tile, ptrdiff_t other)
{
  double own_m[AL_SIDES], its_m[AL_SIDES];
  const double half_m = 0.5 * al_forest_cell_m(forest, tile);
  flow_tile_ends(forest, tile, own_m);
  flow_tile_ends(forest, other, its_m);
  return (its_m[AL_SIDE_W] > own_m[AL_SIDE_E] - half_m ? 1u << AL_SIDE_W : 0) |
         (its_m[AL_SIDE_E] < own_m[AL_SIDE_W] + half_m ? 1u << AL_SIDE_E : 0) |
         (its_m[AL_SIDE_S] > own_m[AL_SIDE_N] - half_m ? 1u << AL_SIDE_S : 0) |
         (its_m[AL_SIDE_N] < own_m[AL_SIDE_S] + half_m ? 1u << AL_SIDE_N : 0);
}

static al_status flow_find_faces(struct flow *flow, struct al_arena *arena)
{
  const struct al_forest *forest = flow->forest;
  const struct al_tile *last = &forest->tile[forest->tile_count - 1];
  flow->beside_faces = AL_NEW(arena, uint8_t, (size_t)(last->beside + last->beside_count));
  if (!flow->beside_faces)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int k = 0; k < forest->tile[t].beside_count; k++) {
      const int at = forest->tile[t].beside + k;
      flow->beside_faces[at] = (uint8_t)flow_faces_of(forest, t, forest->beside[at]);
      assert((flow->beside_faces[at] == 0) == (forest->beside[at] == t));
    }
  return AL_OK;
}

static al_status flow_allocate(struct flow *flow, struct al_arena *arena)
{
  const size_t tiles = (size_t)flow->forest->tile_count, threads = (size_t)flow->threads;
  flow->scratch = AL_NEW(arena, struct flow_scratch *, threads);
  flow->column = AL_NEW(arena, al_real *, threads);
  flow->tile_wave_m_per_s = AL_NEW(arena, al_real, tiles);
  flow->tile_sides = AL_NEW(arena, struct flow_sides, tiles);
  flow->tile_sum = AL_NEW(arena, double, tiles);
  flow->tile_has_walls = AL_NEW(arena, uint8_t, tiles);
  flow->tile_has_source = AL_NEW(arena, uint8_t, tiles);
  flow->tile_is_still = AL_NEW(arena, uint8_t, tiles);
  flow->tile_stable_s = AL_NEW(arena, double, tiles);
  flow->active = AL_NEW(arena, int, tiles);
  flow->due = AL_NEW(arena, int, tiles);
  if (!flow->scratch || !flow->column || !flow->tile_wave_m_per_s || !flow->tile_sides ||
      !flow->tile_sum || !flow->tile_has_walls || !flow->tile_has_source || !flow->tile_is_still ||
      !flow->tile_stable_s || !flow->active || !flow->due)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < threads; k++) {
    flow->scratch[k] = AL_NEW(arena, struct flow_scratch, 1);
    flow->column[k] = AL_NEW(arena, al_real, 4 * AL_TILE_CELLS);
    if (!flow->scratch[k] || !flow->column[k])
      return AL_NO_MEMORY;
  }
  AL_TRY(flow->ctx, flow_find_faces(flow, arena));
  AL_TRY(flow->ctx, al_pace_create(arena, flow->forest, &flow->pace));
  AL_TRY(flow->ctx, flow_seams_create(arena, flow->forest, &flow->pace, &flow->seams));
  return flow_debts_create(arena, flow->forest, &flow->debts);
}

static void flow_note_sides(struct flow_sides *sides, int cell, al_real wave)
{
  const int col = cell % AL_TILE_SIDE, row = cell / AL_TILE_SIDE;
  const bool near[AL_SIDES] = {[AL_SIDE_E] = col >= AL_TILE_SIDE - FLOW_REACH_CELLS,
                               [AL_SIDE_W] = col < FLOW_REACH_CELLS,
                               [AL_SIDE_S] = row >= AL_TILE_SIDE - FLOW_REACH_CELLS,
                               [AL_SIDE_N] = row < FLOW_REACH_CELLS};
  for (int k = 0; k < AL_SIDES; k++)
    if (near[k])
      sides->wave_m_per_s[k] = al_max(sides->wave_m_per_s[k], wave);
}

/* Waves, wet tiles and peaks of the present state. */
static void flow_scan(struct flow *flow)
{
  const al_real dry = (al_real)flow->config->dry_depth_m;
  const bool inertial = flow->config->scheme == FLOW_INERTIAL;
#pragma omp parallel for schedule(static)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    const al_real *bed = al_field_tile(flow->bed, t), *d = al_field_tile(flow->d, t);
    const al_real *u = al_field_tile(flow->u, t), *v = al_field_tile(flow->v, t);
    const al_real *source = al_field_tile(flow->source, t);
    al_real wave = 0, most = 0;
    flow->tile_sides[t] = (struct flow_sides){{0}};
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const al_real h = d[i] + flow_still_depth(bed[i]);
      const al_real speed = inertial ? 0 : al_max(al_abs(u[i]), al_abs(v[i]));
      const al_real here = h > dry ? speed + al_sqrt(FLOW_GRAVITY * al_max(h, 0)) : 0;
      flow_note_sides(&flow->tile_sides[t], i, here);
      wave = al_max(wave, here);
      most = al_max(most, source[i]);
    }
    flow->tile_wave_m_per_s[t] = wave;
    flow->tile_has_source[t] = most > 0;
  }
  double wave = 0.0;
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++)
    wave = fmax(wave, (double)flow->tile_wave_m_per_s[t]);
  flow->memory.wave_max_m_per_s = wave;
}

/* Cells outside the domain are walls (no still depth) with no deviation: they add nothing. */
static double flow_volume_m3(const struct flow *flow)
{
#pragma omp parallel for num_threads(flow->threads) schedule(static)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    const al_real *d = al_field_tile(flow->d, t), *bed = al_field_tile(flow->bed, t);
    const al_real *rest = al_field_tile(flow->rest, t);
    double lane[16] = {0.0};
    for (int i = 0; i < AL_TILE_CELLS; i += 16)
      for (int k = 0; k < 16; k++)
        lane[k] += (double)d[i + k] + (double)rest[i + k] + (double)flow_still_depth(bed[i + k]);
    flow->tile_sum[t] = al_sum_fold_lanes(lane) * flow_cell_area_m2(flow->forest, t);
  }
  return al_reduce_ordered(flow->tile_sum, flow->forest->tile_count);
}

/* Water that rain and sources have given away but the steps have not yet laid down. */
static double flow_pending_m3(const struct flow *flow)
{
  const double left_s = flow->memory.exchange_end_s - flow->memory.time_s;
  if (left_s <= 0.0)
    return 0.0;
#pragma omp parallel for num_threads(flow->threads) schedule(static)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++)
    flow->tile_sum[t] = flow->tile_has_source[t]
                            ? al_sum_lanes(al_field_tile(flow->source, t), AL_TILE_CELLS) *
                                  flow_cell_area_m2(flow->forest, t)
                            : 0.0;
  return al_reduce_ordered(flow->tile_sum, flow->forest->tile_count) * left_s;
}

static void flow_name_levels(struct flow *flow)
{
  for (int level = 0; level < flow->forest->level_count; level++)
    snprintf(flow->level_figure[level], sizeof flow->level_figure[level], "cell_steps:%g m",
             flow->forest->level[level].cell_m);
}

static al_status flow_create(const struct al_model_env *env, void **self)
{
  struct flow *flow = AL_NEW(env->arena, struct flow, 1);
  if (!flow)
    return AL_NO_MEMORY;
  *flow = (struct flow){.ctx = env->ctx,
                        .forest = env->forest,
                        .fields = env->fields,
                        .config = env->config,
                        .threads = env->threads};
  static void (*const sweeps[AL_ISA_COUNT])(struct flow_job *) = {
      flow_sweep_tile_v2, flow_sweep_tile_v3, flow_sweep_tile_v4};
  static void (*const inertial[AL_ISA_COUNT])(struct flow_job *) = {
      flow_inertial_tile_v2, flow_inertial_tile_v3, flow_inertial_tile_v4};
  flow->sweep = (flow->config->scheme == FLOW_INERTIAL ? inertial : sweeps)[al_isa_level()];
  AL_TRY(env->ctx, flow_find_fields(flow));
  AL_TRY(env->ctx, flow_allocate(flow, env->arena));
  AL_TRY(env->ctx, flow_weather_open(env, flow));
  AL_TRY(env->ctx, flow_boundary_create(env, flow->config, &flow->boundary));
  AL_TRY(env->ctx, flow_crests_create(env->arena, flow->forest,
                                      env->offers ? env->offers->crests : NULL, &flow->crests));
  AL_TRY(env->ctx, flow_sources_create(env, flow));
  flow_set_drag(flow);
  flow_mark_walls(flow);
  AL_TRY(env->ctx, flow_initial_set(env, flow));
  flow_scan(flow);
  flow_name_levels(flow);
  flow->memory.start_volume_m3 = flow_volume_m3(flow);
  /* The waves that a sudden start sets off are faster than those that stand there. */
  const double courant_s = flow->config->cfl * flow->forest->lattice.cell_m /
                           fmax(flow->memory.wave_max_m_per_s, FLOW_WAVE_FLOOR_M_PER_S);
  flow->memory.last_step_s = fmin(FIRST_STEP_S, 0.5 * courant_s) / FLOW_STEP_GROWTH;
  *self = flow;
  return AL_OK;
}

static double flow_step_part_s(const void *self)
{
  return ((const struct flow *)self)->allowed_step_s;
}

static double flow_next_event_s(const void *self, double time_s)
{
  const struct flow *flow = self;
  double next_s = flow_boundary_next_event_s(flow->boundary, time_s);
  for (size_t p = 0; p < flow->point_count; p++)
    next_s =
        fmin(next_s, al_series_next_knot_s(&flow->point[p].config->discharge_m3_per_s, time_s));
  return next_s;
}

static bool flow_exchanges_alone(const void *self)
{
  return ((const struct flow *)self)->point_count > 0;
}

/* A term for each source; where they are many, one for all. */
static size_t flow_source_balance(const struct flow *flow, struct al_balance_term *terms,
                                  size_t capacity)
{
  double all_m3 = 0.0;
  if (flow->point_count == 0 || capacity == 0)
    return 0;
  for (size_t p = 0; p < flow->point_count; p++) {
    const double volume_m3 = al_sum_value(flow->point[p].volume);
    all_m3 += volume_m3;
    if (flow->point_count <= SOURCE_TERMS_MOST && p < capacity)
      terms[p] = (struct al_balance_term){flow->point[p].balance_name, volume_m3};
  }
  if (flow->point_count <= SOURCE_TERMS_MOST)
    return flow->point_count < capacity ? flow->point_count : capacity;
  terms[0] = (struct al_balance_term){"sources", all_m3};
  return 1;
}

static size_t flow_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct flow *flow = self;
  const struct al_balance_term own[] = {
      {"storage", flow_volume_m3(flow) - flow->memory.start_volume_m3},
      {"under_way", -flow_pending_m3(flow)}};
  size_t count = 0;
  for (; count < AL_COUNT(own) && count < capacity; count++)
    terms[count] = own[count];
  count += flow_boundary_balance(flow->boundary, terms + count, capacity - count);
  return count + flow_source_balance(flow, terms + count, capacity - count);
}

static size_t flow_spans(void *self, struct al_span *spans, size_t capacity)
{
  enum { SPANS = 9 };
  struct flow *flow = self;
  size_t count = 0;
  assert(capacity >= SPANS);
  (void)capacity;
  spans[count++] = (struct al_span){&flow->memory, sizeof flow->memory};
  spans[count++] = (struct al_span){&flow->debts.settled_count, sizeof flow->debts.settled_count};
  spans[count++] = (struct al_span){&flow->debts.spread_count, sizeof flow->debts.spread_count};
  if (flow->boundary)
    spans[count++] = flow_boundary_span(flow->boundary);
  if (flow->point_count > 0)
    spans[count++] =
        (struct al_span){flow->source_volume, flow->point_count * sizeof *flow->source_volume};
  /* Which tiles rest is no function of the state alone: a debt may have dried a tile's last cell.
   */
  const size_t tiles = (size_t)flow->forest->tile_count;
  spans[count++] =
      (struct al_span){flow->tile_wave_m_per_s, tiles * sizeof *flow->tile_wave_m_per_s};
  spans[count++] = (struct al_span){flow->tile_sides, tiles * sizeof *flow->tile_sides};
  spans[count++] = (struct al_span){flow->tile_has_source, tiles};
  spans[count++] = (struct al_span){flow->tile_is_still, tiles};
  assert(count <= SPANS);
  return count;
}

/* What each level cost. */
static size_t flow_level_figures(const struct flow *flow, struct al_balance_term *figures,
                                 size_t capacity)
{
  size_t count = 0;
  for (int level = 0; flow->forest->level_count > 1 && level < flow->forest->level_count; level++)
    if (count < capacity)
      figures[count++] = (struct al_balance_term){
          flow->level_figure[level], (double)flow->memory.level_tile_steps[level] * AL_TILE_CELLS};
  return count;
}

static size_t flow_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct flow *flow = self;
  const al_real dry = (al_real)flow->config->dry_depth_m;
  double wet = 0.0, depth = 0.0, speed = 0.0;
#pragma omp parallel for num_threads(flow->threads) schedule(static) reduction(+ : wet)            \
    reduction(max : depth, speed)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    al_real *h = flow->column[omp_get_thread_num()], *u = h + AL_TILE_CELLS, *v = u + AL_TILE_CELLS;
    al_real most = 0, fastest = 0;
    int count = 0;
    if (!(flow->tile_wave_m_per_s[t] > 0))
      continue;
    al_flow_view_tile(&flow->view, t, h, NULL, u, v);
#pragma omp simd reduction(max : most, fastest) reduction(+ : count)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const al_real square = u[i] * u[i] + v[i] * v[i];
      count += h[i] > dry;
      most = al_max(most, h[i]);
      fastest = al_max(fastest, square);
    }
    wet += count;
    depth = depth > (double)most ? depth : (double)most;
    speed = speed > (double)fastest ? speed : (double)fastest;
  }
  const struct al_balance_term all[] = {
      {"wet_cells", wet},
      {"depth_max_m", depth},
      {"speed_max_m_per_s", sqrt(speed)},
      {"volume_m3", flow_volume_m3(flow)},
      {"wave_max_m_per_s", flow->memory.wave_max_m_per_s},
      {"active_cell_steps", (double)flow->memory.active_tile_steps * AL_TILE_CELLS},
      {"step_share", flow->memory.full_tile_steps > 0 ? (double)flow->memory.active_tile_steps /
                                                            (double)flow->memory.full_tile_steps
                                                      : 1.0},
      {"courant_max", flow->memory.courant_max},
      {"depth_debts", (double)flow->debts.settled_count},
      {"depth_debts_spread", (double)flow->debts.spread_count},
  };
  const size_t count = capacity < AL_COUNT(all) ? capacity : AL_COUNT(all);
  memcpy(figures, all, count * sizeof *figures);
  return count + flow_level_figures(flow, figures + count, capacity - count);
}

static void flow_check_boundary(struct al_ctx *ctx, const struct al_config *scenario, size_t i,
                                const struct flow_boundary_config *b)
{
  char path[64];
  snprintf(path, sizeof path, "flow.boundaries[%zu]", i);
  const struct al_source_mark mark = al_config_mark(scenario, path);
  const bool sea = b->kind == FLOW_LEVEL || b->kind == FLOW_RADIATION;
  if (sea && b->level_m.count == 0 && !b->tide)
    al_report(ctx, AL_ERROR, &mark, "boundary %s of kind %s needs the key `level` or `tide`",
              b->name, b->kind == FLOW_LEVEL ? "level" : "radiation");
  if (b->kind == FLOW_DISCHARGE && b->discharge_m3_per_s.count == 0)
    al_report(ctx, AL_ERROR, &mark, "boundary %s of kind discharge needs the key `discharge`",
              b->name);
}

/* What the inertial scheme cannot do. */
static void flow_check_scheme(struct al_ctx *ctx, const struct al_config *scenario,
                              const struct al_flow_config *flow)
{
  const bool inertial = flow->scheme == FLOW_INERTIAL;
  const struct al_source_mark cfl = al_config_mark(scenario, "flow.cfl"),
                              scheme = al_config_mark(scenario, "flow.scheme");
  if (flow->cfl > 0.5 && !inertial)
    al_report(ctx, AL_ERROR, &cfl,
              "flow.cfl: %g is allowed with `scheme: inertial` only; 0.05 to 0.5 here", flow->cfl);
  if (inertial && flow->initial_velocity)
    al_report(ctx, AL_ERROR, &scheme,
              "flow.scheme: inertial cannot start from velocities; use muscl");
  if (inertial && flow->initial_depth)
    al_report(ctx, AL_WARNING, &scheme,
              "flow.scheme: inertial carries no momentum with the flow: right for water that "
              "stands or rises slowly, wrong for a dam break");
  if (inertial && flow->manning == 0.0)
    al_report(ctx, AL_ERROR, &scheme,
              "flow.scheme: inertial is stable only with friction; give a manning above 0");
}

static void flow_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_flow_config *flow = config;
  flow_check_scheme(ctx, scenario, flow);
  const struct flow_boundary_config *boundary = flow->boundaries.record;
  const struct flow_source_config *source = flow->sources.record;
  for (size_t i = 0; i < flow->boundaries.count; i++)
    flow_check_boundary(ctx, scenario, i, &boundary[i]);
  for (size_t i = 0; i < flow->sources.count; i++) {
    char path[64];
    snprintf(path, sizeof path, "flow.sources[%zu]", i);
    const struct al_source_mark mark = al_config_mark(scenario, path);
    const bool point = source[i].point.count == 2,
               line = source[i].line.count >= 4 && source[i].line.count % 2 == 0;
    if (point == line)
      al_report(ctx, AL_ERROR, &mark,
                "source %s needs either `point: [x, y]` or `line: [x1, y1, x2, y2, ...]`",
                source[i].name);
  }
}

const struct al_model al_model_flow = {
    .name = "flow",
    .summary_en = "Shallow water, second order, well balanced (MUSCL-Hancock, HLLC)",
    .summary_zh = "浅水方程，二阶，静水守恒（MUSCL-Hancock，HLLC）",
    .reference = "models/flow/README.md",
    .section = &al_flow_section,
    .always = true,
    .fields = flow_fields,
    .field_count = AL_COUNT(flow_fields),
    .check = flow_check,
    .create = flow_create,
    .stable_dt_s = flow_stable_dt_s,
    .step_part_s = flow_step_part_s,
    .next_event_s = flow_next_event_s,
    .step = flow_step,
    .exchange = flow_exchange,
    .exchanges_alone = flow_exchanges_alone,
    .balance = flow_balance,
    .spans = flow_spans,
    .figures = flow_figures,
};
