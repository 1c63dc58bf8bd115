/**
 * Latest safe departures.
 */
#include "models/evacuation/evac_deadline.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { FAN = 4 }; /* children of a place in the heap */

/* Where a search stands at a node. */
struct label {
  double latest_s, way_s;
  int32_t node;
};

struct search {
  const struct al_evac_deadline_request *request;
  struct al_evac_deadlines *out;
  struct label *heap;
  int32_t *place; /* [node] in the heap, -1 = not in it */
  int32_t count;
};

static bool label_is_better(const struct label *a, const struct label *b)
{
  if (a->latest_s != b->latest_s)
    return a->latest_s > b->latest_s;
  if (a->way_s != b->way_s)
    return a->way_s < b->way_s;
  return a->node < b->node;
}

static void heap_put(struct search *search, int32_t at, const struct label *label)
{
  search->heap[at] = *label;
  search->place[label->node] = at;
}

static void heap_raise(struct search *search, int32_t at, const struct label *label)
{
  while (at > 0 && label_is_better(label, &search->heap[(at - 1) / FAN])) {
    heap_put(search, at, &search->heap[(at - 1) / FAN]);
    at = (at - 1) / FAN;
  }
  heap_put(search, at, label);
}

static struct label heap_take(struct search *search)
{
  const struct label first = search->heap[0];
  assert(search->count > 0);
  const struct label last = search->heap[--search->count];
  int32_t at = 0;
  for (;;) {
    int32_t best = FAN * at + 1;
    const int32_t past = best + FAN < search->count ? best + FAN : search->count;
    for (int32_t child = best + 1; child < past; child++)
      if (label_is_better(&search->heap[child], &search->heap[best]))
        best = child;
    if (best >= search->count || !label_is_better(&search->heap[best], &last))
      break;
    heap_put(search, at, &search->heap[best]);
    at = best;
  }
  if (search->count > 0)
    heap_put(search, at, &last);
  search->place[first.node] = -1;
  return first;
}

/* A way to safety from a node; it counts when it is better than the one known. */
static void search_offer(struct search *search, struct label label, int32_t link, int32_t safe)
{
  struct al_evac_deadlines *out = search->out;
  const struct label known = {out->latest_s[label.node], out->way_s[label.node], label.node};
  if (!label_is_better(&label, &known))
    return;
  out->latest_s[label.node] = label.latest_s;
  out->way_s[label.node] = label.way_s;
  out->next_link[label.node] = link;
  out->safe_node[label.node] = safe;
  const int32_t place = search->place[label.node];
  heap_raise(search, place >= 0 ? place : search->count++, &label);
}

/* All links into a node, from its side of them. */
static void search_widen(struct search *search, const struct label *from)
{
  const struct al_evac_deadline_request *request = search->request;
  const struct al_evac_network *network = request->network;
  for (int32_t k = network->entering_start[from->node]; k < network->entering_start[from->node + 1];
       k++) {
    const int32_t link = network->entering[k];
    const double travel_s = request->travel_s[link];
    const double closes_s = request->closes_s ? request->closes_s[link] : (double)INFINITY;
    if (!isfinite(travel_s))
      continue;
    assert(travel_s >= 0.0);
    const struct label label = {
        al_evac_link_entered_s(request->slowing, link, fmin(from->latest_s, closes_s), travel_s),
        from->way_s + travel_s, network->from[link]};
    search_offer(search, label, link, search->out->safe_node[from->node]);
  }
}

static bool search_open(struct search *search)
{
  const size_t nodes = (size_t)search->request->network->node_count + 1;
  struct al_evac_deadlines *out = search->out;
  *out = (struct al_evac_deadlines){.latest_s = malloc(nodes * sizeof *out->latest_s),
                                    .way_s = malloc(nodes * sizeof *out->way_s),
                                    .next_link = malloc(nodes * sizeof *out->next_link),
                                    .safe_node = malloc(nodes * sizeof *out->safe_node)};
  search->heap = malloc(nodes * sizeof *search->heap);
  search->place = malloc(nodes * sizeof *search->place);
  if (!out->latest_s || !out->way_s || !out->next_link || !out->safe_node || !search->heap ||
      !search->place)
    return false;
  for (size_t n = 0; n < nodes; n++) {
    out->latest_s[n] = -INFINITY;
    out->way_s[n] = INFINITY;
    out->next_link[n] = out->safe_node[n] = search->place[n] = -1;
  }
  return true;
}

al_status al_evac_deadlines_find(struct al_ctx *ctx, const struct al_evac_deadline_request *request,
                                 struct al_evac_deadlines *out)
{
  struct search search = {.request = request, .out = out};
  const int32_t nodes = request->network->node_count;
  const bool opened = search_open(&search);
  for (int32_t n = 0; opened && n < nodes; n++)
    if (request->safe_until_s[n] > -(double)INFINITY)
      search_offer(&search, (struct label){request->safe_until_s[n], 0.0, n}, -1, n);
  while (opened && search.count > 0) {
    const struct label next = heap_take(&search);
    search_widen(&search, &next);
  }
  free(search.heap);
  free(search.place);
  if (opened)
    return AL_OK;
  al_evac_deadlines_free(out);
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links", (int)nodes,
                 (int)request->network->link_count);
}

void al_evac_deadlines_free(struct al_evac_deadlines *deadlines)
{
  free(deadlines->latest_s);
  free(deadlines->way_s);
  free(deadlines->next_link);
  free(deadlines->safe_node);
  *deadlines = (struct al_evac_deadlines){0};
}
