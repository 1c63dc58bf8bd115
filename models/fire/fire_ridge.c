/**
 * Wind over terrain: potential flow over the ground's waves, each made stronger by its inner layer.
 */
#include "models/fire/fire_ridge.h"
#include "core/log.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

#define PI 3.14159265358979323846
#define HEIGHT_M 10.0 /* above the ground */
#define KAPPA_2 0.16  /* of von Karman's constant 0.4 */
#define HELD_LEAST (-0.8)
#define HELD_MOST 1.5
#define VOID_BED_M 1e5

enum { SIDE_MOST = 2048, PAD_LEAST = 16, BESIDE = 8 };

struct ridge_wave {
  double re, im;
};

/* The ground as a periodic plane of cols x rows, powers of two; row-major. */
struct ridge_job {
  const struct al_model_env *env;
  struct fire_ridge *ridge;
  int cols, rows;
  struct ridge_wave *ground, *work;
  struct ridge_wave *column; /* [threads][BESIDE][rows] */
  struct ridge_wave *turn;   /* [longest / 2] exp(-2 pi i k / longest) */
  int longest, threads;
};

double fire_ridge_inner(double wave_number, double roughness_m)
{
  assert(wave_number > 0.0);
  if (!(roughness_m > 0.0))
    return 1.0;
  const double outer_m = fmax(1.0 / wave_number, 20.0 * roughness_m);
  double inner_m = fmax(0.05 * outer_m, 3.0 * roughness_m);
  for (int n = 0; n < 60; n++)
    inner_m = 0.5 * (inner_m + 2.0 * KAPPA_2 * outer_m / log(fmax(inner_m / roughness_m, 2.0)));
  const double ratio = log(outer_m / roughness_m) / log(fmax(inner_m / roughness_m, 2.0));
  return fmax(ratio * ratio, 1.0);
}

static int ridge_power(int least)
{
  int n = 1;
  while (n < least)
    n *= 2;
  return n;
}

/* In place, `n` a power of two. @param sign -1 forward, 1 back (without 1/n) */
static void ridge_transform(const struct ridge_job *job, struct ridge_wave *x, int n, int sign)
{
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      const struct ridge_wave kept = x[i];
      x[i] = x[j];
      x[j] = kept;
    }
  }
  for (int span = 2; span <= n; span *= 2) {
    const int step = job->longest / span, half = span / 2;
    for (int first = 0; first < n; first += span)
      for (int k = 0; k < half; k++) {
        const struct ridge_wave w = job->turn[k * step];
        const double im = sign < 0 ? w.im : -w.im;
        struct ridge_wave *a = &x[first + k], *b = &x[first + k + half];
        const struct ridge_wave turned = {b->re * w.re - b->im * im, b->re * im + b->im * w.re};
        *b = (struct ridge_wave){a->re - turned.re, a->im - turned.im};
        *a = (struct ridge_wave){a->re + turned.re, a->im + turned.im};
      }
  }
}

/* Rows, then columns, a few at a time beside each other in memory. */
static void ridge_transform_plane(const struct ridge_job *job, struct ridge_wave *plane, int sign)
{
  const int cols = job->cols, rows = job->rows;
#pragma omp parallel for num_threads(job->threads) schedule(static)
  for (int y = 0; y < rows; y++)
    ridge_transform(job, plane + (ptrdiff_t)y * cols, cols, sign);
#pragma omp parallel for num_threads(job->threads) schedule(static)
  for (int x = 0; x < cols; x += BESIDE) {
    struct ridge_wave *own = job->column + (ptrdiff_t)omp_get_thread_num() * BESIDE * rows;
    for (int y = 0; y < rows; y++)
      for (int k = 0; k < BESIDE; k++)
        own[(ptrdiff_t)k * rows + y] = plane[(ptrdiff_t)y * cols + x + k];
    for (int k = 0; k < BESIDE; k++)
      ridge_transform(job, own + (ptrdiff_t)k * rows, rows, sign);
    for (int y = 0; y < rows; y++)
      for (int k = 0; k < BESIDE; k++)
        plane[(ptrdiff_t)y * cols + x + k] = own[(ptrdiff_t)k * rows + y];
  }
}

