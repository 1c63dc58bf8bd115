/**
 * The MUSCL-Hancock step of one tile, row by row in scratch, compiled once for each vector width.
 */
#include "models/flow/flow_kernel.h"
#include "models/flow/flow_crest_cell.h"
#include "models/flow/flow_rows.h"
#include "models/flow/flow_view.h"
#include <assert.h>
#include <string.h>

enum { S = AL_SCRATCH_STRIDE, C0 = AL_SCRATCH_COL0, N = AL_TILE_SIDE };

/* What the compiler folds into a variant of its own. */
struct variant {
  bool friction, walls, edges, source, first_order, weather; /* edges: walls, some of them open */
};

/* A film up to the dry depth belongs to the bed: it receives but does not give, so that a tile of
 * films rests without a loss. */
AL_INLINE void kernel_split_state(struct flow_scratch *s, const struct flow_job *job,
                                  struct variant is)
{
  const al_real dry = job->dry_depth_m, reference = job->pressure_reference_pa;
  for (int row = 0; row < AL_SCRATCH_ROWS; row++) {
    const ptrdiff_t p = (ptrdiff_t)row * S;
    al_real *restrict h = s->h + p, *restrict e = s->e + p;
    const al_real *restrict bed = s->bed + p, *restrict d = s->d + p,
                            *restrict pressure = s->pressure + p;
    al_real most = 0;
#pragma omp simd reduction(max : most)
    for (int j = 0; j < S; j++) {
      const al_real depth = d[j] + flow_still_depth(bed[j]);
      h[j] = depth > dry ? depth : 0;
      e[j] = d[j] + al_max(bed[j], 0);
      if (is.weather)
        e[j] += flow_pressure_head_m(pressure[j], reference);
      most = al_max(most, h[j]);
    }
    s->row_is_wet[row] = most > 0;
  }
}

/* Forces of a scratch row; the Coriolis parameter goes by the row. */
AL_INLINE struct flow_force kernel_force(const struct flow_scratch *s, const struct flow_job *job,
                                         int row, int at)
{
  const al_real per_rho = 1 / FLOW_WATER_KG_PER_M3;
  return (struct flow_force){.stress_x = per_rho * s->stress_x[at],
                             .stress_y = -per_rho * s->stress_y[at],
                             .coriolis_per_s = job->coriolis_per_s +
                                               (al_real)(row - AL_HALO) * job->coriolis_row_per_s};
}

/* A wall has no bed of its own: flow along it is limited as if it were not there. */
AL_INLINE al_real kernel_bed_beside(al_real beside, al_real own, bool walls)
{
  return walls && beside > FLOW_WALL_LEVEL_M ? own : beside;
}

/* theta = 2 where the depth exceeds the largest bed difference to the four neighbours, 1 elsewhere.
 */
AL_INLINE struct flow_limiter kernel_limiter(const al_real *bed, al_real h, bool walls)
{
  const al_real z = bed[0];
  const al_real zw = kernel_bed_beside(bed[-1], z, walls), ze = kernel_bed_beside(bed[1], z, walls),
                zn = kernel_bed_beside(bed[-S], z, walls), zs = kernel_bed_beside(bed[S], z, walls);
  const al_real up = al_max(al_max(zw, ze), al_max(zn, zs)) - z;
  const al_real down = z - al_min(al_min(zw, ze), al_min(zn, zs));
  return flow_limiter_of(h > al_max(up, down));
}

/* Slopes of depth, level, normal and tangential velocity. */
struct slopes {
  al_real h, e, n, t;
};

AL_INLINE al_real kernel_slope(struct flow_limiter limiter, const al_real *p, ptrdiff_t stride)
{
  return flow_limit(limiter, p[0] - p[-stride], p[stride] - p[0]);
}

/* Beyond a wall stands the mirror image: nothing changes towards it but the normal velocity. */
AL_INLINE struct slopes kernel_slopes_at_walls(struct flow_limiter limiter, struct slopes free,
                                               const al_real *e, const al_real *n, ptrdiff_t stride)
{
  const int before = e[-stride] > FLOW_WALL_LEVEL_M, behind = e[stride] > FLOW_WALL_LEVEL_M;
  const int any = before | behind | (e[0] > FLOW_WALL_LEVEL_M);
  const al_real n_before = before ? 2 * n[0] : n[0] - n[-stride];
  const al_real n_behind = behind ? -2 * n[0] : n[stride] - n[0];
  return (struct slopes){.h = any ? 0 : free.h,
                         .e = any ? 0 : free.e,
                         .n = flow_limit(limiter, n_before, n_behind),
                         .t = any ? 0 : free.t};
}

