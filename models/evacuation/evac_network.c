#include "models/evacuation/evac_network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Links sorted by one of their ends: counts, running sums, then each link to its place. */
static void network_list_by_end(int32_t node_count, int32_t link_count, const int32_t *end,
                                int32_t *start, int32_t *list)
{
  memset(start, 0, ((size_t)node_count + 1) * sizeof *start);
  for (int32_t link = 0; link < link_count; link++) {
    assert(end[link] >= 0 && end[link] < node_count);
    start[end[link] + 1]++;
  }
  for (int32_t node = 0; node < node_count; node++)
    start[node + 1] += start[node];
  for (int32_t link = 0; link < link_count; link++)
    list[start[end[link]]++] = link;
  memmove(start + 1, start, (size_t)node_count * sizeof *start);
  start[0] = 0;
}

al_status al_evac_network_close(struct al_ctx *ctx, struct al_evac_network *network)
{
  const size_t nodes = (size_t)network->node_count + 1, links = (size_t)network->link_count;

  free(network->leaving_start);
  free(network->entering_start);
  free(network->leaving);
  free(network->entering);
  network->leaving_start = calloc(nodes, sizeof *network->leaving_start);
  network->entering_start = calloc(nodes, sizeof *network->entering_start);
  network->leaving = calloc(links + 1, sizeof *network->leaving);
  network->entering = calloc(links + 1, sizeof *network->entering);
  if (!network->leaving_start || !network->entering_start || !network->leaving ||
      !network->entering)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                   (int)network->node_count, (int)network->link_count);
  network_list_by_end(network->node_count, network->link_count, network->from,
                      network->leaving_start, network->leaving);
  network_list_by_end(network->node_count, network->link_count, network->to,
                      network->entering_start, network->entering);
  return AL_OK;
}

void al_evac_network_free(struct al_evac_network *network)
{
  void *const arrays[] = {
      network->node_x,         network->node_y,  network->from,           network->to,
      network->length_m,       network->lanes,   network->free_speed_mps, network->modes,
      network->kind,           network->twin,    network->road_class,     network->feature,
      network->shape_start,    network->shape_x, network->shape_y,        network->leaving_start,
      network->entering_start, network->leaving, network->entering,       (void *)network->name,
  };

  for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
    free(arrays[i]);
  *network = (struct al_evac_network){0};
}
