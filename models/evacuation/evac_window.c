/**
 * Windows of departure.
 */
#include "models/evacuation/evac_window.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_LEAST_S 1e-3 /* what is shorter, or grows by less, is none */

struct sweep {
  const struct al_evac_window_request *request;
  struct al_evac_windows *out;
  int32_t *queue, head, waiting; /* a ring of nodes whose windows have grown */
  uint8_t *queued;               /* [node] */
};

int32_t al_evac_windows_share(const struct al_evac_closing *a, int32_t a_count,
                              const struct al_evac_closing *b, int32_t b_count,
                              struct al_evac_closing *out)
{
  struct al_evac_closing shared[AL_EVAC_WINDOWS_MOST];
  int32_t count = 0;
  for (int32_t i = 0, k = 0; i < a_count && k < b_count && count < AL_EVAC_WINDOWS_MOST;) {
    const double from_s = fmax(a[i].from_s, b[k].from_s), to_s = fmin(a[i].to_s, b[k].to_s);
    if (to_s - from_s > WINDOW_LEAST_S)
      shared[count++] = (struct al_evac_closing){from_s, to_s};
    if (a[i].to_s < b[k].to_s)
      i++;
    else
      k++;
  }
  memcpy(out, shared, (size_t)count * sizeof *out);
  return count;
}

static void sweep_push(struct sweep *sweep, int32_t node)
{
  const int32_t nodes = sweep->request->network->node_count;
  if (sweep->queued[node])
    return;
  assert(sweep->waiting < nodes);
  sweep->queued[node] = 1;
  sweep->queue[(sweep->head + sweep->waiting++) % nodes] = node;
}

/* Adds a window to a node's. @return whether they have grown */
static bool sweep_add(struct sweep *sweep, int32_t node, struct al_evac_closing window)
{
  struct al_evac_closing *list = &sweep->out->window[(ptrdiff_t)node * AL_EVAC_WINDOWS_MOST];
  int32_t count = sweep->out->count[node], first = 0;
  while (first < count && list[first].to_s < window.from_s)
    first++;
  int32_t past = first;
  double had_s = 0.0;
  for (; past < count && list[past].from_s <= window.to_s; past++) {
    had_s += list[past].to_s - list[past].from_s;
    window.from_s = fmin(window.from_s, list[past].from_s);
    window.to_s = fmax(window.to_s, list[past].to_s);
  }
  if (past > first && window.to_s - window.from_s - had_s <= WINDOW_LEAST_S)
    return false;
  if (past == first && count == AL_EVAC_WINDOWS_MOST) {
    sweep->out->left_out++;
    return false;
  }
  memmove(&list[first + 1], &list[past], (size_t)(count - past) * sizeof *list);
  list[first] = window;
  sweep->out->count[node] = count - (past - first) + 1;
  return true;
}

/* When a link must be entered to be passed at a time. */
static double sweep_enter_s(const struct al_evac_window_request *request, int32_t link,
                            double passed_s)
{
  const struct al_evac_link_hazard *hazard = request->hazard;
  if (!isfinite(passed_s))
    return passed_s;
  return hazard ? al_evac_link_entered_s(hazard, link, passed_s, request->travel_s[link])
                : passed_s - request->travel_s[link];
}

/* Windows of the node before a link that follow from one of the node after it. */
static bool sweep_cross(struct sweep *sweep, int32_t link, struct al_evac_closing window)
{
  const struct al_evac_window_request *request = sweep->request;
  const struct al_evac_link_hazard *hazard = request->hazard;
  const int32_t from = request->network->from[link];
  const double early_s = fmax(sweep_enter_s(request, link, window.from_s), request->from_s),
               late_s = sweep_enter_s(request, link, window.to_s);
  double open_s = -INFINITY; /* the link is open from then on */
  bool grown = false;
  for (int32_t k = hazard ? hazard->closing_start[link] : 0;; k++) {
    const bool last = !hazard || k == hazard->closing_start[link + 1];
    const double close_s = last ? (double)INFINITY : hazard->closing[k].from_s;
    const struct al_evac_closing part = {fmax(early_s, open_s),
                                         fmin(late_s, sweep_enter_s(request, link, close_s))};
    if (part.to_s - part.from_s > WINDOW_LEAST_S)
      grown = sweep_add(sweep, from, part) || grown;
    if (last)
      return grown;
    open_s = hazard->closing[k].to_s;
  }
}

static void sweep_widen(struct sweep *sweep, int32_t node)
{
  const struct al_evac_network *network = sweep->request->network;
  struct al_evac_closing list[AL_EVAC_WINDOWS_MOST];
  const int32_t count = sweep->out->count[node];
  memcpy(list, &sweep->out->window[(ptrdiff_t)node * AL_EVAC_WINDOWS_MOST], sizeof list);
  for (int32_t k = network->entering_start[node]; k < network->entering_start[node + 1]; k++) {
    const int32_t link = network->entering[k];
    bool grown = false;
    const double *nearness = sweep->request->nearness;
    if (nearness && !(nearness[node] < nearness[network->from[link]]))
      continue;
    for (int32_t w = 0; isfinite(sweep->request->travel_s[link]) && w < count; w++)
      grown = sweep_cross(sweep, link, list[w]) || grown;
    if (grown)
      sweep_push(sweep, network->from[link]);
  }
}

al_status al_evac_windows_find(struct al_ctx *ctx, const struct al_evac_window_request *request,
                               struct al_evac_windows *out)
{
  const struct al_evac_network *network = request->network;
  const size_t nodes = (size_t)network->node_count + 1;
  struct sweep sweep = {.request = request,
                        .out = out,
                        .queue = malloc(nodes * sizeof *sweep.queue),
                        .queued = calloc(nodes, 1)};
  *out =
      (struct al_evac_windows){.count = calloc(nodes, sizeof *out->count),
                               .window = calloc(nodes * AL_EVAC_WINDOWS_MOST, sizeof *out->window)};
  const bool opened = sweep.queue && sweep.queued && out->count && out->window;
  assert(request->from_s <= request->until_s);
  for (int32_t n = 0; opened && n < network->node_count; n++)
    if (request->safe_until_s[n] > request->from_s &&
        sweep_add(&sweep, n, (struct al_evac_closing){request->from_s, request->safe_until_s[n]}))
      sweep_push(&sweep, n);
  while (opened && sweep.waiting > 0) {
    const int32_t node = sweep.queue[sweep.head];
    sweep.head = (sweep.head + 1) % network->node_count;
    sweep.waiting--;
    sweep.queued[node] = 0;
    sweep_widen(&sweep, node);
  }
  const struct al_evac_closing asked = {request->from_s, request->until_s};
  for (int32_t n = 0; opened && n < network->node_count; n++) {
    struct al_evac_closing *list = &out->window[(ptrdiff_t)n * AL_EVAC_WINDOWS_MOST];
    out->count[n] = al_evac_windows_share(list, out->count[n], &asked, 1, list);
  }
  free(sweep.queue);
  free(sweep.queued);
  if (opened)
    return AL_OK;
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                 (int)network->node_count, (int)network->link_count);
}

void al_evac_windows_free(struct al_evac_windows *windows)
{
  free(windows->count);
  free(windows->window);
  *windows = (struct al_evac_windows){0};
}