/* How far a level goes on beyond an edge as it comes from the cell before: whole where the water is
 * as deep there, as in flow down a slope; hardly below a cliff with a film on it. */
AL_INLINE al_real kernel_edge_share(al_real h_before, al_real h)
{
  return al_min(h_before / al_max(h, (al_real)1e-6), 1);
}

/* Beyond an open edge depth and level go on as on the other side, where there is water on that side
 * and no wall; depths at faces stay >= 0. */
AL_INLINE struct slopes kernel_slopes_at_edge(struct flow_limiter limiter, struct slopes walled,
                                              const al_real *h, const al_real *e, ptrdiff_t stride)
{
  const int inside = e[0] <= FLOW_WALL_LEVEL_M;
  const int before = inside & (e[-stride] > FLOW_OPEN_LEVEL_M),
            behind = inside & (e[stride] > FLOW_OPEN_LEVEL_M);
  const int on = behind & (h[-stride] > 0) & (e[-stride] <= FLOW_WALL_LEVEL_M);
  const int back = before & (h[stride] > 0) & (e[stride] <= FLOW_WALL_LEVEL_M);
  const al_real h_before = h[0] - h[-stride], h_behind = h[stride] - h[0];
  const al_real h_on = flow_limit(limiter, h_before, al_max(h_before, -2 * h[0]));
  const al_real h_back = flow_limit(limiter, al_min(h_behind, 2 * h[0]), h_behind);
  const al_real half = (al_real)0.5;
  walled.h = on ? h_on : back ? h_back : walled.h;
  const al_real e_on = half * (e[0] - e[-stride]) * kernel_edge_share(h[-stride], h[0]);
  const al_real e_back = half * (e[stride] - e[0]) * kernel_edge_share(h[stride], h[0]);
  walled.e = on ? e_on : back ? e_back : walled.e;
  walled.n = before | behind ? 0 : walled.n;
  return walled;
}

AL_INLINE struct slopes kernel_slopes(struct variant is, struct flow_limiter limiter,
                                      const al_real *h, const al_real *e, const al_real *n,
                                      const al_real *t, ptrdiff_t stride)
{
  if (is.first_order)
    return (struct slopes){0, 0, 0, 0};
  struct slopes slopes = {.h = kernel_slope(limiter, h, stride),
                          .e = kernel_slope(limiter, e, stride),
                          .n = is.walls ? 0 : kernel_slope(limiter, n, stride),
                          .t = kernel_slope(limiter, t, stride)};
  if (is.walls)
    slopes = kernel_slopes_at_walls(limiter, slopes, e, n, stride);
  if (is.edges)
    slopes = kernel_slopes_at_edge(limiter, slopes, h, e, stride);
  return slopes;
}

/* Slopes and the Hancock predictor (primitive form, no divisions) of columns first .. past - 1 of a
 * scratch row. */