/* Mean height of the grid's cells in each coarse one; NAN where there are none. Sea lies at 0. */
static void ridge_collect(const struct ridge_job *job)
{
  const struct al_forest *forest = job->env->forest;
  const struct al_field *bed = al_fields_find(job->env->fields, "bed");
  const struct al_field *sea = al_fields_find(job->env->fields, "sea");
  const int factor = job->ridge->factor, cols = job->ridge->coarse.cols;
  assert(bed);
  for (ptrdiff_t i = 0; i < (ptrdiff_t)job->cols * job->rows; i++)
    job->ground[i] = job->work[i] = (struct ridge_wave){0.0, 0.0};
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t cell = t * AL_TILE_CELLS + i;
      const double z = (double)bed->buffer[0][cell];
      const int x = (forest->tile[t].col + i % AL_TILE_SIDE) / factor + 1;
      const int y = (forest->tile[t].row + i / AL_TILE_SIDE) / factor + 1;
      if (!forest->valid[cell] || !(z < VOID_BED_M) || x >= cols)
        continue;
      const bool wet = sea && sea->buffer[0][cell] == 1;
      job->ground[(ptrdiff_t)y * job->cols + x].re += wet ? 0.0 : z;
      job->work[(ptrdiff_t)y * job->cols + x].re += 1.0;
    }
  for (ptrdiff_t i = 0; i < (ptrdiff_t)job->cols * job->rows; i++)
    job->ground[i].re = job->work[i].re > 0.0 ? job->ground[i].re / job->work[i].re : (double)NAN;
}

/* Fills a line where it has no heights: straight between what stands on both sides, and round the
 * end by half a cosine. @return whether it had some */
static bool ridge_close_line(struct ridge_wave *line, ptrdiff_t stride, int n)
{
  int first = 0, last;
  while (first < n && isnan(line[first * stride].re))
    first++;
  if (first == n)
    return false;
  last = first;
  for (int i = first + 1; i <= first + n; i++) {
    const double there = line[i % n * stride].re, here = line[last % n * stride].re;
    if (isnan(there))
      continue;
    const bool round = i > n || (i == n && first == 0);
    for (int k = last + 1; k < i; k++) {
      const double share = (double)(k - last) / (i - last);
      const double part = round ? 0.5 - 0.5 * cos(PI * share) : share;
      line[k % n * stride].re = here + (there - here) * part;
    }
    last = i;
  }
  return true;
}

static void ridge_close(const struct ridge_job *job)
{
  for (int y = 0; y < job->rows; y++)
    (void)ridge_close_line(job->ground + (ptrdiff_t)y * job->cols, 1, job->cols);
  for (int x = 0; x < job->cols; x++)
    if (!ridge_close_line(job->ground + x, job->cols, job->rows))
      for (int y = 0; y < job->rows; y++)
        job->ground[(ptrdiff_t)y * job->cols + x].re = 0.0;
}

static double ridge_number(int index, int n, double cell_m)
{
  const int k = index <= n / 2 ? index : index - n;
  return 2.0 * PI * k / (n * cell_m);
}

/* What the wind changes by over one wave of the ground: a real one and, 90 degrees on, another. */
static void ridge_fill(const struct ridge_job *job, const double *inner, bool last)
{
  const double cell_m = job->ridge->coarse.cell_m;
  const double per = 1.0 / ((double)job->cols * job->rows);
#pragma omp parallel for num_threads(job->threads) schedule(static)
  for (int y = 0; y < job->rows; y++)
    for (int x = 0; x < job->cols; x++) {
      const ptrdiff_t at = (ptrdiff_t)y * job->cols + x;
      const double east = ridge_number(x, job->cols, cell_m);
      const double north = -ridge_number(y, job->rows, cell_m); /* rows run south */
      const double k = sqrt(east * east + north * north);
      const double at_octave = 8.0 * (log2(fmax(k * cell_m, 1e-5)) + 17.0);
      const double gain = k > 0.0 ? per * inner[(int)at_octave] * exp(-k * HEIGHT_M) / k : 0.0;
      const struct ridge_wave a = {job->ground[at].re * gain, job->ground[at].im * gain};
      const double real = last ? north * north : east * east, other = last ? 0.0 : east * north;
      job->work[at] = (struct ridge_wave){a.re * real - a.im * other, a.re * other + a.im * real};
    }
}

static void ridge_take(const struct ridge_job *job, float *real, float *imaginary)
{
  const struct al_lattice *coarse = &job->ridge->coarse;
  for (int y = 0; y < coarse->rows; y++)
    for (int x = 0; x < coarse->cols; x++) {
      const struct ridge_wave a = job->work[(ptrdiff_t)y * job->cols + x];
      real[(ptrdiff_t)y * coarse->cols + x] = (float)a.re;
      if (imaginary)
        imaginary[(ptrdiff_t)y * coarse->cols + x] = (float)a.im;
    }
}

