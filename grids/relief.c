/**
 * Distances, noise and rank mapping: the pieces of the relief rule, on plain arrays.
 */
#include "grids/relief.h"
#include "core/rng.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAR_CELLS2 1e20f

/* Lower envelope of parabolas along one line of squared distances. */
static void relief_line(const float *f, int n, float *out, int *v, float *z)
{
  int k = 0;
  v[0] = 0;
  z[0] = -FAR_CELLS2;
  z[1] = FAR_CELLS2;
  for (int q = 1; q < n; q++) {
    float s;
    do {
      const int p = v[k];
      s = ((f[q] + (float)q * (float)q) - (f[p] + (float)p * (float)p)) / (2.0f * (float)(q - p));
    } while (s <= z[k] && --k >= 0);
    k++;
    v[k] = q;
    z[k] = s;
    z[k + 1] = FAR_CELLS2;
  }
  k = 0;
  for (int q = 0; q < n; q++) {
    while (k + 1 < n && z[k + 1] < (float)q)
      k++;
    const float d = (float)(q - v[k]);
    out[q] = d * d + f[v[k]];
  }
}

al_status relief_distance(struct al_ctx *ctx, const struct al_lattice *lattice, const uint8_t *mark,
                          int of, float *out)
{
  const int cols = lattice->cols, rows = lattice->rows, n = cols > rows ? cols : rows;
  float *line = calloc((size_t)n, sizeof *line), *to = calloc((size_t)n, sizeof *to);
  float *z = calloc((size_t)n + 1, sizeof *z);
  int *v = calloc((size_t)n, sizeof *v);
  const bool good = line && to && z && v;
  for (ptrdiff_t i = 0; good && i < al_lattice_cells(lattice); i++)
    out[i] = mark[i] == of ? 0.0f : 1e12f;
  for (int c = 0; good && c < cols; c++) {
    for (int r = 0; r < rows; r++)
      line[r] = out[(ptrdiff_t)r * cols + c];
    relief_line(line, rows, to, v, z);
    for (int r = 0; r < rows; r++)
      out[(ptrdiff_t)r * cols + c] = to[r];
  }
  for (int r = 0; good && r < rows; r++) {
    memcpy(line, out + (ptrdiff_t)r * cols, (size_t)cols * sizeof *line);
    relief_line(line, cols, to, v, z);
    for (int c = 0; c < cols; c++)
      out[(ptrdiff_t)r * cols + c] = sqrtf(to[c]) * (float)lattice->cell_m;
  }
  free(line);
  free(to);
  free(z);
  free(v);
  return good ? AL_OK
              : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: distances over %td cells",
                        al_lattice_cells(lattice));
}

/* Places of the map in units of the noise's own lattice, which is turned by an angle of its own so
 * that the lattices of several noises do not line up. */
static void relief_turn(const struct relief_noise *noise, double x_m, double y_m, double *u,
                        double *v)
{
  *u = (noise->cosine * x_m - noise->sine * y_m) / noise->length_m;
  *v = (noise->sine * x_m + noise->cosine * y_m) / noise->length_m;
}

al_status relief_noise_make(struct al_arena *arena, const struct al_lattice *lattice, uint64_t seed,
                            uint64_t stream, double length_m, struct relief_noise *out)
{
  assert(length_m > 0.0);
  const double angle = 0.5 + 2.399963229728653 * (double)(stream % 1000); /* the golden angle */
  const double width_m = lattice->cols * lattice->cell_m,
               height_m = lattice->rows * lattice->cell_m;
  double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};
  *out = (struct relief_noise){.length_m = length_m, .cosine = cos(angle), .sine = sin(angle)};
  for (int corner = 0; corner < 4; corner++) {
    double u, v;
    relief_turn(out, lattice->west_m + (corner & 1 ? width_m : 0.0),
                lattice->north_m - (corner & 2 ? height_m : 0.0), &u, &v);
    low[0] = fmin(low[0], u), high[0] = fmax(high[0], u);
    low[1] = fmin(low[1], v), high[1] = fmax(high[1], v);
  }
  out->first_u = (long long)floor(low[0]) - 1;
  out->first_v = (long long)floor(low[1]) - 1;
  out->cols = (int)((long long)floor(high[0]) + 4 - out->first_u);
  out->rows = (int)((long long)floor(high[1]) + 4 - out->first_v);
  out->node = AL_NEW(arena, float, (size_t)out->cols *(size_t)out->rows);
  if (!out->node)
    return AL_NO_MEMORY;
  for (int r = 0; r < out->rows; r++)
    for (int c = 0; c < out->cols; c++) {
      const uint64_t iu = (uint64_t)(out->first_u + c + (1LL << 30)),
                     iv = (uint64_t)(out->first_v + r + (1LL << 30));
      out->node[(ptrdiff_t)r * out->cols + c] =
          (float)al_rng_normal(seed, stream, iu << 32 | (iv & 0xffffffffu));
    }
  return AL_OK;
}

