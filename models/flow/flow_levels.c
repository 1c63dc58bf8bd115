/**
 * Water across levels.
 */
#include "models/flow/flow_levels.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_view.h"
#include <assert.h>

/* A cell as its neighbours see it. */
struct water {
  al_real bed, e, h, u, v, friction;
  bool open; /* belongs to the domain and is no wall */
};

static struct water levels_look(const struct flow_levels *l, ptrdiff_t tile, int cell)
{
  const al_real bed = al_field_tile(l->bed, tile)[cell], d = al_gather_cell(l->d, tile, cell);
  return (struct water){.bed = bed,
                        .e = d + al_max(bed, 0),
                        .h = d + flow_still_depth(bed),
                        .u = al_gather_cell(l->u, tile, cell),
                        .v = al_gather_cell(l->v, tile, cell),
                        .friction = l->friction ? al_gather_cell(l->friction, tile, cell) : 0,
                        .open = l->forest->valid[tile * AL_TILE_CELLS + cell] &&
                                bed < FLOW_WALL_LEVEL_M};
}

/* A cell of the tile itself, from its scratch. */
static struct water levels_own(const struct flow_scratch *s, int at)
{
  const al_real bed = s->bed[at], d = s->d[at];
  return (struct water){.bed = bed,
                        .e = d + al_max(bed, 0),
                        .h = d + flow_still_depth(bed),
                        .u = s->u[at],
                        .v = s->v[at],
                        .friction = s->friction[at],
                        .open = bed < FLOW_WALL_LEVEL_M};
}

static al_real levels_mean(al_real a, al_real b, al_real c, al_real d)
{
  return (al_real)0.25 * ((a + b) + (c + d));
}

/* Water of four cells as one: their mean where all are wet, else the deepest; closed where none is
 * open. */
static struct water levels_join_water(const struct water w[4], al_real dry_depth_m)
{
  assert(dry_depth_m > 0);
  int deepest = -1, wet = 0;
  for (int k = 0; k < 4; k++) {
    wet += w[k].open && w[k].h > dry_depth_m;
    if (w[k].open && (deepest < 0 || w[k].h > w[deepest].h))
      deepest = k;
  }
  if (wet < 4)
    return w[deepest < 0 ? 0 : deepest];
  const al_real h = levels_mean(w[0].h, w[1].h, w[2].h, w[3].h);
  return (struct water){
      .bed = levels_mean(w[0].bed, w[1].bed, w[2].bed, w[3].bed),
      .e = levels_mean(w[0].e, w[1].e, w[2].e, w[3].e),
      .h = h,
      .u = levels_mean(w[0].h * w[0].u, w[1].h * w[1].u, w[2].h * w[2].u, w[3].h * w[3].u) / h,
      .v = levels_mean(w[0].h * w[0].v, w[1].h * w[1].v, w[2].h * w[2].v, w[3].h * w[3].v) / h,
      .friction = levels_mean(w[0].friction, w[1].friction, w[2].friction, w[3].friction),
      .open = true};
}

/* The four cells row by row; through a face of theirs together flows what flows through its two
 * halves. */
static struct water levels_join(const struct flow_levels *l, const struct water w[4])
{
  struct water out = levels_join_water(w, l->dry_depth_m);
  if (l->at_faces) {
    out.u = (al_real)0.5 * (w[1].u + w[3].u);
    out.v = (al_real)0.5 * (w[2].v + w[3].v);
  }
  return out;
}

static struct water levels_of_finer(const struct flow_levels *l, ptrdiff_t tile, int cell)
{
  const struct water w[4] = {levels_look(l, tile, cell), levels_look(l, tile, cell + 1),
                             levels_look(l, tile, cell + AL_TILE_SIDE),
                             levels_look(l, tile, cell + AL_TILE_SIDE + 1)};
  return levels_join(l, w);
}

