/**
 * walk_cost write SIDE COST.tif GOAL.tif | walk_cost run COST.tif GOAL.tif 8|16 [OTHER.tif]
 * The case of bench/peers/walk.sh: a field of walking costs with its goal, ours over it with CPU
 * time, and the greatest and mean difference from the raster that another program made.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/log.h"
#include "core/rng.h"
#include "doors/raster_door.h"
#include "models/evacuation/evac_walk.h"

static void check(struct al_ctx *ctx, al_status status)
{
  if (status != AL_OK) {
    al_ctx_print_errors(ctx, stderr);
    exit(1);
  }
}

/* Costs 0.5 to 1.5, of patches of 16 cells and of each cell; one goal in the middle. */
static void write_case(struct al_ctx *ctx, char **argv)
{
  const int side = atoi(argv[0]);
  const struct al_lattice lattice = {
      .cols = side, .rows = side, .north_m = side, .cell_m = 1.0, .crs_wkt = ""};
  float *value = malloc((size_t)side * (size_t)side * sizeof *value);
  for (int i = 0; i < side * side; i++) {
    const int patch = i / side / 16 * side + i % side / 16;
    value[i] = 0.5f + 0.5f * (float)al_rng_uniform(5, 1, (uint64_t)i) +
               0.5f * (float)al_rng_uniform(5, 2, (uint64_t)patch);
  }
  struct al_raster_output output = {.path = argv[1],
                                    .lattice = &lattice,
                                    .name = "cost",
                                    .unit = "s m-1",
                                    .long_name = "cost",
                                    .value = value};
  check(ctx, al_raster_write_cog(ctx, &output));
  for (int i = 0; i < side * side; i++)
    value[i] = i == side / 2 * side + side / 2 ? 0.0f : NAN;
  output.path = argv[2];
  check(ctx, al_raster_write_cog(ctx, &output));
  free(value);
}

static float *read_raster(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                          struct al_lattice *lattice)
{
  check(ctx, al_raster_lattice(ctx, arena, path, lattice));
  float *value = malloc((size_t)al_lattice_cells(lattice) * sizeof *value);
  check(ctx, al_raster_read(ctx, path, 1, lattice, value));
  return value;
}

static void compare(ptrdiff_t cells, const float *ours, const float *other)
{
  double worst = 0.0, sum = 0.0, most = 0.0, off = 0.0;
  for (ptrdiff_t i = 0; i < cells; i++) {
    worst = fmax(worst, fabs((double)ours[i] - (double)other[i]));
    off += fabs((double)ours[i] - (double)other[i]);
    sum += (double)other[i];
    most = fmax(most, (double)other[i]);
  }
  printf("other: mean %.4f max %.4f; difference: mean %.2g max %.2g\n", sum / (double)cells, most,
         off / (double)cells, worst);
}

static void run_case(struct al_ctx *ctx, struct al_arena *arena, int argc, char **argv)
{
  struct al_lattice lattice;
  float *slowness = read_raster(ctx, arena, argv[0], &lattice);
  float *goal = read_raster(ctx, arena, argv[1], &lattice);
  const ptrdiff_t cells = al_lattice_cells(&lattice);
  float *time_s = malloc((size_t)cells * sizeof *time_s);
  const struct al_evac_walk walk = {
      .lattice = &lattice, .slowness_spm = slowness, .neighbours = atoi(argv[2])};
  double least_s = INFINITY, sum = 0.0, most = 0.0;
  for (int run = 0; run < 5; run++) {
    const clock_t start = clock();
    check(ctx, al_evac_walk_time(ctx, &walk, goal, time_s));
    least_s = fmin(least_s, (double)(clock() - start) / CLOCKS_PER_SEC);
  }
  for (ptrdiff_t i = 0; i < cells; i++) {
    sum += (double)time_s[i];
    most = fmax(most, (double)time_s[i]);
  }
  printf("anlan: mean %.4f max %.4f; %.3f s CPU (best of 5)\n", sum / (double)cells, most, least_s);
  if (argc > 3) {
    float *other = read_raster(ctx, arena, argv[3], &lattice);
    compare(cells, time_s, other);
    free(other);
  }
  free(slowness);
  free(goal);
  free(time_s);
}

int main(int argc, char **argv)
{
  struct al_ctx *ctx;
  struct al_arena *arena;
  if (argc < 5 || al_ctx_create(&ctx) != AL_OK || al_arena_create(ctx, 0, &arena) != AL_OK)
    return 2;
  al_ctx_set_log(ctx, AL_LOG_TEXT, true, stderr);
  if (strcmp(argv[1], "write") == 0)
    write_case(ctx, argv + 2);
  else
    run_case(ctx, arena, argc - 2, argv + 2);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
  return 0;
}
