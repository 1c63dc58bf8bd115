/**
 * The local-inertial step of one tile, row by row in scratch, compiled once for each vector width.
 *
 * Scratch: u and v hold the discharges per metre through the east and the south face of each cell,
 * friction the drag g n^2.
 */
#include "models/flow/flow_crest_cell.h"
#include "models/flow/flow_inertial_cell.h"
#include "models/flow/flow_rows.h"
#include <assert.h>

enum { S = AL_SCRATCH_STRIDE, C0 = AL_SCRATCH_COL0, N = AL_TILE_SIDE };

/* Depths and levels a little ahead, as the old discharges will have moved the water then. */
AL_INLINE void inertial_split_row(struct flow_scratch *s, const struct flow_job *job, int row,
                                  bool weather)
{
  const ptrdiff_t p = (ptrdiff_t)row * S;
  al_real *restrict h = s->h + p, *restrict e = s->e + p;
  const al_real *restrict bed = s->bed + p, *restrict d = s->d + p, *restrict u = s->u + p,
                          *restrict v = s->v + p, *restrict pressure = s->pressure + p;
  const al_real reference = job->pressure_reference_pa,
                ahead = FLOW_INERTIAL_AHEAD * job->dt_per_cell;
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int j = C0 - 1; j <= C0 + N; j++) {
    const al_real depth = d[j] + flow_still_depth(bed[j]);
    const al_real gain = -ahead * ((u[j] - u[j - 1]) + (v[j] - v[j - S]));
    const al_real more = al_max(gain, -al_max(depth, 0));
    h[j] = depth + more;
    e[j] = d[j] + al_max(bed[j], 0) + more;
    if (weather)
      e[j] += flow_pressure_head_m(pressure[j], reference);
    most = al_max(most, al_max(depth, h[j]));
  }
  s->row_is_wet[row] = most > job->dry_depth_m;
}

/* The faces of one axis: the distance to the next cell along it, and across it; what flows through
 * them and through those that cross it; the stress along it. */
struct faces {
  ptrdiff_t along, across;
  const al_real *q, *q_across, *stress;
  al_real sense; /* of the stress against the axis */
  al_real *mass;
};

AL_INLINE struct faces inertial_faces(struct flow_scratch *s, int axis)
{
  return axis == 0 ? (struct faces){1, S, s->u, s->v, s->stress_x, 1, s->mass_x}
                   : (struct faces){S, 1, s->v, s->u, s->stress_y, -1, s->mass_y};
}

/* Discharges through the faces of a row of cells. Where the Coriolis parameter is positive, what
 * goes east is turned south, and what goes south is turned west. */
AL_INLINE void inertial_face_row(struct flow_scratch *s, const struct flow_job *job, int row,
                                 int axis, int first, bool weather)
{
  const struct faces f = inertial_faces(s, axis);
  const ptrdiff_t p = (ptrdiff_t)row * S, along = f.along, across = f.across;
  const al_real *restrict h = s->h + p, *restrict e = s->e + p, *restrict drag = s->friction + p;
  const al_real *restrict q = f.q + p, *restrict qa = f.q_across + p,
                          *restrict stress = f.stress + p;
  al_real *restrict out = f.mass + p;
  const al_real dt_s = job->dt_s, dt_per_cell = job->dt_per_cell, dry = job->dry_depth_m;
  const al_real half = (al_real)0.5, quarter = (al_real)0.25;
  const al_real coriolis = job->coriolis_per_s +
                           ((al_real)(row - AL_HALO) + (axis ? half : 0)) * job->coriolis_row_per_s;
  const al_real turn = (axis == 0 ? -dt_s : dt_s) * coriolis,
                blow = f.sense * half / FLOW_WATER_KG_PER_M3;
#pragma omp simd
  for (int j = first; j < C0 + N; j++) {
    const al_real crossing =
        quarter * ((qa[j] + qa[j - across]) + (qa[j + along] + qa[j + along - across]));
    const struct flow_inertial_force force =
        flow_inertial_force(turn, crossing, blow * (stress[j] + stress[j + along]), dt_s);
    out[j] = flow_inertial_discharge(h[j], e[j], h[j + along], e[j + along], q[j - along], q[j],
                                     q[j + along], half * (drag[j] + drag[j + along]), weather,
                                     force, dt_s, dt_per_cell, dry);
  }
}

static void inertial_patch_row(const struct flow_job *job, int axis, int row, int *next,
                               al_real *mass)
{
  for (; *next < job->patch_count[axis] && job->patch[axis][*next].row == row; ++*next)
    mass[C0 + job->patch[axis][*next].col] = job->patch[axis][*next].mass;
}

static int inertial_crest_row(const struct flow_job *job, int axis, int row, int next,
                              al_real *mass)
{
  const struct flow_scratch *s = job->scratch;
  const ptrdiff_t stride = axis == 0 ? 1 : S;
  for (; next < job->crest_count[axis] && job->crest[axis][next].row <= row; next++) {
    const struct flow_crest_face *face = &job->crest[axis][next];
    if (face->row < row)
      continue;
    const struct flow_crest is = flow_crest_of(&job->crests[face->item]);
    const ptrdiff_t at = (ptrdiff_t)(row + AL_HALO) * S + C0 + face->col;
    mass[C0 + face->col] = flow_crest_discharge(s->h[at], s->e[at], s->h[at + stride],
                                                s->e[at + stride], is, job->dt_per_cell);
  }
  return next;
}

