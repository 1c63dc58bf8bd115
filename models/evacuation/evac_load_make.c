/**
 * Laying out a loading, and settling who is left at its end.
 */
#include "models/evacuation/evac_load_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A few dozen events fall into a bucket of a large city; a small one does not care. */
#define LOAD_BUCKET_S (1.0 / 8.0)

/* Memory that is met at random, on large pages where there are some: finding the page would cost
 * more than the memory. */
static void *load_new_large(size_t bytes)
{
  const size_t page = (size_t)2 << 20;
  void *memory = aligned_alloc(page, (bytes + page) / page * page);
  if (memory)
    (void)madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

static bool load_allocate(struct load *load)
{
  const size_t links = (size_t)load->link_count + 1, nodes = (size_t)load->node_count + 1;
  const struct al_evac_load_request *request = load->request;
  int32_t routes = 0;
  for (int32_t t = 0; t < request->trip_count; t++)
    routes = request->trips[t].route >= routes ? request->trips[t].route + 1 : routes;
  const size_t way = routes > 0 ? (size_t)(request->route_start[routes] + routes) : 0;
  load->link = load_new_large(links * sizeof *load->link);
  load->tally = calloc(links, sizeof *load->tally);
  load->persons = malloc(((size_t)request->trip_count + 1) * sizeof *load->persons);
  load->way = load_new_large((way + 1) * sizeof *load->way);
  load->way_start = malloc(((size_t)routes + 1) * sizeof *load->way_start);
  load->departs = malloc(((size_t)request->trip_count + 1) * sizeof *load->departs);
  load->queue = calloc(links + nodes, sizeof *load->queue);
  load->wait_next = malloc((2 * links + nodes) * sizeof *load->wait_next);
  load->wants = malloc((2 * links + nodes) * sizeof *load->wants);
  load->turn = calloc(2 * links + nodes, sizeof *load->turn);
  load->per_lane = malloc(links * sizeof *load->per_lane);
  load->room = request->room_persons ? malloc(nodes * sizeof *load->room) : NULL;
  load->next_link = malloc(nodes * sizeof *load->next_link);
  load->is_closed = calloc(links, 1);
  load->left = routes;
  return load->link && load->tally && load->persons && load->way && load->way_start &&
         load->departs && load->queue && load->wait_next && load->wants && load->turn &&
         load->per_lane && load->next_link && load->is_closed &&
         (load->room || !request->room_persons);
}

/* Links as this kind of vehicle meets them, and their rings of places. */
static bool load_lay_links(struct load *load)
{
  const struct al_evac_network *network = load->request->network;
  const struct al_evac_kind *kind = &load->request->kind;
  const double wave_mps = kind->spacing_m / kind->reaction_s;
  int64_t base = 0;
  for (int32_t l = 0; l < load->link_count; l++) {
    const double speed_mps = al_evac_speed_mps(load->request, l);
    const double lanes = (double)network->lanes[l], length_m = (double)network->length_m[l];
    load->link[l] =
        (struct load_link){.last_in_s = LOAD_LONG_AGO,
                           .last_out_s = LOAD_LONG_AGO,
                           .gap_s = (float)(1.0 / al_evac_capacity_per_s(kind, speed_mps, lanes)),
                           .travel_s = (float)(length_m / speed_mps),
                           .wave_s = (float)(length_m / wave_mps),
                           .base = (int32_t)base,
                           .storage = al_evac_storage(kind, length_m, lanes),
                           .wait_first = -1,
                           .wait_last = -1};
    load->per_lane[l] = 1.0 / lanes;
    base += load->link[l].storage;
  }
  load->slot = base < INT32_MAX ? load_new_large(((size_t)base + 1) * sizeof *load->slot) : NULL;
  for (int64_t k = 0; load->slot && k < base; k++)
    load->slot[k].time_s = LOAD_LONG_AGO;
  return load->slot != NULL;
}

/* Copies the routes with an end after each. @return the first that does not hang together, -1 */
static int32_t load_lay_routes(struct load *load, int32_t routes)
{
  const struct al_evac_load_request *request = load->request;
  const struct al_evac_network *network = request->network;
  int32_t at = 0;
  for (int32_t r = 0; r < routes; r++) {
    load->way_start[r] = at;
    for (int32_t k = request->route_start[r]; k < request->route_start[r + 1]; k++) {
      const int32_t link = request->route_link[k];
      const bool first = k == request->route_start[r];
      if (link < 0 || link >= load->link_count ||
          (!first && network->to[request->route_link[k - 1]] != network->from[link]))
        return r;
      load->way[at++] = link;
    }
    load->way[at++] = LOAD_OUT;
  }
  return -1;
}

/* The queue that a trip departs from; -1 when it is there already. */
static int32_t load_queue_of(const struct load *load, const struct al_evac_trip *trip)
{
  assert(trip->route >= 0 || (trip->origin >= 0 && trip->origin < load->node_count));
  if (trip->route >= 0)
    return load->way[load->way_start[trip->route]];
  const bool there = load->room && load->request->room_persons[trip->origin] >= 0.0;
  return there ? -1 : load->link_count + trip->origin;
}

struct load_departure {
  double time_s;
  int32_t queue, trip;
};

static int load_departs_before(const void *a, const void *b)
{
  const struct load_departure *x = a, *y = b;
  if (x->queue != y->queue)
    return x->queue < y->queue ? -1 : 1;
  if (x->time_s != y->time_s)
    return x->time_s < y->time_s ? -1 : 1;
  return (x->trip > y->trip) - (x->trip < y->trip);
}

/* Who is where the way ends needs none: such trips are settled here. */
static bool load_lay_departures(struct load *load)
{
  const struct al_evac_load_request *request = load->request;
  struct al_evac_load_result *out = load->out;
  struct load_departure *list = malloc(((size_t)request->trip_count + 1) * sizeof *list);
  int32_t count = 0;
  if (!list)
    return false;
  for (int32_t t = 0; t < request->trip_count; t++) {
    const struct al_evac_trip *trip = &request->trips[t];
    const int32_t queue = load_queue_of(load, trip);
    if (queue >= 0) {
      list[count++] = (struct load_departure){trip->depart_s, queue, t};
      continue;
    }
    out->fate[t] = AL_EVAC_ARRIVED;
    out->arrive_s[t] = trip->depart_s;
    out->persons[AL_EVAC_ARRIVED] += (double)trip->persons;
  }
  qsort(list, (size_t)count, sizeof *list, load_departs_before);
  for (int32_t k = 0; k < count; k++) {
    struct load_queue *queue = &load->queue[list[k].queue];
    load->departs[k] = list[k].trip;
    if (queue->past == 0) {
      queue->first = k;
      evac_wheel_push(&load->wheel, load->link_count + list[k].queue, fmax(list[k].time_s, 0.0));
    }
    queue->past = k + 1;
  }
  load->left = count;
  free(list);
  return true;
}

static int load_change_order(const void *a, const void *b)
{
  const struct load_change *x = a, *y = b;
  if (x->time_s != y->time_s)
    return x->time_s < y->time_s ? -1 : 1;
  if (x->closes != y->closes)
    return x->closes ? 1 : -1;
  return (x->link > y->link) - (x->link < y->link);
}

/* Closings and openings in the order of time; what closed before the start is closed from it on. */
static bool load_lay_changes(struct load *load)
{
  const struct al_evac_closings *closings = &load->request->closings;
  if (!closings->start)
    return true;
  const size_t most = 2 * (size_t)closings->start[load->link_count];
  load->change = malloc((most + 1) * sizeof *load->change);
  if (!load->change)
    return false;
  for (int32_t l = 0; l < load->link_count; l++)
    for (int32_t k = closings->start[l]; k < closings->start[l + 1]; k++) {
      const struct al_evac_closing closing = closings->closing[k];
      assert(closing.from_s < closing.to_s);
      load->change[load->change_count++] = (struct load_change){closing.from_s, l, true};
      if (isfinite(closing.to_s))
        load->change[load->change_count++] = (struct load_change){closing.to_s, l, false};
    }
  qsort(load->change, load->change_count, sizeof *load->change, load_change_order);
  return true;
}

static bool load_open_result(const struct load *load, struct al_evac_load_result *out)
{
  const size_t trips = (size_t)load->request->trip_count + 1, links = (size_t)load->link_count + 1;
  *out = (struct al_evac_load_result){.arrive_s = malloc(trips * sizeof *out->arrive_s),
                                      .enter_s = malloc(trips * sizeof *out->enter_s),
                                      .fate = calloc(trips, 1),
                                      .end_link = malloc(trips * sizeof *out->end_link),
                                      .delay_person_s = calloc(links, sizeof *out->delay_person_s),
                                      .passed = calloc(links, sizeof *out->passed),
                                      .most = calloc(links, sizeof *out->most),
                                      .ring_link = -1};
  if (!out->arrive_s || !out->enter_s || !out->fate || !out->end_link || !out->delay_person_s ||
      !out->passed || !out->most)
    return false;
  for (size_t t = 0; t < trips; t++) {
    out->arrive_s[t] = out->enter_s[t] = INFINITY;
    out->end_link[t] = -1;
  }
  return true;
}

al_status load_create(struct al_ctx *ctx, const struct al_evac_load_request *request,
                      struct al_evac_load_result *out, struct load *load)
{
  *load = (struct load){.request = request,
                        .out = out,
                        .link_count = request->network->link_count,
                        .node_count = request->network->node_count,
                        .granted = -1};
  load->first_gate = 2 * load->link_count + load->node_count;
  const int32_t entities = load->first_gate + load->link_count;
  assert(entities >= load->link_count && request->end_s > 0.0);
  *out = (struct al_evac_load_result){0};
  if (!load_open_result(load, out) || !load_allocate(load) || !load_lay_links(load) ||
      !load_lay_changes(load))
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: an evacuation of %d vehicles over %d links",
                   (int)request->trip_count, (int)load->link_count);
  AL_TRY(ctx, evac_wheel_create(ctx, entities, LOAD_BUCKET_S, &load->wheel));
  const int32_t broken = load_lay_routes(load, load->left);
  if (broken >= 0)
    return AL_FAIL(ctx, AL_RUN_FAILED, "route %d of the evacuation does not hang together",
                   (int)broken);
  for (int32_t k = 0; k < load->first_gate; k++)
    load->wants[k] = -1;
  for (int32_t n = 0; n < load->node_count; n++)
    load->next_link[n] = -1;
  for (int32_t t = 0; t < request->trip_count; t++)
    load->persons[t] = request->trips[t].persons;
  if (load->room)
    memcpy(load->room, request->room_persons, (size_t)load->node_count * sizeof *load->room);
  if (request->guide)
    request->guide(request->self, 0.0, load->is_closed, load->room, load->next_link);
  if (!load_lay_departures(load))
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: an evacuation of %d vehicles over %d links",
                   (int)request->trip_count, (int)load->link_count);
  return AL_OK;
}

