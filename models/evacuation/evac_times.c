/**
 * Travel times that change, and the least ones to a goal.
 */
#include "models/evacuation/evac_times.h"
#include "models/evacuation/radix_heap.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Whether a link closes, or is closed, between two times. */
static bool times_is_barred(const struct al_evac_closings *closings, int32_t link, double from_s,
                            double until_s)
{
  bool barred = false;
  for (int32_t k = closings->start ? closings->start[link] : 0;
       closings->start && !barred && k < closings->start[link + 1]; k++)
    barred = closings->closing[k].from_s <= until_s && closings->closing[k].to_s > from_s;
  return barred;
}

/* Of a link without others on it. */
static float times_free_s(const struct al_evac_load_request *load, int32_t link)
{
  return (float)((double)load->network->length_m[link] / al_evac_speed_mps(load, link));
}

/* One link at all times. */
static void times_set_link(struct evac_times *times, const struct al_evac_load_request *load,
                           const struct al_evac_profile *profile, int32_t link, bool usable)
{
  const ptrdiff_t links = times->network->link_count, place = times->place_of[link];
  const float free_s = times_free_s(load, link);
  const float *sum_s = &profile->sum_s[(ptrdiff_t)link * profile->parts];
  const float *entered = &profile->entered[(ptrdiff_t)link * profile->parts];
  float before_s = 0.0f;
  for (int32_t k = 0; k < times->parts; k++) {
    const double at_s = (k + 0.5) * times->part_s;
    const float wet_s = (float)al_evac_slowed_s(load, link, (double)free_s, at_s);
    const float mean_s = entered[k] > 0.0f ? sum_s[k] / entered[k] - free_s + wet_s : wet_s;
    const float taken_s = fmaxf(fmaxf(mean_s, wet_s), before_s - (float)times->part_s);
    const bool barred =
        !usable || times_is_barred(&load->closings, link, at_s, at_s + (double)taken_s);
    times->link_s[k * links + place] = barred ? INFINITY : taken_s;
    before_s = taken_s;
  }
}

static al_status times_open(struct al_ctx *ctx, const struct al_evac_network *network,
                            int32_t parts, double part_s, struct evac_times *out)
{
  const size_t links = (size_t)network->link_count;
  *out = (struct evac_times){.network = network,
                             .parts = parts,
                             .part_s = part_s,
                             .link_s = malloc((links * (size_t)parts + 1) * sizeof *out->link_s),
                             .tail = malloc((links + 1) * sizeof *out->tail),
                             .place_of = malloc((links + 1) * sizeof *out->place_of)};
  if (!out->link_s || !out->tail || !out->place_of)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                   (int)network->node_count, (int)network->link_count);
  for (int32_t place = 0; place < network->link_count; place++) {
    const int32_t link = network->entering[place];
    out->tail[place] = network->from[link];
    out->place_of[link] = place;
  }
  return AL_OK;
}

al_status evac_times_make(struct al_ctx *ctx, const struct al_evac_load_request *load,
                          const struct al_evac_profile *profile, const uint8_t *usable,
                          struct evac_times *out)
{
  AL_TRY(ctx, times_open(ctx, load->network, profile->parts, profile->part_s, out));
#pragma omp parallel for schedule(static, 256)
  for (int32_t l = 0; l < load->network->link_count; l++)
    times_set_link(out, load, profile, l, !usable || usable[l]);
  return AL_OK;
}

al_status evac_times_make_free(struct al_ctx *ctx, const struct al_evac_load_request *load,
                               const uint8_t *usable, struct evac_times *out)
{
  AL_TRY(ctx, times_open(ctx, load->network, 1, 1.0, out));
  for (int32_t l = 0; l < load->network->link_count; l++)
    out->link_s[out->place_of[l]] = !usable || usable[l] ? times_free_s(load, l) : INFINITY;
  return AL_OK;
}

void evac_times_free(struct evac_times *times)
{
  free(times->link_s);
  free(times->tail);
  free(times->place_of);
  *times = (struct evac_times){0};
}