/* Whether four cells of a scratch plane from a row and column on are of the tile's own level. */
static bool levels_is_own(const struct al_tile *t, int row, int col)
{
  const int around = 3 * ((row >= 0) + (row >= AL_TILE_SIDE)) + (col >= 0) + (col >= AL_TILE_SIDE);
  return row >= -AL_HALO && col >= -AL_HALO && row < AL_TILE_SIDE + AL_HALO &&
         col < AL_TILE_SIDE + AL_HALO && t->neighbour[around] >= 0;
}

/* The coarser cell a column or row away from the one that holds a halo cell: in its tile, or, on
 * this side of the seam, four cells of the tile's own level; closed where it is neither. Every tile
 * that sees a cell sees the same: faces between tiles of one level would leak otherwise. */
static struct water levels_beside(const struct flow_levels *l, const struct al_tile *t,
                                  const struct al_seam_cell *seam, const struct flow_scratch *s,
                                  int dcol, int drow)
{
  const int c = seam->cell % AL_TILE_SIDE + dcol, r = seam->cell / AL_TILE_SIDE + drow;
  const int at = seam->at - AL_SCRATCH_ORIGIN + AL_HALO * AL_SCRATCH_STRIDE + AL_HALO;
  const int row = at / AL_SCRATCH_STRIDE - AL_HALO - seam->below + 2 * drow,
            col = at % AL_SCRATCH_STRIDE - AL_HALO - seam->right + 2 * dcol;
  if (c >= 0 && r >= 0 && c < AL_TILE_SIDE && r < AL_TILE_SIDE)
    return levels_look(l, seam->tile, r * AL_TILE_SIDE + c);
  if (!levels_is_own(t, row, col))
    return (struct water){.open = false};
  const int own = AL_SCRATCH_ORIGIN + row * AL_SCRATCH_STRIDE + col;
  const struct water w[4] = {levels_own(s, own), levels_own(s, own + 1),
                             levels_own(s, own + AL_SCRATCH_STRIDE),
                             levels_own(s, own + AL_SCRATCH_STRIDE + 1)};
  return levels_join(l, w);
}

/* Half of the limited differences along an axis of a coarser cell; zero where it has none. */
struct lean {
  al_real bed, e, u, v;
};

/* A coarser cell with what its four quarters differ by. */
struct coarser {
  const struct al_seam_cell *seam; /* one of the halo cells that it holds */
  struct water here;
  struct lean lean[2];
  al_real midway[2]; /* discharge between the faces of an axis, where u and v are at faces */
};

static struct lean levels_lean(struct water before, struct water here, struct water behind)
{
  const struct flow_limiter limiter = flow_limiter_of(0);
  const al_real half = (al_real)0.5;
  return (struct lean){.bed =
                           half * flow_limit(limiter, here.bed - before.bed, behind.bed - here.bed),
                       .e = half * flow_limit(limiter, here.e - before.e, behind.e - here.e),
                       .u = half * flow_limit(limiter, here.u - before.u, behind.u - here.u),
                       .v = half * flow_limit(limiter, here.v - before.v, behind.v - here.v)};
}

static struct coarser levels_coarser(const struct flow_levels *l, const struct al_tile *t,
                                     const struct al_seam_cell *seam, const struct flow_scratch *s)
{
  struct coarser out = {.seam = seam, .here = levels_look(l, seam->tile, seam->cell)};
  out.midway[0] = out.here.u;
  out.midway[1] = out.here.v;
  assert(seam->step == -1);
  if (!(out.here.open && out.here.h > l->dry_depth_m))
    return out;
  for (int axis = 0; axis < 2; axis++) {
    const int dcol = axis == 0, drow = axis == 1;
    const struct water before = levels_beside(l, t, seam, s, -dcol, -drow),
                       behind = levels_beside(l, t, seam, s, dcol, drow);
    if (before.open && behind.open && before.h > l->dry_depth_m && behind.h > l->dry_depth_m)
      out.lean[axis] = levels_lean(before, out.here, behind);
    out.midway[axis] = (al_real)0.5 * (axis == 0 ? before.u + out.here.u : before.v + out.here.v);
  }
  return out;
}