void load_free(struct load *load)
{
  void *const arrays[] = {load->tally,     load->persons,   load->link,      load->slot,
                          load->way,       load->way_start, load->departs,   load->queue,
                          load->wait_next, load->wants,     load->turn,      load->per_lane,
                          load->room,      load->next_link, load->is_closed, load->change};
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
    free(arrays[k]);
  evac_wheel_free(&load->wheel);
}

void al_evac_load_free(struct al_evac_load_result *result)
{
  void *const arrays[] = {result->arrive_s,       result->enter_s, result->fate, result->end_link,
                          result->delay_person_s, result->passed,  result->most};
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
    free(arrays[k]);
  *result = (struct al_evac_load_result){0};
}

/* Marks links that wait, each for the next, in a ring, or behind one. */
static void settle_find_rings(struct load *load, uint8_t *jammed)
{
  enum { UNSEEN, ON_PATH, FREE, JAMMED };
  for (int32_t l = 0; l < load->link_count; l++) {
    int32_t at = l, ring = 0;
    while (at >= 0 && jammed[at] == UNSEEN) {
      jammed[at] = ON_PATH;
      at = load->wants[at];
    }
    const bool closes = at >= 0 && jammed[at] == ON_PATH;
    const uint8_t verdict = closes || (at >= 0 && jammed[at] == JAMMED) ? JAMMED : FREE;
    for (int32_t k = at; closes && (ring == 0 || k != at); k = load->wants[k])
      ring++;
    if (ring > 0 && load->out->ring_links == 0) {
      load->out->ring_links = ring;
      load->out->ring_link = at;
    }
    for (at = l; at >= 0 && jammed[at] == ON_PATH; at = load->wants[at])
      jammed[at] = verdict;
  }
  for (int32_t l = 0; l < load->link_count; l++)
    jammed[l] = jammed[l] == JAMMED;
}

