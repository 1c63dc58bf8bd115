#include "models/evacuation/evac_people.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Puts a place to the group of its node, a new one when it is the first there. */
static void people_take(struct al_evac_people *people, int32_t *group_of, int32_t node,
                        double persons, double distance_m, uint64_t key)
{
  if (group_of[node] < 0) {
    group_of[node] = people->group_count++;
    people->group[group_of[node]] = (struct al_evac_group){.node = node, .key = key};
  }
  struct al_evac_group *group = &people->group[group_of[node]];
  group->persons += persons;
  group->access_m += (distance_m - group->access_m) * persons / group->persons;
  people->persons += persons;
}

al_status al_evac_people_attach(struct al_ctx *ctx, const struct al_evac_origins *origins,
                                const struct al_evac_node_index *index, double within_m,
                                struct al_evac_people *out)
{
  const int32_t nodes = index->network->node_count;
  const size_t most = (size_t)(origins->count < nodes ? origins->count : nodes) + 1;
  int32_t *group_of = malloc(((size_t)nodes + 1) * sizeof *group_of);
  double nearest_m = INFINITY;

  *out = (struct al_evac_people){.group = malloc(most * sizeof *out->group),
                                 .roadless =
                                     malloc(((size_t)origins->count + 1) * sizeof *out->roadless)};
  if (!group_of || !out->group || !out->roadless) {
    free(group_of);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: people at %d nodes", (int)nodes);
  }
  for (int32_t node = 0; node < nodes; node++)
    group_of[node] = -1;
  for (int32_t i = 0; i < origins->count; i++) {
    double distance_m;
    int32_t node =
        al_evac_nearest_node(index, origins->x_m[i], origins->y_m[i], within_m, &distance_m);
    if (node >= 0) {
      people_take(out, group_of, node, origins->persons[i], distance_m, origins->key[i]);
      continue;
    }
    al_evac_nearest_node(index, origins->x_m[i], origins->y_m[i], INFINITY, &distance_m);
    nearest_m = fmin(nearest_m, distance_m);
    out->roadless[out->roadless_count++] = i;
    out->roadless_persons += origins->persons[i];
  }
  free(group_of);
  if (out->roadless_count > 0)
    al_report(ctx, AL_WARNING, NULL,
              "people: %.0f of %.0f persons, at %d places, have no road within %g m (the nearest "
              "of them %g m): they walk off the road",
              out->roadless_persons, out->roadless_persons + out->persons, (int)out->roadless_count,
              within_m, nearest_m);
  return AL_OK;
}

void al_evac_people_free(struct al_evac_people *people)
{
  free(people->group);
  free(people->roadless);
  *people = (struct al_evac_people){0};
}

int32_t al_evac_shelters_attach(struct al_ctx *ctx, const struct al_evac_node_index *index,
                                int32_t count, const char *const *name, const double *x_m,
                                const double *y_m, double within_m, int32_t *node)
{
  int32_t without = 0;
  for (int32_t i = 0; i < count; i++) {
    double distance_m;
    node[i] = al_evac_nearest_node(index, x_m[i], y_m[i], within_m, NULL);
    if (node[i] >= 0)
      continue;
    without++;
    al_evac_nearest_node(index, x_m[i], y_m[i], INFINITY, &distance_m);
    al_report(ctx, AL_WARNING, NULL,
              "shelter '%s': no road within %g m, the nearest is %g m away: nobody reaches it by "
              "road",
              name[i], within_m, distance_m);
  }
  return without;
}