AL_INLINE void kernel_reconstruct(struct flow_scratch *s, int row, int first, int past,
                                  const struct flow_job *job, struct variant is,
                                  struct flow_faces *restrict o)
{
  const al_real *restrict h_ = s->h + row * S, *restrict e_ = s->e + row * S;
  const al_real *restrict u_ = s->u + row * S, *restrict v_ = s->v + row * S;
  const al_real *restrict k_ = s->friction + row * S, *restrict bed = s->bed + row * S;
  const al_real a = job->dt_per_cell, half_dt = (al_real)0.5 * job->dt_s;
#pragma omp simd
  for (int j = first; j < past; j++) {
    al_real h = h_[j], e = e_[j], u = u_[j], v = v_[j];
    const struct flow_limiter limiter = kernel_limiter(bed + j, h, is.walls);
    const struct slopes x = kernel_slopes(is, limiter, h_ + j, e_ + j, u_ + j, v_ + j, 1);
    const struct slopes y = kernel_slopes(is, limiter, h_ + j, e_ + j, v_ + j, u_ + j, S);
    const al_real hx = x.h, ex = x.e, ux = x.n, vx = x.t, hy = y.h, ey = y.e, uy = y.t, vy = y.n;
    if (!is.first_order) {
      al_real dh = -a * (u * hx + v * hy + h * (ux + vy));
      dh = al_max(dh, al_max(al_abs(hx), al_abs(hy)) - h); /* face depths stay >= 0 */
      al_real du = -a * (u * ux + v * uy + FLOW_GRAVITY * ex);
      al_real dv = -a * (u * vx + v * vy + FLOW_GRAVITY * ey);
      if (is.weather) {
        const struct flow_force force = kernel_force(s, job, row, row * S + j);
        const al_real blown = h_[j] > 0 ? half_dt / al_max(h_[j], FLOW_WIND_DEPTH_M) : 0;
        du += blown * force.stress_x - half_dt * force.coriolis_per_s * v;
        dv += blown * force.stress_y + half_dt * force.coriolis_per_s * u;
      }
      h += dh;
      e += dh;
      u += du;
      v += dv;
      if (is.friction) {
        const al_real f = flow_friction_factor(k_[j], al_sqrt(u * u + v * v), half_dt);
        u *= f;
        v *= f;
      }
    }
    o->west[0][j] = h - hx;
    o->west[1][j] = e - ex;
    o->west[2][j] = u - ux;
    o->west[3][j] = v - vx;
    o->east[0][j] = h + hx;
    o->east[1][j] = e + ex;
    o->east[2][j] = u + ux;
    o->east[3][j] = v + vx;
    o->north[0][j] = h - hy;
    o->north[1][j] = e - ey;
    o->north[2][j] = u - uy;
    o->north[3][j] = v - vy;
    o->south[0][j] = h + hy;
    o->south[1][j] = e + ey;
    o->south[2][j] = u + uy;
    o->south[3][j] = v + vy;
  }
}

/* Does anew what lies beside an open edge: few cells, so that the others pay nothing for it. */
static __attribute__((noinline)) int kernel_redo_edges(struct flow_job *job, int row, int next,
                                                       bool friction, bool weather)
{
  const struct variant is = {
      .friction = friction, .walls = true, .edges = true, .weather = weather};
  for (; next < job->edge_count && job->edge[next] / S == row; next++) {
    const int j = job->edge[next] % S;
    kernel_reconstruct(job->scratch, row, j, j + 1, job, is, &job->scratch->faces[row & 1]);
  }
  return next;
}

/* Does anew what lies beside a crest, as if the cells beyond it were walls. */
static __attribute__((noinline)) int kernel_redo_fences(struct flow_job *job, int row, int next,
                                                        bool friction, bool weather)
{
  static const int beyond[AL_SIDES] = {
      [AL_SIDE_E] = 1, [AL_SIDE_W] = -1, [AL_SIDE_S] = S, [AL_SIDE_N] = -S};
  const struct variant is = {
      .friction = friction, .walls = true, .edges = true, .weather = weather};
  struct flow_scratch *s = job->scratch;
  for (; next < job->fence_count && job->fence[next].at / S <= row; next++) {
    const struct flow_fence fence = job->fence[next];
    al_real bed[AL_SIDES], e[AL_SIDES];
    if (fence.at / S < row)
      continue;
    for (int side = 0; side < AL_SIDES; side++) {
      const int at = fence.at + beyond[side];
      bed[side] = s->bed[at];
      e[side] = s->e[at];
      if (fence.sides & 1u << side)
        s->bed[at] = s->e[at] = (al_real)AL_WALL_BED_M;
    }
    kernel_reconstruct(s, row, fence.at % S, fence.at % S + 1, job, is, &s->faces[row & 1]);
    for (int side = 0; side < AL_SIDES; side++) {
      s->bed[fence.at + beyond[side]] = bed[side];
      s->e[fence.at + beyond[side]] = e[side];
    }
  }
  return next;
}

/* Where a sweep stands in the lists of its job. */
struct cursor {
  int patch[2], crest[2], edge, fence;
};