/* The quarter of a coarser cell that a halo cell is. */
static struct water levels_quarter(const struct flow_levels *l, const struct coarser *coarser,
                                   const struct al_seam_cell *seam)
{
  struct water out = coarser->here;
  for (int axis = 0; axis < 2; axis++) {
    const struct lean *lean = &coarser->lean[axis];
    const bool towards = axis == 0 ? seam->right : seam->below;
    out.bed += towards ? lean->bed : -lean->bed;
    out.e += towards ? lean->e : -lean->e;
    out.u += towards ? lean->u : -lean->u;
    out.v += towards ? lean->v : -lean->v;
  }
  if (!(out.e > out.bed))
    out = coarser->here;
  if (l->at_faces) {
    out.u = seam->right ? coarser->here.u : coarser->midway[0];
    out.v = seam->below ? coarser->here.v : coarser->midway[1];
  }
  return out;
}

/* Weather is smooth: the mean of four, or the coarser cell's own. */
static al_real levels_weather(const struct al_field *field, const struct al_seam_cell *seam)
{
  const al_real *value = al_field_tile(field, seam->tile) + seam->cell;
  return seam->step == 1
             ? levels_mean(value[0], value[1], value[AL_TILE_SIDE], value[AL_TILE_SIDE + 1])
             : value[0];
}

/* What stands in a halo cell; the coarser cell that was looked at last serves all four of its
 * quarters, which the list holds together. */
static struct water levels_of(const struct flow_levels *l, const struct al_tile *t,
                              const struct al_seam_cell *seam, const struct flow_scratch *s,
                              struct coarser *last)
{
  assert(seam->step == 1 || seam->step == -1);
  if (seam->step == 1)
    return levels_of_finer(l, seam->tile, seam->cell);
  if (!last->seam || last->seam->tile != seam->tile || last->seam->cell != seam->cell)
    *last = levels_coarser(l, t, seam, s);
  return levels_quarter(l, last, seam);
}

void flow_levels_fill(const struct flow_levels *levels, ptrdiff_t tile, struct flow_scratch *s)
{
  const struct al_tile *t = &levels->forest->tile[tile];
  struct coarser last = {.seam = NULL};
  for (int i = 0; i < t->seam_count; i++) {
    const struct al_seam_cell *seam = &levels->forest->seam[t->seam + i];
    const struct water w = levels_of(levels, t, seam, s, &last);
    const al_real bed = w.open ? w.bed : (al_real)AL_WALL_BED_M;
    s->bed[seam->at] = bed;
    s->d[seam->at] = w.open ? w.e - al_max(bed, 0) : 0;
    s->u[seam->at] = w.open ? w.u : 0;
    s->v[seam->at] = w.open ? w.v : 0;
    s->friction[seam->at] = w.friction;
    if (levels->pressure)
      s->pressure[seam->at] = levels_weather(levels->pressure, seam);
    if (levels->stress_x) {
      s->stress_x[seam->at] = levels_weather(levels->stress_x, seam);
      s->stress_y[seam->at] = levels_weather(levels->stress_y, seam);
    }
  }
}

void flow_levels_fill_bed(const struct flow_levels *levels, ptrdiff_t tile, al_real *bed)
{
  const struct al_tile *t = &levels->forest->tile[tile];
  for (int i = 0; i < t->seam_count; i++) {
    const struct al_seam_cell *seam = &levels->forest->seam[t->seam + i];
    const struct water w = seam->step == 1 ? levels_of_finer(levels, seam->tile, seam->cell)
                                           : levels_look(levels, seam->tile, seam->cell);
    bed[seam->at] = w.open ? w.bed : (al_real)AL_WALL_BED_M;
  }
}
