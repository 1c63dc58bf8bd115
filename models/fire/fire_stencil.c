/**
 * Rings of offsets.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_stencil.h"
#include "models/fire/fire_math.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define STENCIL_TURN 6.283185307179586

/* Crossings of a segment with the sides between cells, in the order in which they come. */
static void stencil_walk(struct fire_offset *out)
{
  const int wide = abs(out->dx), high = abs(out->dy);
  const int step_x = out->dx > 0 ? 1 : -1, step_y = out->dy > 0 ? 1 : -1;
  int i = 0, j = 0, n = 0;
  double before = 0.0;
  for (;;) {
    /* the i-th side in x stands at (2 i + 1) / (2 wide) of the way */
    const double at_x = i < wide ? (i + 0.5) / wide : 2.0, at_y = j < high ? (j + 0.5) / high : 2.0;
    const bool corner = i < wide && j < high && (2 * i + 1) * high == (2 * j + 1) * wide;
    const double at = fmin(fmin(at_x, at_y), 1.0);
    assert(n < FIRE_CROSSED);
    out->x[n] = (int8_t)(i * step_x);
    out->y[n] = (int8_t)(j * step_y);
    out->share[n] = (al_real)(at - before);
    if (i == wide && j == high)
      break;
    const enum fire_move move = corner ? FIRE_CORNER : at_x < at_y ? FIRE_ALONG_X : FIRE_ALONG_Y;
    out->move[n++] = (uint8_t)move;
    i += corner || at_x < at_y;
    j += corner || at_x > at_y;
    before = at;
  }
  out->crossed = (uint8_t)(n + 1);
}

const struct fire_offset *fire_stencil_offset(struct fire_stencils *stencils, int dx, int dy)
{
  assert(abs(dx) <= FIRE_REACH && abs(dy) <= FIRE_REACH && (dx || dy));
  struct fire_offset *out = &stencils->offset[(dy + FIRE_REACH) * FIRE_SPAN + dx + FIRE_REACH];
  if (out->crossed)
    return out;
  const double length = sqrt((double)(dx * dx + dy * dy));
  out->dx = (int8_t)dx;
  out->dy = (int8_t)dy;
  out->length = (al_real)length;
  out->unit_x = (al_real)(dx / length);
  out->unit_y = (al_real)(dy / length);
  stencil_walk(out);
  return out;
}

struct stencil_vector {
  int x, y;
};

struct stencil_job {
  struct fire_stencils *stencils;
  struct fire_ring *ring;
  double eccentricity, wind_x[3], wind_y[3]; /* both ends of the sector and its middle */
};

static bool stencil_is_fine(const struct stencil_job *job, struct stencil_vector a,
                            struct stencil_vector b)
{
  const double length_a = sqrt((double)(a.x * a.x + a.y * a.y));
  const double length_b = sqrt((double)(b.x * b.x + b.y * b.y));
  const double cosine = (a.x * b.x + a.y * b.y) / (length_a * length_b);
  for (int k = 0; k < 3; k++) {
    const double along_a = (a.x * job->wind_x[k] + a.y * job->wind_y[k]) / length_a;
    const double along_b = (b.x * job->wind_x[k] + b.y * job->wind_y[k]) / length_b;
    if (cosine < job->eccentricity * fmax(along_a, along_b) - 1e-9)
      return false;
  }
  return true;
}

/* Puts in what stands after a up to b. */
static void stencil_refine(const struct stencil_job *job, struct stencil_vector a,
                           struct stencil_vector b)
{
  const struct stencil_vector sum = {a.x + b.x, a.y + b.y};
  struct fire_ring *ring = job->ring;
  if (abs(sum.x) <= FIRE_REACH && abs(sum.y) <= FIRE_REACH && !stencil_is_fine(job, a, b)) {
    stencil_refine(job, a, sum);
    stencil_refine(job, sum, b);
    return;
  }
  assert(ring->count < FIRE_RING);
  const struct fire_offset *offset = fire_stencil_offset(job->stencils, b.x, b.y);
  const int reach = abs(b.x) > abs(b.y) ? abs(b.x) : abs(b.y);
  ring->offset[ring->count++] = (uint16_t)(offset - job->stencils->offset);
  ring->reach = (uint8_t)(reach > ring->reach ? reach : ring->reach);
}

/* A number from 0 to 4 that grows with the angle of a vector, without an arctangent. */
static al_real stencil_diamond(al_real x, al_real y)
{
  const al_real sum = (x < 0 ? -x : x) + (y < 0 ? -y : y);
  const al_real part = y / sum;
  const al_real turned = x < 0 ? 2 - part : part;
  return turned < 0 ? turned + 4 : turned;
}

static void stencil_direction(double diamond, double *x, double *y)
{
  const double turn = fmod(diamond, 4.0), side = fmod(turn, 1.0);
  const int quarter = (int)turn;
  const double across = quarter % 2 ? 1.0 - side : side; /* |y| */
  const double rise = quarter < 2 ? across : -across;
  const double run = quarter == 0 || quarter == 3 ? 1.0 - across : across - 1.0;
  const double length = sqrt(rise * rise + run * run);
  *x = run / length;
  *y = rise / length;
}

static void stencil_make(struct fire_stencils *stencils, int narrow, int sector,
                         struct fire_ring *out)
{
  static const struct stencil_vector around[] = {{1, 0},   {1, 1},  {0, 1},  {-1, 1}, {-1, 0},
                                                 {-1, -1}, {0, -1}, {1, -1}, {1, 0}};
  struct stencil_job job = {
      .stencils = stencils, .ring = out, .eccentricity = 1.0 - exp2(-narrow / 3.0)};
  for (int k = 0; k < 3; k++)
    stencil_direction((sector + 0.5 * k) * 4.0 / FIRE_SECTORS, &job.wind_x[k], &job.wind_y[k]);
  for (int k = 0; k < 8; k++)
    stencil_refine(&job, around[k], around[k + 1]);
}

const struct fire_ring *fire_stencil_ring(struct fire_stencils *stencils, al_real alpha,
                                          al_real beta_x, al_real beta_y)
{
  assert(stencils && alpha > 0);
  const al_real along = fire_sqrt(beta_x * beta_x + beta_y * beta_y);
  const al_real rest = fire_max(1 - along / alpha, FIRE(0.004));
  const int narrow = (int)ceil(-3 * (double)fire_log2(rest) - 1e-4);
  const int held = narrow < 0 ? 0 : narrow >= FIRE_NARROW ? FIRE_NARROW - 1 : narrow;
  int sector = 0;
  if (held > 0 && along > FIRE(1e-6) * alpha)
    sector = (int)(stencil_diamond(beta_x, beta_y) * (FIRE(0.25) * FIRE_SECTORS)) % FIRE_SECTORS;
  struct fire_ring *ring = &stencils->ring[held * FIRE_SECTORS + sector];
  if (!ring->count)
    stencil_make(stencils, held, sector, ring);
  return ring;
}