AL_INLINE void kernel_reconstruct_row(struct flow_job *job, int row, struct variant is,
                                      struct cursor *next)
{
  struct flow_scratch *s = job->scratch;
  kernel_reconstruct(s, row, 0, S, job, is, &s->faces[row & 1]);
  if (is.walls && !is.first_order && next->edge < job->edge_count)
    next->edge = kernel_redo_edges(job, row, next->edge, is.friction, is.weather);
  if (!is.first_order && next->fence < job->fence_count)
    next->fence = kernel_redo_fences(job, row, next->fence, is.friction, is.weather);
}

/* Fluxes of a row of faces between l and r + shift; `normal` says which of u, v (2, 3) crosses the
 * face. */
AL_INLINE void kernel_face_row(al_real (*restrict l)[FLOW_FACE_STRIDE],
                               al_real (*restrict r)[FLOW_FACE_STRIDE], int shift, int normal,
                               bool walls, int first, int past, al_real *restrict mass,
                               al_real (*restrict f)[S])
{
  const al_real *restrict lh = l[0], *restrict le = l[1], *restrict ln = l[normal],
                          *restrict lt = l[5 - normal];
  const al_real *restrict rh = r[0] + shift, *restrict re = r[1] + shift,
                          *restrict rn = r[normal] + shift, *restrict rt = r[5 - normal] + shift;
  al_real *restrict f0 = f[0], *restrict f1 = f[1], *restrict f2 = f[2];
#pragma omp simd
  for (int j = first; j < past; j++) {
    const struct flow_side left = {lh[j], le[j], ln[j], lt[j]};
    const struct flow_side right = {rh[j], re[j], rn[j], rt[j]};
    const struct flow_flux flux =
        walls ? flow_face_flux(flow_mirror_wall(left, right), flow_mirror_wall(right, left))
              : flow_face_flux(left, right);
    mass[j] = flux.mass;
    f0[j] = flux.left;
    f1[j] = flux.right;
    f2[j] = flux.tangent;
  }
}

/* Lays imposed fluxes over the computed ones of a row; lh and rh are the face depths of the cells
 * on both sides. *next is the first patch of the axis that lies in this row or below. */
static void kernel_patch_row(const struct flow_job *job, int axis, int row, int *next,
                             const al_real *lh, const al_real *rh, al_real *mass, al_real (*f)[S])
{
  const al_real half_g = (al_real)0.5 * FLOW_GRAVITY;
  for (; *next < job->patch_count[axis] && job->patch[axis][*next].row == row; ++*next) {
    const struct flow_patch *patch = &job->patch[axis][*next];
    const int j = C0 + patch->col;
    mass[j] = patch->mass;
    f[0][j] = patch->thrust - patch->pressure * (half_g * lh[j] * lh[j]);
    f[1][j] = patch->thrust - patch->pressure * (half_g * rh[j] * rh[j]);
    f[2][j] = patch->tangent;
  }
}

AL_INLINE struct flow_side kernel_side(al_real (*face)[FLOW_FACE_STRIDE], int normal, int j)
{
  return (struct flow_side){face[0][j], face[1][j], face[normal][j], face[5 - normal][j]};
}

/* Lays the fluxes of faces with a crest over the computed ones of a row; the arguments as in
 * kernel_face_row. */
static __attribute__((noinline)) int kernel_crest_row(const struct flow_job *job, int axis, int row,
                                                      int next, al_real (*l)[FLOW_FACE_STRIDE],
                                                      al_real (*r)[FLOW_FACE_STRIDE], al_real *mass,
                                                      al_real (*f)[S])
{
  const int normal = axis == 0 ? 2 : 3, shift = axis == 0;
  for (; next < job->crest_count[axis] && job->crest[axis][next].row <= row; next++) {
    const struct flow_crest_face *face = &job->crest[axis][next];
    const int j = C0 + face->col;
    if (face->row < row)
      continue;
    const struct flow_crest is = flow_crest_of(&job->crests[face->item]);
    const struct flow_flux flux = flow_crest_flux(
        kernel_side(l, normal, j), kernel_side(r, normal, j + shift), is, job->dt_per_cell);
    mass[j] = flux.mass;
    f[0][j] = flux.left;
    f[1][j] = flux.right;
    f[2][j] = flux.tangent;
  }
  return next;
}

