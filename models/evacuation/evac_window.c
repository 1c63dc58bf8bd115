/**
 * Windows of departure.
 */
#include "models/evacuation/evac_window.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_LEAST_S 1e-6 /* what is shorter, or grows by less, is none */

/* Ascending, more than WINDOW_LEAST_S apart. */
struct window_list {
  struct al_evac_closing *window;
  int32_t count, room;
};

struct sweep {
  const struct al_evac_window_request *request;
  struct window_list *list;      /* [node] */
  struct window_list crossing;   /* those of the node whose links are crossed */
  int32_t *queue, head, waiting; /* a ring of nodes whose windows have grown */
  uint8_t *queued;               /* [node] */
  bool failed;                   /* no memory */
};

/* Where a node stands in the order of nearness. */
struct sweep_rank {
  double nearness;
  int32_t node;
};

int32_t al_evac_windows_share(const struct al_evac_closing *a, int32_t a_count,
                              const struct al_evac_closing *b, int32_t b_count,
                              struct al_evac_closing *out)
{
  int32_t count = 0;
  assert(a_count >= 0 && b_count >= 0);
  for (int32_t i = 0, k = 0; i < a_count && k < b_count;) {
    const double from_s = fmax(a[i].from_s, b[k].from_s), to_s = fmin(a[i].to_s, b[k].to_s);
    if (to_s - from_s > WINDOW_LEAST_S)
      out[count++] = (struct al_evac_closing){from_s, to_s};
    if (a[i].to_s < b[k].to_s)
      i++;
    else
      k++;
  }
  assert(count <= a_count + b_count);
  return count;
}

int32_t al_evac_windows_join(const struct al_evac_closing *a, int32_t a_count,
                             const struct al_evac_closing *b, int32_t b_count,
                             struct al_evac_closing *out)
{
  int32_t count = 0;
  assert(a_count >= 0 && b_count >= 0);
  for (int32_t i = 0, k = 0; i < a_count || k < b_count;) {
    const bool of_a = k == b_count || (i < a_count && a[i].from_s <= b[k].from_s);
    const struct al_evac_closing next = of_a ? a[i++] : b[k++];
    if (count > 0 && next.from_s <= out[count - 1].to_s + WINDOW_LEAST_S)
      out[count - 1].to_s = fmax(out[count - 1].to_s, next.to_s);
    else
      out[count++] = next;
  }
  return count;
}