/* Weights of the four nodes around a place at t in 0..1 past the second: cubic B-spline. */
static void relief_weights(double t, double weight[4])
{
  const double s = 1.0 - t;
  weight[0] = s * s * s / 6.0;
  weight[1] = (4.0 - 6.0 * t * t + 3.0 * t * t * t) / 6.0;
  weight[2] = (4.0 - 6.0 * s * s + 3.0 * s * s * s) / 6.0;
  weight[3] = t * t * t / 6.0;
}

double relief_noise_at(const struct relief_noise *noise, double x_m, double y_m)
{
  double u, v, wu[4], wv[4], sum = 0.0;
  relief_turn(noise, x_m, y_m, &u, &v);
  const double fu = floor(u), fv = floor(v);
  const long long c0 = (long long)fu - 1 - noise->first_u, r0 = (long long)fv - 1 - noise->first_v;
  assert(c0 >= 0 && r0 >= 0 && c0 + 4 <= noise->cols && r0 + 4 <= noise->rows);
  relief_weights(u - fu, wu);
  relief_weights(v - fv, wv);
  for (int r = 0; r < 4; r++) {
    const float *row = noise->node + (ptrdiff_t)(r0 + r) * noise->cols + c0;
    sum += wv[r] * (wu[0] * (double)row[0] + wu[1] * (double)row[1] + wu[2] * (double)row[2] +
                    wu[3] * (double)row[3]);
  }
  /* The squares of the weights have the mean 151/315 along each axis. */
  return sum * (315.0 / 151.0);
}

struct ranked {
  float value;
  int32_t cell;
};

static int relief_compare(const void *a, const void *b)
{
  const struct ranked *ra = a, *rb = b;
  if (ra->value != rb->value)
    return ra->value < rb->value ? -1 : 1;
  return (ra->cell > rb->cell) - (ra->cell < rb->cell);
}

static double relief_at_share(const double *knots, size_t count, double share)
{
  for (size_t k = 0; k + 1 < count; k++)
    if (share <= knots[2 * k + 2]) {
      const double part = (share - knots[2 * k]) / (knots[2 * k + 2] - knots[2 * k]);
      return knots[2 * k + 1] + part * (knots[2 * k + 3] - knots[2 * k + 1]);
    }
  return knots[2 * count - 1];
}

al_status relief_map_ranks(struct al_ctx *ctx, ptrdiff_t cells, const uint8_t *land,
                           const double *knots, size_t knot_count, float *value)
{
  assert(knot_count >= 2);
  struct ranked *order = malloc((size_t)cells * sizeof *order);
  ptrdiff_t count = 0;
  if (!order)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: ordering %td cells", cells);
  for (ptrdiff_t i = 0; i < cells; i++)
    if (land[i])
      order[count++] = (struct ranked){value[i], (int32_t)i};
  qsort(order, (size_t)count, sizeof *order, relief_compare);
  for (ptrdiff_t r = 0; r < count; r++)
    value[order[r].cell] =
        (float)relief_at_share(knots, knot_count, ((double)r + 0.5) / (double)count);
  free(order);
  return AL_OK;
}