struct vector {
  al_real x, y;
};

/* Momentum of a cell before the step; under weather it is turned (so that turning adds none) and
 * blown. */
AL_INLINE struct vector kernel_old_momentum(struct variant is, const struct flow_scratch *s,
                                            const struct flow_job *job, int row, int at)
{
  struct vector old = {s->h[at] * s->u[at], s->h[at] * s->v[at]};
  if (!is.weather)
    return old;
  /* Half of the wind comes before the turn, half after it. */
  const struct flow_force force = kernel_force(s, job, row, at);
  const al_real turn = force.coriolis_per_s * job->dt_s;
  const al_real cosine = 1 - (al_real)0.5 * turn * turn,
                sine = turn * (1 - turn * turn * (al_real)(1.0 / 6.0));
  const al_real half = (al_real)0.5 * job->dt_s * al_min(s->h[at] / FLOW_WIND_DEPTH_M, 1);
  const struct vector blown = {half * force.stress_x, half * force.stress_y};
  old = (struct vector){old.x + blown.x, old.y + blown.y};
  return (struct vector){.x = cosine * old.x - sine * old.y + blown.x,
                         .y = cosine * old.y + sine * old.x + blown.y};
}

/* Velocity of a momentum over a depth; with friction (drag > 0) by the implicit law, whose factor
 * for the next predictor is left in *friction. */
AL_INLINE struct vector kernel_velocity(struct variant is, struct vector momentum, al_real deep,
                                        al_real drag, al_real dt, al_real *friction)
{
  if (!is.friction) {
    const al_real per_depth = 1 / deep;
    return (struct vector){momentum.x * per_depth, momentum.y * per_depth};
  }
  const al_real root = al_rcbrt(deep), root2 = root * root;
  al_real per_depth = root2 * root;
  per_depth = sizeof(al_real) == 8 ? 1 / deep : per_depth * (2 - deep * per_depth);
  const al_real u = momentum.x * per_depth, v = momentum.y * per_depth;
  *friction = drag * root2 * root2;
  const al_real f = flow_friction_factor(*friction, al_sqrt(u * u + v * v), dt);
  return (struct vector){u * f, v * f};
}

/* Speed of the waves of a cell. A comparison with a NaN is false: what makes no sense becomes a
 * wave that cannot be missed. */
AL_INLINE al_real kernel_wave(int wet, al_real d, al_real u, al_real v, al_real deep)
{
  const int sane = al_abs(d) + al_abs(u) + al_abs(v) < FLOW_STATE_MOST;
  const al_real wave = al_max(al_abs(u), al_abs(v)) + al_sqrt(FLOW_GRAVITY * deep);
  const al_real here = wet ? wave : 0;
  return sane ? here : FLOW_WAVE_OF_NONSENSE;
}

