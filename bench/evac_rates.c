/**
 * evac_rates: CPU seconds of hazards, people and walking at the size of a city: 160 x 160 junctions
 * (101,760 links), 1000 x 1000 cells, 60 frames of a wave that floods and leaves a third of them.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/log.h"
#include "models/evacuation/evac_cells.h"
#include "models/evacuation/evac_hazard.h"
#include "models/evacuation/evac_walk.h"

enum { SIDE = 160, NODES = SIDE * SIDE, LINKS = 4 * SIDE * (SIDE - 1), CELLS_A_SIDE = 1000 };
enum { CELLS = CELLS_A_SIDE * CELLS_A_SIDE, FRAMES = 60 };
static const double cell_m = 32.0, block_m = 200.0;

static double cpu_s(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

static void check(struct al_ctx *ctx, al_status status)
{
  if (status != AL_OK) {
    al_ctx_print_errors(ctx, stderr);
    exit(1);
  }
}

static void add_link(struct al_evac_network *net, int from, int to)
{
  const int32_t link = net->link_count++;
  net->from[link] = from;
  net->to[link] = to;
  net->free_speed_mps[link] = 13.9f;
  net->modes[link] = (1u << AL_EVAC_MODES) - 1;
  for (int end = 0; end < 2; end++) {
    net->shape_x[2 * link + end] = net->node_x[end ? to : from];
    net->shape_y[2 * link + end] = net->node_y[end ? to : from];
  }
  net->shape_start[link + 1] = 2 * link + 2;
}

static struct al_evac_network make_city(void)
{
  struct al_evac_network net = {.node_count = NODES};
  net.node_x = calloc(NODES, sizeof *net.node_x);
  net.node_y = calloc(NODES, sizeof *net.node_y);
  net.from = calloc(LINKS, sizeof *net.from);
  net.to = calloc(LINKS, sizeof *net.to);
  net.free_speed_mps = calloc(LINKS, sizeof *net.free_speed_mps);
  net.modes = calloc(LINKS, sizeof *net.modes);
  net.shape_start = calloc(LINKS + 1, sizeof *net.shape_start);
  net.shape_x = calloc(2 * LINKS, sizeof *net.shape_x);
  net.shape_y = calloc(2 * LINKS, sizeof *net.shape_y);
  for (int i = 0; i < NODES; i++) {
    net.node_x[i] = 50.0 + block_m * (i % SIDE);
    net.node_y[i] = 50.0 + block_m * (double)(i / SIDE);
  }
  for (int i = 0; i < NODES; i++) {
    if (i % SIDE + 1 < SIDE) {
      add_link(&net, i, i + 1);
      add_link(&net, i + 1, i);
    }
    if (i + SIDE < NODES) {
      add_link(&net, i, i + SIDE);
      add_link(&net, i + SIDE, i);
    }
  }
  return net;
}

/* Depth falls inland from the east; it rises and falls in time. */
static al_status read_wave(void *self, struct al_ctx *ctx, int k, struct al_evac_frame *into)
{
  const double tide_m = 2.0 * sin(3.14159265358979 * k / FRAMES);
  (void)self;
  (void)ctx;
  for (int i = 0; i < CELLS; i++) {
    const double inland = 1.0 - (double)(i % CELLS_A_SIDE) / CELLS_A_SIDE;
    into->depth_m[i] = (float)fmax(0.0, tide_m - 6.0 * inland);
    into->speed_mps[i] = 0.5f;
  }
  return AL_OK;
}

static void measure_hazard(struct al_ctx *ctx, const struct al_evac_network *net,
                           const struct al_evac_frames *frames, float *plane)
{
  const struct al_evac_hazard_options options = {.law = al_evac_laws,
                                                 .law_count = AL_EVAC_TRAVELLERS};
  struct al_evac_hazard hazard;
  struct al_evac_frame frame;
  check(ctx, al_evac_frame_make(ctx, frames, &frame));
  double start = cpu_s();
  for (int k = 0; k < FRAMES; k++)
    check(ctx, frames->read(frames->self, ctx, k, &frame));
  const double read_s = cpu_s() - start;
  start = cpu_s();
  check(ctx, al_evac_hazard_make(ctx, net, frames, &options, &hazard));
  printf("hazards of %d links, %d frames, %d kinds of travellers: %.3f s (frames %.3f s more); "
         "drivers: %d closings, %d steps\n",
         (int)net->link_count, FRAMES, AL_EVAC_TRAVELLERS, cpu_s() - start - read_s, read_s,
         (int)hazard.of[AL_EVAC_DRIVER].closing_start[net->link_count],
         (int)hazard.of[AL_EVAC_DRIVER].step_start[net->link_count]);
  start = cpu_s();
  check(ctx, al_evac_cells_closing(ctx, frames, &al_evac_laws[AL_EVAC_ADULT], plane));
  printf("closings of %d cells: %.3f s\n", CELLS, cpu_s() - start - read_s);
  al_evac_frame_free(&frame);
  al_evac_hazard_free(&hazard);
}

/* Latest departure on foot, goals in the west, from cells that the wave closes. */
static void measure_walk(struct al_ctx *ctx, const struct al_lattice *lattice,
                         const float *closes_s)
{
  float *slowness = malloc(CELLS * sizeof *slowness), *goal = malloc(CELLS * sizeof *goal);
  float *latest_s = malloc(CELLS * sizeof *latest_s), *height_m = malloc(CELLS * sizeof *height_m);
  for (int i = 0; i < CELLS; i++) {
    slowness[i] = 1.0f / 1.1f;
    goal[i] = i % CELLS_A_SIDE == 0 ? 1e5f : NAN;
    height_m[i] = 6.0f * (float)sin(0.05 * (i % CELLS_A_SIDE));
  }
  for (int neighbours = 8; neighbours <= 16; neighbours += 8)
    for (int hills = 0; hills < 2; hills++) {
      const struct al_evac_walk walk = {.lattice = lattice,
                                        .slowness_spm = slowness,
                                        .height_m = hills ? height_m : NULL,
                                        .neighbours = neighbours};
      const double start = cpu_s();
      check(ctx, al_evac_walk_latest(ctx, &walk, goal, closes_s, latest_s));
      printf("latest departures of %d cells, %d neighbours%s: %.3f s\n", CELLS, neighbours,
             hills ? ", slopes" : "", cpu_s() - start);
    }
  free(slowness);
  free(goal);
  free(latest_s);
  free(height_m);
}

int main(void)
{
  struct al_ctx *ctx;
  double time_s[FRAMES];
  const struct al_lattice lattice = {.cols = CELLS_A_SIDE,
                                     .rows = CELLS_A_SIDE,
                                     .north_m = CELLS_A_SIDE * cell_m,
                                     .cell_m = cell_m,
                                     .crs_wkt = ""};
  const struct al_evac_frames frames = {.lattice = &lattice,
                                        .count = FRAMES,
                                        .time_s = time_s,
                                        .has_depth = true,
                                        .has_speed = true,
                                        .read = read_wave};
  float *plane = malloc(CELLS * sizeof *plane);
  if (!plane || al_ctx_create(&ctx) != AL_OK)
    return 1;
  al_ctx_set_log(ctx, AL_LOG_TEXT, true, stderr);
  for (int k = 0; k < FRAMES; k++)
    time_s[k] = 600.0 * k;
  struct al_evac_network net = make_city();
  measure_hazard(ctx, &net, &frames, plane);
  measure_walk(ctx, &lattice, plane);
  al_evac_network_free(&net);
  free(plane);
  al_ctx_destroy(ctx);
  return 0;
}