AL_INLINE void inertial_update_row(struct flow_scratch *s, struct flow_job *job, int row,
                                   bool has_source)
{
  const ptrdiff_t p = (ptrdiff_t)row * S, q = (ptrdiff_t)(row - AL_HALO) * N - C0;
  const al_real *restrict d_ = s->d + p, *restrict bed_ = s->bed + p;
  const al_real *restrict mx = s->mass_x + p, *restrict my = s->mass_y + p,
                          *restrict my_north = s->mass_y + p - S;
  const al_real *restrict source = has_source ? job->source + q : NULL;
  const al_real *restrict rest = job->rest + q, *restrict own_bed = job->bed + q;
  al_real *restrict d_next = job->d_next + q, *restrict u_next = job->u_next + q,
                    *restrict v_next = job->v_next + q, *restrict rest_next = job->rest_next + q;
  const al_real k = job->dt_per_cell, dt = job->dt_s, dry = job->dry_depth_m;
  al_real *restrict columns = s->wave;
  al_real deepest = 0, nonsense = 0, low = job->depth_min_m, motion = job->motion_max;
#pragma omp simd reduction(max : deepest, nonsense, motion) reduction(min : low)
  for (int j = C0; j < C0 + N; j++) {
    const al_real still = flow_still_depth(bed_[j]);
    const al_real out = k * ((mx[j] - mx[j - 1]) + (my[j] - my_north[j]));
    const al_real gain = has_source ? dt * source[j] - out : -out;
    const struct flow_sum sum = flow_add(d_[j], gain + rest[j]);
    const al_real d = sum.value, h = d + still;
    /* A cell outside the domain may have served as a ghost: it keeps nothing. */
    const int inside = own_bed[j] < FLOW_WALL_LEVEL_M;
    rest_next[j] = inside ? sum.rest : 0;
    d_next[j] = inside ? d : 0;
    u_next[j] = inside ? mx[j] : 0;
    v_next[j] = inside ? my[j] : 0;
    const int sane = al_abs(d) + al_abs(mx[j]) + al_abs(my[j]) < FLOW_STATE_MOST * 100;
    const al_real deep = (h > dry) & inside ? h : 0;
    columns[j] = al_max(columns[j], deep);
    deepest = al_max(deepest, deep);
    nonsense = al_max(nonsense, sane ? 0 : FLOW_WAVE_OF_NONSENSE);
    low = al_min(low, inside ? h : 0);
    const al_real flows = al_max(al_abs(mx[j]), al_abs(my[j]));
    motion = al_max(motion, inside ? al_max(flows, al_abs(gain)) : 0);
  }
  const al_real wave = al_max(al_sqrt(FLOW_GRAVITY * deepest), nonsense);
  flow_job_note_row(job, row - AL_HALO, wave);
  job->depth_min_m = low;
  job->motion_max = motion;
}

/* Faces between a row and the one south of it, and what is imposed there. */
AL_INLINE void inertial_cross_rows(struct flow_job *job, int row, int *crest, int *next,
                                   bool weather)
{
  struct flow_scratch *s = job->scratch;
  al_real *mass = s->mass_y + (ptrdiff_t)row * S;
  if (!s->row_is_wet[row] && !s->row_is_wet[row + 1]) {
    memset(mass, 0, S * sizeof(al_real));
    return;
  }
  inertial_face_row(s, job, row, 1, C0, weather);
  *crest = inertial_crest_row(job, 1, row - AL_HALO, *crest, mass);
  inertial_patch_row(job, 1, row - AL_HALO, next, mass);
}

AL_INLINE void inertial_sweep(struct flow_job *job, bool has_source, bool weather)
{
  struct flow_scratch *s = job->scratch;
  int next[2] = {0, 0}, crest[2] = {0, 0};
  for (int r = AL_HALO - 1; r <= AL_HALO + N; r++)
    inertial_split_row(s, job, r, weather);
  s->row_is_wet[AL_HALO - 2] = s->row_is_wet[AL_HALO + N + 1] = false; /* of no row that steps */
  flow_rows_list(s, job, has_source);
  for (int r = AL_HALO - 1; r < AL_HALO + N; r++) {
    inertial_cross_rows(job, r, &crest[1], &next[1], weather);
    if (r < AL_HALO)
      continue;
    flow_prefetch_row(job, r - AL_HALO);
    if (!s->row_works[r]) {
      flow_row_rests(s, r, job, (struct flow_rest){.walls = true});
      continue;
    }
    inertial_face_row(s, job, r, 0, C0 - 1, weather);
    crest[0] = inertial_crest_row(job, 0, r - AL_HALO, crest[0], s->mass_x + (ptrdiff_t)r * S);
    inertial_patch_row(job, 0, r - AL_HALO, &next[0], s->mass_x + (ptrdiff_t)r * S);
    inertial_update_row(s, job, r, has_source);
  }
}

static __attribute__((noinline)) void inertial_plain(struct flow_job *job)
{
  inertial_sweep(job, false, false);
}

static __attribute__((noinline)) void inertial_source(struct flow_job *job)
{
  inertial_sweep(job, true, false);
}

static __attribute__((noinline)) void inertial_weather(struct flow_job *job)
{
  inertial_sweep(job, true, true);
}

void AL_ISA_NAME(flow_inertial_tile)(struct flow_job *job)
{
  assert(job->scratch && job->d_next && job->u_next && job->v_next);
  flow_job_clear(job);
  assert(!job->has_weather || job->source);
  (job->has_weather ? inertial_weather : job->source ? inertial_source : inertial_plain)(job);
  for (int j = 0; j < S; j++)
    job->scratch->wave[j] = al_sqrt(FLOW_GRAVITY * job->scratch->wave[j]);
  flow_job_note_columns(job);
}