/* Finite-volume update of one row of cells with implicit friction. */
AL_INLINE void kernel_update(struct flow_scratch *s, int row, struct flow_job *job,
                             struct variant is, const struct flow_faces *restrict o,
                             al_real (*restrict x)[S], al_real (*restrict north)[S],
                             al_real (*restrict south)[S])
{
  const ptrdiff_t p = (ptrdiff_t)row * S, q = (ptrdiff_t)(row - AL_HALO) * N - C0;
  const al_real *restrict d_ = s->d + p, *restrict bed_ = s->bed + p;
  const al_real *restrict mx = s->mass_x + p, *restrict my = s->mass_y + p,
                          *restrict my_north = s->mass_y + p - S;
  const al_real *restrict drag = is.friction ? job->drag + q : NULL;
  const al_real *restrict source = is.source ? job->source + q : NULL;
  const al_real *restrict rest = job->rest + q, *restrict own_bed = job->bed + q;
  al_real *restrict d_next = job->d_next + q, *restrict u_next = job->u_next + q,
                    *restrict v_next = job->v_next + q, *restrict k_next = job->friction_next + q,
                    *restrict rest_next = job->rest_next + q;
  const al_real *restrict hw = o->west[0], *restrict ew = o->west[1], *restrict he = o->east[0],
                          *restrict ee = o->east[1];
  const al_real *restrict hn = o->north[0], *restrict en = o->north[1], *restrict hs = o->south[0],
                          *restrict es = o->south[1];
  const al_real *restrict xl = x[0], *restrict xr = x[1], *restrict xt = x[2];
  const al_real *restrict sl = south[0], *restrict st = south[2], *restrict nr = north[1],
                          *restrict nt = north[2];
  const al_real k = job->dt_per_cell, dt = job->dt_s, dry = job->dry_depth_m;
  const al_real half_g = (al_real)0.5 * FLOW_GRAVITY;
  al_real *restrict columns = s->wave;
  al_real wave = 0, low = job->depth_min_m, motion = job->motion_max;
#pragma omp simd reduction(max : wave, motion) reduction(min : low)
  for (int j = C0; j < C0 + N; j++) {
    const al_real still = flow_still_depth(bed_[j]);
    const al_real out = k * ((mx[j] - mx[j - 1]) + (my[j] - my_north[j]));
    /* Rain and outflow first with each other: where they balance, nothing is rounded away. */
    const al_real gain = is.source ? dt * source[j] - out : -out;
    const struct flow_sum sum = flow_add(d_[j], gain + rest[j]);
    const al_real d = sum.value;
    const al_real push_x = half_g * (he[j] + hw[j]) * (ee[j] - ew[j]);
    const al_real push_y = half_g * (hs[j] + hn[j]) * (es[j] - en[j]);
    struct vector momentum = kernel_old_momentum(is, s, job, row, (int)p + j);
    momentum.x -= k * ((xl[j] - xr[j - 1]) + push_x + (st[j] - nt[j]));
    momentum.y -= k * ((sl[j] - nr[j]) + push_y + (xt[j] - xt[j - 1]));
    const al_real h = d + still, deep = al_max(h, dry);
    const int wet = h > dry;
    al_real friction = 0;
    const struct vector velocity =
        kernel_velocity(is, momentum, deep, is.friction ? drag[j] : 0, dt, &friction);
    if (is.friction)
      k_next[j] = friction;
    /* A cell outside the domain may have served as a ghost: it keeps nothing. */
    const int inside = !is.walls || own_bed[j] < FLOW_WALL_LEVEL_M;
    const al_real u = wet & inside ? velocity.x : 0, v = wet & inside ? velocity.y : 0;
    d_next[j] = inside ? d : 0;
    rest_next[j] = inside ? sum.rest : 0;
    u_next[j] = u;
    v_next[j] = v;
    const al_real moves = al_max(al_max(al_abs(u), al_abs(v)), al_abs(gain));
    const al_real here = kernel_wave(wet & inside, d, u, v, deep);
    columns[j] = al_max(columns[j], here);
    wave = al_max(wave, here);
    low = al_min(low, inside ? h : 0);
    motion = al_max(motion, inside ? moves : 0);
  }
  flow_job_note_row(job, row - AL_HALO, wave);
  job->depth_min_m = low;
  job->motion_max = motion;
}

/* Fluxes through the faces between a row and the one south of it, and what is imposed there. */
AL_INLINE void kernel_cross_rows(struct flow_job *job, int row, struct variant is,
                                 struct cursor *next)
{
  struct flow_scratch *s = job->scratch;
  struct flow_faces *north = &s->faces[row & 1], *south = &s->faces[(row + 1) & 1];
  al_real *mass = s->mass_y + (ptrdiff_t)row * S, (*flux)[S] = s->flux_y[row & 1];
  if (!s->row_is_wet[row] && !s->row_is_wet[row + 1]) {
    memset(mass, 0, S * sizeof(al_real));
    memset(flux, 0, sizeof s->flux_y[0]);
    return;
  }
  kernel_face_row(north->south, south->north, 0, 3, is.walls, C0, C0 + N, mass, flux);
  if (next->crest[1] < job->crest_count[1])
    next->crest[1] = kernel_crest_row(job, 1, row - AL_HALO, next->crest[1], north->south,
                                      south->north, mass, flux);
  kernel_patch_row(job, 1, row - AL_HALO, &next->patch[1], north->south[0], south->north[0], mass,
                   flux);
}