/* A table at a place between middles; infinite where either side that counts is. */
static inline float times_between(const float *table, int32_t parts, ptrdiff_t stride,
                                  ptrdiff_t item, float place)
{
  if (!(place > 0.0f))
    return table[item];
  if (place >= (float)(parts - 1))
    return table[(parts - 1) * stride + item];
  const int32_t k = (int32_t)place;
  const float share = place - (float)k, a = table[k * stride + item];
  return share > 0.0f ? a + share * (table[(k + 1) * stride + item] - a) : a;
}

double evac_times_at(const struct evac_times *times, const float *table, int32_t stride,
                     int32_t item, double time_s)
{
  const float place = (float)(time_s / times->part_s - 0.5);
  const float value = times_between(table, times->parts, stride, item, place);
  return isnan(value) ? (double)INFINITY : (double)value; /* between two that are infinite */
}

/* All links into a node whose least time at a part is final. */
static bool times_widen(const struct evac_times *times, int32_t part, int32_t node,
                        const uint8_t *kept, struct radix_heap *heap, float *least_s)
{
  const struct al_evac_network *network = times->network;
  const ptrdiff_t nodes = network->node_count;
  const float *link_s = &times->link_s[(ptrdiff_t)part * network->link_count];
  const float per_part = (float)(1.0 / times->part_s);
  for (int32_t k = network->entering_start[node]; k < network->entering_start[node + 1]; k++) {
    const float later =
        times_between(least_s, times->parts, nodes, node, (float)part + link_s[k] * per_part);
    float *known_s = &least_s[part * nodes + times->tail[k]];
    if (kept && !kept[times->tail[k]])
      continue;
    if (!(link_s[k] + later < *known_s)) /* NaN between two that are infinite: no way either */
      continue;
    /* rounding, or a road that opens again, may bring less than what is final already */
    const float sum_s = fmaxf(link_s[k] + later, radix_value(heap->last));
    if (!(sum_s < *known_s))
      continue;
    *known_s = sum_s;
    if (!radix_heap_push(heap, radix_key(sum_s), times->tail[k]))
      return false;
  }
  return true;
}

bool evac_times_search(const struct evac_times *times, int32_t goal, const uint8_t *kept,
                       float *least_s)
{
  const ptrdiff_t nodes = times->network->node_count;
  struct radix_heap heap = {0};
  bool failed = false;
  assert(goal >= 0 && goal < nodes);
  for (ptrdiff_t k = 0; k < times->parts * nodes; k++)
    least_s[k] = INFINITY;
  for (int32_t part = times->parts - 1; part >= 0 && !failed; part--) {
    struct radix_entry entry;
    heap.last = radix_key(0.0f);
    least_s[part * nodes + goal] = 0.0f;
    failed = !radix_heap_push(&heap, radix_key(0.0f), goal);
    while (!failed && radix_heap_pop(&heap, &entry, &failed)) {
      if (entry.key > radix_key(least_s[part * nodes + entry.item]))
        continue;
      failed = !times_widen(times, part, entry.item, kept, &heap, least_s);
    }
  }
  radix_heap_free(&heap);
  return !failed;
}

int32_t evac_times_way(const struct evac_times *times, const float *least_s, int32_t from,
                       int32_t goal, double time_s, int32_t *links, int32_t most)
{
  const struct al_evac_network *network = times->network;
  int32_t count = 0;
  assert(most > 0);
  for (int32_t at = from; at != goal; at = network->to[links[count++]]) {
    double best_s = INFINITY, passed_s = 0.0;
    if (count == most)
      return 0;
    links[count] = -1;
    for (int32_t k = network->leaving_start[at]; k < network->leaving_start[at + 1]; k++) {
      const int32_t link = network->leaving[k];
      const double link_s =
          evac_times_at(times, times->link_s, network->link_count, times->place_of[link], time_s);
      const double sum_s = link_s + evac_times_at(times, least_s, network->node_count,
                                                  network->to[link], time_s + link_s);
      if (sum_s < best_s) {
        best_s = sum_s;
        passed_s = link_s;
        links[count] = link;
      }
    }
    if (links[count] < 0)
      return 0;
    time_s += passed_s;
  }
  return count;
}