static void settle_trip(struct load *load, int32_t trip, int32_t link, bool jammed)
{
  const enum al_evac_fate fate = jammed ? AL_EVAC_GRIDLOCKED : AL_EVAC_ON_THE_WAY;
  load->out->fate[trip] = (uint8_t)fate;
  load->out->end_link[trip] = link;
  load->out->persons[fate] += (double)load->persons[trip];
  load->left--;
}

void load_settle(struct load *load)
{
  uint8_t *jammed = load->is_closed; /* it has served */
  memset(jammed, 0, (size_t)load->link_count);
  settle_find_rings(load, jammed);
  for (int32_t l = 0; l < load->link_count; l++) {
    const struct load_link *link = &load->link[l];
    load->out->delay_person_s[l] = load->tally[l].delay_person_s;
    load->out->passed[l] = load->tally[l].passed;
    load->out->most[l] = load->tally[l].most;
    for (int32_t k = 0; k < link->count; k++) {
      const int32_t at = link->head + k;
      if (load->request->profile) {
        const double from_s =
            load->slot[link->base + at % link->storage].time_s - (double)link->travel_s;
        load_profile(load, l, fmax(from_s, 0.0), load->request->end_s);
      }
      settle_trip(load, load->slot[link->base + at % link->storage].trip, l, jammed[l]);
    }
  }
  for (int32_t q = 0; q < load->link_count + load->node_count; q++) {
    const int32_t into = load->wants[load->link_count + q];
    for (int32_t k = load->queue[q].first; k < load->queue[q].past; k++)
      settle_trip(load, load->departs[k], -1, into >= 0 && jammed[into]);
  }
  load_profile_flush(load);
  assert(load->left == 0);
}

struct settle_arrival {
  double time_s, persons;
};

static int settle_earlier(const void *a, const void *b)
{
  const struct settle_arrival *x = a, *y = b;
  return (x->time_s > y->time_s) - (x->time_s < y->time_s);
}

double al_evac_arrived_share_s(struct al_ctx *ctx, const struct al_evac_load_request *request,
                               const struct al_evac_load_result *result, double part)
{
  const size_t count = (size_t)request->trip_count;
  struct settle_arrival *list = malloc((count + 1) * sizeof *list);
  double wanted = 0.0, sum = 0.0;
  size_t k = 0;
  if (!list) {
    (void)AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %d events of an evacuation", (int)count);
    return (double)NAN;
  }
  for (size_t t = 0; t < count; t++) {
    list[t] = (struct settle_arrival){result->arrive_s[t], (double)request->trips[t].persons};
    wanted += part * list[t].persons;
  }
  qsort(list, count, sizeof *list, settle_earlier);
  while (k < count && sum < wanted * (1.0 - 1e-9))
    sum += list[k++].persons;
  const double time_s = k > 0 ? list[k - 1].time_s : 0.0;
  free(list);
  return time_s;
}