/* Fluxes along a row and its update. */
AL_INLINE void kernel_step_row(struct flow_job *job, int row, struct variant is,
                               struct cursor *next)
{
  struct flow_scratch *s = job->scratch;
  struct flow_faces *faces = &s->faces[row & 1];
  if (!s->row_works[row]) {
    flow_row_rests(s, row, job, (struct flow_rest){is.friction, is.walls});
    return;
  }
  al_real *mass = s->mass_x + (ptrdiff_t)row * S;
  kernel_face_row(faces->east, faces->west, 1, 2, is.walls, 0, S, mass, s->flux_x);
  if (next->crest[0] < job->crest_count[0])
    next->crest[0] = kernel_crest_row(job, 0, row - AL_HALO, next->crest[0], faces->east,
                                      faces->west, mass, s->flux_x);
  kernel_patch_row(job, 0, row - AL_HALO, &next->patch[0], faces->east[0], faces->west[0] + 1, mass,
                   s->flux_x);
  kernel_update(s, row, job, is, faces, s->flux_x, s->flux_y[(row - 1) & 1], s->flux_y[row & 1]);
}

AL_INLINE void kernel_sweep(struct flow_job *job, struct variant is)
{
  struct flow_scratch *s = job->scratch;
  struct cursor next = {.edge = 0};
  assert(!is.friction || job->drag);
  assert(!is.source || job->source);
  kernel_split_state(s, job, is);
  flow_rows_list(s, job, is.source);
  for (int r = AL_HALO - 1; r <= AL_HALO + N; r++) {
    if (r >= AL_HALO && r < AL_HALO + N)
      flow_prefetch_row(job, r - AL_HALO);
    if (s->row_works[r])
      kernel_reconstruct_row(job, r, is, &next);
    if (r >= AL_HALO)
      kernel_cross_rows(job, r - 1, is, &next);
    if (r > AL_HALO)
      kernel_step_row(job, r - 1, is, &next);
  }
}

/* One function a variant, so that each is compiled with its flags folded in. */
#define KERNEL_VARIANT(name, f, w, s, ...)                                                         \
  static __attribute__((noinline)) void name(struct flow_job *job)                                 \
  {                                                                                                \
    kernel_sweep(job, (struct variant){.friction = f, .walls = w, .source = s, __VA_ARGS__});      \
  }
KERNEL_VARIANT(sweep_plain, false, false, false, .edges = false)
KERNEL_VARIANT(sweep_source, false, false, true, .edges = false)
KERNEL_VARIANT(sweep_walls, false, true, false, .edges = false)
KERNEL_VARIANT(sweep_walls_source, false, true, true, .edges = false)
KERNEL_VARIANT(sweep_friction, true, false, false, .edges = false)
KERNEL_VARIANT(sweep_friction_source, true, false, true, .edges = false)
KERNEL_VARIANT(sweep_friction_walls, true, true, false, .edges = false)
KERNEL_VARIANT(sweep_friction_walls_source, true, true, true, .edges = false)
KERNEL_VARIANT(first_order_plain, false, true, true, .first_order = true)
KERNEL_VARIANT(first_order_friction, true, true, true, .first_order = true)
KERNEL_VARIANT(weather_plain, false, false, true, .weather = true)
KERNEL_VARIANT(weather_walls, false, true, true, .weather = true)
KERNEL_VARIANT(weather_friction, true, false, true, .weather = true)
KERNEL_VARIANT(weather_friction_walls, true, true, true, .weather = true)

/* By friction, then none, walls, first order, weather, then source, for weather walls. */
static void (*const sweeps[2][4][2])(struct flow_job *) = {
    {{sweep_plain, sweep_source},
     {sweep_walls, sweep_walls_source},
     {first_order_plain, first_order_plain},
     {weather_plain, weather_walls}},
    {{sweep_friction, sweep_friction_source},
     {sweep_friction_walls, sweep_friction_walls_source},
     {first_order_friction, first_order_friction},
     {weather_friction, weather_friction_walls}}};

void AL_ISA_NAME(flow_sweep_tile)(struct flow_job *job)
{
  const int kind = job->first_order ? 2 : job->has_weather ? 3 : job->has_walls;
  assert(job->source || kind < 2);
  assert(job->edge_count == 0 || job->has_walls);
  flow_job_clear(job);
  sweeps[job->drag != NULL][kind][kind == 3 ? job->has_walls : job->source != NULL](job);
  flow_job_note_columns(job);
}