/* Steep ground is beyond the theory: along its two axes the change is held. */
static void ridge_hold(struct fire_ridge *ridge)
{
  for (ptrdiff_t i = 0; i < al_lattice_cells(&ridge->coarse); i++) {
    const double ee = (double)ridge->plane[0][i], en = (double)ridge->plane[1][i];
    const double nn = (double)ridge->plane[2][i];
    const double mean = 0.5 * (ee + nn), part = hypot(0.5 * (ee - nn), en);
    const double high = fmin(fmax(mean + part, HELD_LEAST), HELD_MOST);
    const double low = fmin(fmax(mean - part, HELD_LEAST), HELD_MOST);
    if (high == mean + part && low == mean - part)
      continue;
    const double by = part > 0.0 ? 0.5 * (high - low) / part : 0.0, middle = 0.5 * (high + low);
    ridge->plane[0][i] = (float)(middle + by * 0.5 * (ee - nn));
    ridge->plane[1][i] = (float)(by * en);
    ridge->plane[2][i] = (float)(middle - by * 0.5 * (ee - nn));
    ridge->held++;
  }
}

static void ridge_solve(const struct ridge_job *job, const double *inner)
{
  float *const *plane = job->ridge->plane;
  for (int k = 0; k < job->longest / 2; k++)
    job->turn[k] =
        (struct ridge_wave){cos(2.0 * PI * k / job->longest), -sin(2.0 * PI * k / job->longest)};
  ridge_collect(job);
  ridge_close(job);
  ridge_transform_plane(job, job->ground, -1);
  ridge_fill(job, inner, false);
  ridge_transform_plane(job, job->work, 1);
  ridge_take(job, plane[FIRE_RIDGE_EE], plane[FIRE_RIDGE_EN]);
  ridge_fill(job, inner, true);
  ridge_transform_plane(job, job->work, 1);
  ridge_take(job, plane[FIRE_RIDGE_NN], NULL);
  ridge_hold(job->ridge);
}

static int ridge_padded(int nodes)
{
  return ridge_power(nodes + (nodes / 4 > PAD_LEAST ? nodes / 4 : PAD_LEAST));
}

al_status fire_ridge_create(const struct al_model_env *env, struct fire_ridge **out)
{
  enum { OCTAVES = 8 * 24 };
  const struct fire_terrain_wind_config *config =
      &((const struct al_fire_config *)env->config)->terrain_wind;
  const struct al_lattice *grid = &env->forest->lattice;
  struct fire_ridge *ridge = *out = AL_NEW(env->arena, struct fire_ridge, 1);
  struct ridge_job job = {
      .env = env, .ridge = ridge, .threads = env->threads > 0 ? env->threads : 1};
  double inner[OCTAVES];
  if (!ridge)
    return AL_NO_MEMORY;
  do {
    ridge->factor++;
    ridge->coarse = fire_plane_lattice(grid, ridge->factor);
    job.cols = ridge_padded(ridge->coarse.cols);
    job.rows = ridge_padded(ridge->coarse.rows);
  } while (job.cols > SIDE_MOST || job.rows > SIDE_MOST);
  for (int k = 0; k < FIRE_RIDGE_PLANES; k++) {
    ridge->plane[k] = AL_NEW(env->arena, float, (size_t)al_lattice_cells(&ridge->coarse));
    if (!ridge->plane[k])
      return AL_NO_MEMORY;
  }
  const double roughness_m = config->method == FIRE_TERRAIN_LINEAR ? config->roughness_m : 0.0;
  for (int k = 0; k < OCTAVES; k++)
    inner[k] = fire_ridge_inner(exp2((k + 0.5) / 8.0 - 17.0) / ridge->coarse.cell_m, roughness_m);
  job.longest = job.cols > job.rows ? job.cols : job.rows;
  const size_t nodes = (size_t)job.cols * (size_t)job.rows;
  job.ground = malloc(nodes * sizeof *job.ground);
  job.work = malloc(nodes * sizeof *job.work);
  job.column = malloc((size_t)job.threads * BESIDE * (size_t)job.rows * sizeof *job.column);
  job.turn = malloc((size_t)job.longest * sizeof *job.turn);
  const bool has = job.ground && job.work && job.column && job.turn;
  if (has)
    ridge_solve(&job, inner);
  free(job.ground);
  free(job.work);
  free(job.column);
  free(job.turn);
  if (has && ridge->held > 0)
    al_log(env->ctx, AL_WARNING,
           "fire.terrain_wind: the ground of %td of %td cells of %g m is too steep for it; wind "
           "there is held between %g and %g of the weather's",
           ridge->held, al_lattice_cells(&ridge->coarse), ridge->coarse.cell_m, 1.0 + HELD_LEAST,
           1.0 + HELD_MOST);
  return has ? AL_OK : AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory for the wind over terrain");
}
