#include "support/support.h"
#include "support/evac_world.h"
#include <math.h>
#include <stdlib.h>

enum { MOST_LINKS = 512 };

struct evac_world *evac_world_make(void)
{
  struct evac_world *world = calloc(1, sizeof *world);
  assert_non_null(world);
  world->lattice = (struct al_lattice){.cols = EVAC_SIDE,
                                       .rows = EVAC_SIDE,
                                       .north_m = 10.0 * EVAC_SIDE,
                                       .cell_m = 10.0,
                                       .crs_wkt = ""};
  for (int k = 0; k < EVAC_FRAMES; k++) {
    world->time_s[k] = 100.0 * k;
    world->depth_of[k] = world->depth_m[k];
    world->speed_of[k] = world->speed_mps[k];
    world->wind_of[k] = world->wind_mps[k];
  }
  for (int i = 0; i < EVAC_CELLS; i++)
    world->fire_s[i] = INFINITY;
  world->memory =
      (struct al_evac_memory_frames){EVAC_CELLS, world->depth_of, world->speed_of, world->wind_of};
  world->frames = (struct al_evac_frames){.lattice = &world->lattice,
                                          .count = EVAC_FRAMES,
                                          .time_s = world->time_s,
                                          .has_depth = true,
                                          .has_speed = true,
                                          .has_wind = true,
                                          .bed_m = world->bed_m,
                                          .fire_arrival_s = world->fire_s,
                                          .self = &world->memory,
                                          .read = al_evac_memory_read};
  struct al_evac_network *network = &world->network;
  network->free_speed_mps = calloc(MOST_LINKS, sizeof *network->free_speed_mps);
  network->modes = calloc(MOST_LINKS, sizeof *network->modes);
  network->kind = calloc(MOST_LINKS, sizeof *network->kind);
  network->shape_start = calloc(MOST_LINKS + 1, sizeof *network->shape_start);
  network->shape_x = calloc(2 * MOST_LINKS, sizeof *network->shape_x);
  network->shape_y = calloc(2 * MOST_LINKS, sizeof *network->shape_y);
  return world;
}

void evac_world_free(struct evac_world *world)
{
  al_evac_network_free(&world->network);
  free(world);
}

int32_t evac_world_link(struct evac_world *world, double x0, double y0, double x1, double y1,
                        enum al_evac_link_kind kind)
{
  struct al_evac_network *network = &world->network;
  const int32_t link = network->link_count++;
  assert_true(link < MOST_LINKS);
  network->free_speed_mps[link] = 10.0f;
  network->modes[link] = (1u << AL_EVAC_MODES) - 1;
  network->kind[link] = (uint8_t)kind;
  network->shape_x[2 * link] = x0;
  network->shape_y[2 * link] = y0;
  network->shape_x[2 * link + 1] = x1;
  network->shape_y[2 * link + 1] = y1;
  network->shape_start[link + 1] = 2 * link + 2;
  return link;
}

void evac_world_wet(struct evac_world *world, int col, int row, int first, int end, float depth_m,
                    float speed_mps)
{
  for (int k = first; k < end; k++) {
    world->depth_m[k][row * EVAC_SIDE + col] = depth_m;
    world->speed_mps[k][row * EVAC_SIDE + col] = speed_mps;
  }
}