static bool list_make_room(struct window_list *list, int32_t room)
{
  if (room <= list->room)
    return true;
  const int32_t wanted = room < 4 ? 4 : room + room / 2;
  struct al_evac_closing *window = realloc(list->window, (size_t)wanted * sizeof *window);
  if (!window)
    return false;
  list->window = window;
  list->room = wanted;
  return true;
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

/* The first window that does not end before a time. */
static int32_t list_find(const struct window_list *list, double time_s)
{
  int32_t low = 0, high = list->count;
  while (low < high) {
    const int32_t middle = low + (high - low) / 2;
    if (list->window[middle].to_s + WINDOW_LEAST_S < time_s)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Adds a window to a node's. @return whether they have grown */
static bool sweep_add(struct sweep *sweep, int32_t node, struct al_evac_closing window)
{
  struct window_list *list = &sweep->list[node];
  const int32_t first = list_find(list, window.from_s);
  int32_t past = first;
  assert(window.from_s < window.to_s);
  while (past < list->count && list->window[past].from_s <= window.to_s + WINDOW_LEAST_S)
    past++;
  if (past > first) {
    const double from_s = list->window[first].from_s, to_s = list->window[past - 1].to_s;
    /* By ends, not lengths: those of endless windows are no numbers when subtracted. */
    if (past == first + 1 && from_s <= window.from_s + WINDOW_LEAST_S &&
        window.to_s <= to_s + WINDOW_LEAST_S)
      return false;
    window.from_s = fmin(window.from_s, from_s);
    window.to_s = fmax(window.to_s, to_s);
  } else if (!list_make_room(list, list->count + 1)) {
    sweep->failed = true;
    return false;
  }
  memmove(&list->window[first + 1], &list->window[past],
          (size_t)(list->count - past) * sizeof *list->window);
  list->window[first] = window;
  list->count += 1 - (past - first);
  return true;
}

/* Windows of the node before a link that follow from one of the node after it. */
static bool sweep_cross(struct sweep *sweep, int32_t link, struct al_evac_closing window)
{
  const struct al_evac_window_request *request = sweep->request;
  const struct al_evac_link_hazard *hazard = request->hazard;
  const int32_t from = request->network->from[link];
  const double free_s = request->travel_s[link];
  const double early_s = fmax(al_evac_link_entered_s(hazard, link, window.from_s, free_s),
                              request->from_s),
               late_s = al_evac_link_entered_s(hazard, link, window.to_s, free_s);
  double open_s = -INFINITY; /* the link is open from then on */
  bool grown = false;
  for (int32_t k = hazard ? hazard->closing_start[link] : 0; open_s < late_s; k++) {
    const bool last = !hazard || k == hazard->closing_start[link + 1];
    const double close_s = last ? (double)INFINITY : hazard->closing[k].from_s;
    const struct al_evac_closing part = {
        fmax(early_s, open_s), fmin(late_s, al_evac_link_entered_s(hazard, link, close_s, free_s))};
    if (part.to_s - part.from_s > WINDOW_LEAST_S)
      grown = sweep_add(sweep, from, part) || grown;
    if (last)
      return grown;
    open_s = hazard->closing[k].to_s;
  }
  return grown;
}

/* @param listed the windows at the start: a link may lead back to its own node */
static bool sweep_cross_all(struct sweep *sweep, int32_t link, const struct window_list *listed)
{
  bool grown = false;
  if (!isfinite(sweep->request->travel_s[link]))
    return false;
  assert(sweep->request->travel_s[link] >= 0.0);
  for (int32_t w = 0; w < listed->count; w++)
    grown = sweep_cross(sweep, link, listed->window[w]) || grown;
  return grown;
}

static void sweep_widen(struct sweep *sweep, int32_t node)
{
  const struct al_evac_network *network = sweep->request->network;
  const double *nearness = sweep->request->nearness;
  const struct window_list *list = &sweep->list[node];
  struct window_list *crossing = &sweep->crossing;
  if (list->count == 0)
    return;
  if (!list_make_room(crossing, list->count)) {
    sweep->failed = true;
    return;
  }
  crossing->count = list->count;
  memcpy(crossing->window, list->window, (size_t)list->count * sizeof *list->window);
  for (int32_t k = network->entering_start[node]; k < network->entering_start[node + 1]; k++) {
    const int32_t link = network->entering[k], from = network->from[link];
    if (nearness && !(nearness[node] < nearness[from]))
      continue;
    if (sweep_cross_all(sweep, link, crossing) && !nearness)
      sweep_push(sweep, from);
  }
}

static int sweep_compare_ranks(const void *left, const void *right)
{
  const struct sweep_rank *a = left, *b = right;
  if (a->nearness != b->nearness)
    return a->nearness < b->nearness ? -1 : 1;
  return (a->node > b->node) - (a->node < b->node);
}

/* All links that count lead to a node that comes sooner: each node's windows are whole by then. */
static void sweep_by_nearness(struct sweep *sweep)
{
  const int32_t nodes = sweep->request->network->node_count;
  struct sweep_rank *rank = malloc(((size_t)nodes + 1) * sizeof *rank);
  if (!rank) {
    sweep->failed = true;
    return;
  }
  for (int32_t n = 0; n < nodes; n++)
    rank[n] = (struct sweep_rank){sweep->request->nearness[n], n};
  qsort(rank, (size_t)nodes, sizeof *rank, sweep_compare_ranks);
  for (int32_t n = 0; n < nodes && !sweep->failed; n++)
    sweep_widen(sweep, rank[n].node);
  free(rank);
}

static void sweep_by_growth(struct sweep *sweep)
{
  const int32_t nodes = sweep->request->network->node_count;
  for (int32_t n = 0; n < nodes; n++)
    if (sweep->list[n].count > 0)
      sweep_push(sweep, n);
  while (sweep->waiting > 0 && !sweep->failed) {
    const int32_t node = sweep->queue[sweep->head];
    sweep->head = (sweep->head + 1) % nodes;
    sweep->waiting--;
    sweep->queued[node] = 0;
    sweep_widen(sweep, node);
  }
}

/* What is asked for of all lists, one after the other. @return false without memory */
static bool sweep_tell(const struct sweep *sweep, struct al_evac_windows *out)
{
  const struct al_evac_window_request *request = sweep->request;
  const int32_t nodes = request->network->node_count;
  const struct al_evac_closing asked = {request->from_s, request->until_s};
  size_t room = 1;
  for (int32_t n = 0; n < nodes; n++)
    room += (size_t)sweep->list[n].count + 1;
  out->start = calloc((size_t)nodes + 1, sizeof *out->start);
  out->window = room <= INT32_MAX ? malloc(room * sizeof *out->window) : NULL;
  if (!out->start || !out->window)
    return false;
  for (int32_t n = 0; n < nodes; n++)
    out->start[n + 1] =
        out->start[n] + al_evac_windows_share(sweep->list[n].window, sweep->list[n].count, &asked,
                                              1, &out->window[out->start[n]]);
  return true;
}

static void sweep_close(struct sweep *sweep)
{
  for (int32_t n = 0; sweep->list && n < sweep->request->network->node_count; n++)
    free(sweep->list[n].window);
  free(sweep->list);
  free(sweep->crossing.window);
  free(sweep->queue);
  free(sweep->queued);
}

al_status al_evac_windows_find(struct al_ctx *ctx, const struct al_evac_window_request *request,
                               struct al_evac_windows *out)
{
  const struct al_evac_network *network = request->network;
  const size_t nodes = (size_t)network->node_count + 1;
  struct sweep sweep = {.request = request,
                        .list = calloc(nodes, sizeof *sweep.list),
                        .queue = malloc(nodes * sizeof *sweep.queue),
                        .queued = calloc(nodes, 1)};
  *out = (struct al_evac_windows){0};
  assert(isfinite(request->from_s) && request->from_s <= request->until_s);
  sweep.failed = !sweep.list || !sweep.queue || !sweep.queued;
  for (int32_t n = 0; n < network->node_count && !sweep.failed; n++)
    if (request->safe_until_s[n] > request->from_s)
      (void)sweep_add(&sweep, n,
                      (struct al_evac_closing){request->from_s, request->safe_until_s[n]});
  if (!sweep.failed && request->nearness)
    sweep_by_nearness(&sweep);
  else if (!sweep.failed)
    sweep_by_growth(&sweep);
  const bool told = !sweep.failed && sweep_tell(&sweep, out);
  sweep_close(&sweep);
  if (told)
    return AL_OK;
  al_evac_windows_free(out);
  return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                 (int)network->node_count, (int)network->link_count);
}

void al_evac_windows_free(struct al_evac_windows *windows)
{
  free(windows->start);
  free(windows->window);
  *windows = (struct al_evac_windows){0};
}
