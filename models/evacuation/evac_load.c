/**
 * Loading of a network.
 */
#include "models/evacuation/evac_load.h"
#include "models/evacuation/evac_load_inside.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

double al_evac_capacity_per_s(const struct al_evac_kind *kind, double speed_mps, double lanes)
{
  assert(kind->spacing_m > 0.0 && speed_mps > 0.0 && lanes > 0.0);
  return lanes / (kind->reaction_s + kind->spacing_m / speed_mps);
}

int32_t al_evac_storage(const struct al_evac_kind *kind, double length_m, double lanes)
{
  const double vehicles = ceil(length_m * lanes / kind->spacing_m - 1e-6);
  return vehicles < 1.0 ? 1 : vehicles > 1e9 ? 1000000000 : (int32_t)vehicles;
}

double al_evac_speed_mps(const struct al_evac_load_request *request, int32_t link)
{
  assert(link >= 0 && link < request->network->link_count);
  return fmin((double)request->network->free_speed_mps[link], request->kind.speed_most_mps);
}

double al_evac_slowed_s(const struct al_evac_load_request *request, int32_t link, double free_s,
                        double time_s)
{
  const struct al_evac_link_hazard *slowing = request->slowing;
  if (!slowing || slowing->step_start[link] == slowing->step_start[link + 1])
    return free_s; /* to the last bit */
  const double enter_s = time_s + request->slowing_from_s;
  return al_evac_link_passed_s(slowing, link, enter_s, free_s) - enter_s;
}

/* Whether a link is closed at a time; until when in *until_s. */
static bool load_is_closed(const struct al_evac_closings *closings, int32_t link, double time_s,
                           double *until_s)
{
  if (!closings->start)
    return false;
  for (int32_t k = closings->start[link]; k < closings->start[link + 1]; k++)
    if (time_s >= closings->closing[k].from_s && time_s < closings->closing[k].to_s) {
      *until_s = closings->closing[k].to_s;
      return true;
    }
  return false;
}

/* @param link the last that it was on, -1 = none */
static void load_end_trip(struct load *load, int32_t trip, int32_t link, enum al_evac_fate fate,
                          double time_s)
{
  assert(trip >= 0 && trip < load->request->trip_count && load->left > 0);
  load->out->fate[trip] = (uint8_t)fate;
  load->out->end_link[trip] = link;
  load->out->persons[fate] += (double)load->persons[trip];
  if (fate == AL_EVAC_ARRIVED)
    load->out->arrive_s[trip] = time_s;
  load->left--;
}

/* The link that follows one on the way of who is in a slot: LOAD_OUT at the end of the way,
 * LOAD_NO_WAY where there is none. */
static int32_t load_next_link(const struct load *load, int32_t link, int32_t position)
{
  if (position >= 0)
    return load->way[position + 1];
  const int32_t node = load->request->network->to[link], next = load->next_link[node];
  const bool shelter = load->room && load->request->room_persons[node] >= 0.0;
  if (shelter && (load->room[node] > 0.0 || next < 0))
    return LOAD_OUT;
  return next >= 0 ? next : LOAD_NO_WAY;
}

static inline double load_later(double a_s, double b_s)
{
  return a_s > b_s ? a_s : b_s;
}

/* When the next vehicle may enter a link: LOAD_FULL when that waits for one that leaves. */
static double load_entry_s(const struct load_link *link, const struct load_slot *slot)
{
  if (link->count == link->storage)
    return LOAD_FULL;
  int32_t at = link->head + link->count;
  at -= at >= link->storage ? link->storage : 0;
  return load_later(slot[at].time_s + (double)link->wave_s, link->last_in_s + (double)link->gap_s);
}

static void load_enter(struct load *load, int32_t number, int32_t trip, int32_t position,
                       double time_s)
{
  struct load_link *link = &load->link[number];
  struct load_slot *slot = &load->slot[link->base];
  int32_t at = link->head + link->count;
  at -= at >= link->storage ? link->storage : 0;
  assert(link->count < link->storage);
  slot[at] = (struct load_slot){
      time_s + al_evac_slowed_s(load->request, number, (double)link->travel_s, time_s), trip,
      position};
  if (link->count > 0 && load->request->slowing) {
    /* nobody overtakes who met deeper water */
    const int32_t ahead = at == 0 ? link->storage - 1 : at - 1;
    slot[at].time_s = load_later(slot[at].time_s, slot[ahead].time_s);
  }
  link->last_in_s = time_s;
  load->out->moves++;
  if (++link->count == 1)
    evac_wheel_push(&load->wheel, number,
                    load_later(slot[at].time_s, link->last_out_s + (double)link->gap_s));
  if (link->count > load->tally[number].most)
    load->tally[number].most = link->count;
}

static void load_wait(struct load *load, int32_t number, int32_t entity)
{
  struct load_link *link = &load->link[number];
  load->wait_next[entity] = -1;
  load->wants[entity] = number;
  if (link->wait_first < 0)
    link->wait_first = entity;
  else
    load->wait_next[link->wait_last] = entity;
  link->wait_last = entity;
}

/* Takes an entity out of a link's list. @param at where the list holds it */
static void load_take(struct load *load, struct load_link *link, int32_t *at)
{
  const int32_t entity = *at;
  assert(entity >= 0 && load->wants[entity] >= 0);
  *at = load->wait_next[entity];
  load->wants[entity] = -1;
  if (link->wait_last != entity)
    return;
  link->wait_last = link->wait_first;
  while (link->wait_last >= 0 && load->wait_next[link->wait_last] >= 0)
    link->wait_last = load->wait_next[link->wait_last];
}

/* A link's head waits no longer. */
static void load_unwait(struct load *load, int32_t entity)
{
  if (load->wants[entity] < 0)
    return;
  struct load_link *link = &load->link[load->wants[entity]];
  int32_t *at = &link->wait_first;
  while (*at != entity)
    at = &load->wait_next[*at];
  load_take(load, link, at);
}

/* Of who waits for a link who has had least of it for its lanes; of those alike who waits longest.
 */
static int32_t load_choose(struct load *load, struct load_link *link)
{
  int32_t *best = &link->wait_first;
  assert(*best >= 0);
  for (int32_t *at = &load->wait_next[*best]; *at >= 0; at = &load->wait_next[*at])
    if (load->turn[*at] < load->turn[*best])
      best = at;
  const int32_t entity = *best;
  load_take(load, link, best);
  link->turn = fmax(link->turn, load->turn[entity]);
  load->turn[entity] = link->turn + (entity < load->link_count ? load->per_lane[entity] : 1.0);
  return entity;
}

/* Sees to it that a link on which someone waits lets in the next when it can. */
static void load_set_gate(struct load *load, int32_t number, double time_s)
{
  const struct load_link *link = &load->link[number];
  const int32_t gate = load->first_gate + number;
  if (link->wait_first < 0 || load->wheel.pending[gate].time_s >= 0.0)
    return;
  const double entry_s = load_entry_s(link, &load->slot[link->base]);
  if (entry_s != LOAD_FULL)
    evac_wheel_push(&load->wheel, gate, load_later(entry_s, time_s));
}

/* Whether an entity (the head of a link, or an origin) may bring a vehicle into a link now; else it
 * waits its turn, or comes again when the link opens. */
static bool load_may_enter(struct load *load, int32_t entity, int32_t into, double time_s)
{
  struct load_link *link = &load->link[into];
  double until_s;
  if (load_is_closed(&load->request->closings, into, time_s, &until_s)) {
    assert(isfinite(until_s));
    evac_wheel_push(&load->wheel, entity, until_s);
    return false;
  }
  const bool is_free = link->wait_first < 0 || load->granted == into;
  if (is_free && load_entry_s(link, &load->slot[link->base]) <= time_s)
    return true;
  load_wait(load, into, entity);
  load_set_gate(load, into, time_s);
  return false;
}

/* Whether a way is closed for good. */
static bool load_is_barred(const struct load *load, int32_t link, double time_s)
{
  double until_s;
  return load_is_closed(&load->request->closings, link, time_s, &until_s) && !isfinite(until_s);
}

/* Twice as long parts, each of two. */
static void profile_stretch(struct al_evac_profile *profile, int32_t link_count)
{
  const int32_t half = profile->parts / 2;
  for (int32_t l = 0; l < link_count; l++) {
    float *sum_s = &profile->sum_s[(ptrdiff_t)l * profile->parts];
    float *entered = &profile->entered[(ptrdiff_t)l * profile->parts];
    for (int32_t k = 0; k < half; k++) {
      sum_s[k] = sum_s[2 * k] + sum_s[2 * k + 1];
      entered[k] = entered[2 * k] + entered[2 * k + 1];
    }
    memset(sum_s + half, 0, (size_t)half * sizeof *sum_s);
    memset(entered + half, 0, (size_t)half * sizeof *entered);
  }
  profile->part_s *= 2.0;
}

static void profile_flush_link(struct load *load, int32_t link)
{
  struct al_evac_profile *profile = load->request->profile;
  struct load_count *count = &load->tally[link];
  const ptrdiff_t at = (ptrdiff_t)link * profile->parts + count->part;
  assert(count->part >= 0 && count->part < profile->parts);
  profile->sum_s[at] += count->taken_s;
  profile->entered[at] += count->entered;
  count->taken_s = count->entered = 0.0f;
}

void load_profile_flush(struct load *load)
{
  for (int32_t l = 0; load->request->profile && l < load->link_count; l++)
    profile_flush_link(load, l);
}

void load_profile(struct load *load, int32_t link, double from_s, double until_s)
{
  struct al_evac_profile *profile = load->request->profile;
  struct load_count *count = &load->tally[link];
  assert(profile->parts > 0 && profile->parts % 2 == 0 && from_s >= 0.0);
  while (from_s >= profile->parts * profile->part_s) {
    load_profile_flush(load);
    profile_stretch(profile, load->link_count);
    for (int32_t l = 0; l < load->link_count; l++)
      load->tally[l].part /= 2;
  }
  const int32_t part = (int32_t)(from_s / profile->part_s);
  if (part != count->part) {
    profile_flush_link(load, link);
    count->part = part;
  }
  count->taken_s += (float)(until_s - from_s);
  count->entered += 1.0f;
}

/* The head of a link goes: its space travels upstream, the next one comes to the end. */
static void load_leave(struct load *load, int32_t number, double time_s)
{
  struct load_link *link = &load->link[number];
  struct load_slot *slot = &load->slot[link->base];
  struct load_slot *head = &slot[link->head];
  const double late_s = time_s - head->time_s;
  assert(link->count > 0 && time_s >= link->last_out_s);
  if (late_s > 0.0)
    load->tally[number].delay_person_s += late_s * (double)load->persons[head->trip];
  load->tally[number].passed++;
  if (load->request->profile)
    load_profile(load, number, fmax(head->time_s - (double)link->travel_s, 0.0), time_s);
  head->time_s = time_s;
  link->head = link->head + 1 == link->storage ? 0 : link->head + 1;
  link->last_out_s = time_s;
  if (--link->count > 0)
    evac_wheel_push(&load->wheel, number,
                    load_later(slot[link->head].time_s, time_s + (double)link->gap_s));
  load_set_gate(load, number, time_s);
}

/* The tables are made anew. */
static void load_guide(struct load *load, double time_s)
{
  if (load->request->guide)
    load->request->guide(load->request->self, time_s, load->is_closed, load->room, load->next_link);
}

static void load_arrive(struct load *load, int32_t link, int32_t trip, double time_s)
{
  const double persons = (double)load->persons[trip];
  const int32_t node = load->request->network->to[link];
  const bool has_room = !load->room || load->room[node] < 0.0 || load->room[node] >= persons;
  if (has_room && load->room && load->room[node] >= 0.0) {
    load->room[node] -= persons;
    if (load->room[node] < 1.0) {
      load->room[node] = 0.0;
      load_guide(load, time_s);
    }
  }
  load_end_trip(load, trip, link, has_room ? AL_EVAC_ARRIVED : AL_EVAC_UNSERVED, time_s);
}

/* The head of a link wants to go on. */
static void load_head(struct load *load, int32_t number, double time_s)
{
  const struct load_link *link = &load->link[number];
  const struct load_slot head = load->slot[link->base + link->head];
  const int32_t into = load_next_link(load, number, head.position);
  assert(link->count > 0);
  if (into == LOAD_OUT) {
    load_leave(load, number, time_s);
    load_arrive(load, number, head.trip, time_s);
  } else if (into == LOAD_NO_WAY || load_is_barred(load, into, time_s)) {
    load_leave(load, number, time_s); /* it stops beside the road and bars nobody's way */
    load_end_trip(load, head.trip, number, AL_EVAC_TRAPPED, time_s);
  } else if (load_may_enter(load, number, into, time_s)) {
    load_leave(load, number, time_s);
    load_enter(load, into, head.trip, head.position < 0 ? -1 : head.position + 1, time_s);
  }
}

/* The first link of who leaves an origin: by its route, or by the table of now. */
static int32_t load_first_link(const struct load *load, int32_t number)
{
  return number < load->link_count ? number : load->next_link[number - load->link_count];
}

/* The first of an origin's queue wants to enter a link. */
static void load_origin(struct load *load, int32_t number, double time_s)
{
  struct load_queue *queue = &load->queue[number];
  const int32_t trip = load->departs[queue->first], into = load_first_link(load, number);
  const int32_t entity = load->link_count + number, route = load->request->trips[trip].route;
  assert(queue->first < queue->past);
  if (into < 0 || load_is_barred(load, into, time_s))
    load_end_trip(load, trip, -1, AL_EVAC_TRAPPED, time_s);
  else if (load_may_enter(load, entity, into, time_s)) {
    load->out->enter_s[trip] = time_s;
    load_enter(load, into, trip, route < 0 ? -1 : load->way_start[route], time_s);
  } else
    return;
  if (++queue->first < queue->past)
    evac_wheel_push(&load->wheel, entity,
                    fmax(load->request->trips[load->departs[queue->first]].depart_s, time_s));
}

/* A link closes: who is on it is caught; it stands empty when it opens again. */
static void load_close(struct load *load, int32_t number, double time_s)
{
  struct load_link *link = &load->link[number];
  evac_wheel_cancel(&load->wheel, number);
  load_unwait(load, number);
  for (; link->count > 0; link->count--) {
    struct load_slot *slot = &load->slot[link->base + link->head];
    load_end_trip(load, slot->trip, number, AL_EVAC_CAUGHT, time_s);
    slot->time_s = time_s;
    link->head = link->head + 1 == link->storage ? 0 : link->head + 1;
  }
  evac_wheel_cancel(&load->wheel, load->first_gate + number);
  while (link->wait_first >= 0)
    evac_wheel_push(&load->wheel, load_choose(load, link), time_s);
}

static void load_change(struct load *load, const struct load_change *change)
{
  assert(change->link >= 0 && change->link < load->link_count);
  load->is_closed[change->link] = change->closes;
  if (change->closes)
    load_close(load, change->link, change->time_s);
  const struct load_change *after = change + 1;
  const bool last = after == load->change + load->change_count || after->time_s > change->time_s;
  if (last)
    load_guide(load, change->time_s);
}

static void load_try(struct load *load, int32_t entity, double time_s)
{
  if (entity < load->link_count)
    load_head(load, entity, time_s);
  else
    load_origin(load, entity - load->link_count, time_s);
}

/* A link has room for one of those who wait. */
static void load_gate(struct load *load, int32_t number, double time_s)
{
  struct load_link *link = &load->link[number];
  if (link->wait_first < 0)
    return;
  load->granted = load_entry_s(link, &load->slot[link->base]) <= time_s ? number : -1;
  if (load->granted == number)
    load_try(load, load_choose(load, link), time_s);
  load->granted = -1;
  load_set_gate(load, number, time_s);
}

/* Reads what lies at an address and lets the processor go on. Hints to prefetch were dropped on the
 * machines that this was measured on, reads are not. */
static inline void load_touch(const void *at)
{
  __asm__ volatile("" : : "r"(*(const char *)at));
}

/* Brings near what the events of a bucket will need: each step of the way there for all of them
 * before the next one, so that the memory answers many at once. */
static void load_look_ahead(struct load *load)
{
  enum { MOST = 1024 };
  const struct evac_event *event = load->wheel.heap;
  const int32_t count = load->wheel.heap_count < MOST ? load->wheel.heap_count : MOST;
  int32_t into[MOST];
  for (int32_t k = 0; k < count; k++)
    if (event[k].entity < load->link_count)
      load_touch(&load->link[event[k].entity]);
  for (int32_t k = 0; k < count; k++)
    if (event[k].entity < load->link_count) {
      const struct load_link *link = &load->link[event[k].entity];
      load_touch(&load->slot[link->base + link->head]);
      load_touch(&load->tally[event[k].entity]);
    }
  for (int32_t k = 0; k < count; k++) {
    into[k] = event[k].entity >= load->first_gate ? event[k].entity - load->first_gate : -1;
    if (event[k].entity >= load->link_count)
      continue;
    const struct load_link *link = &load->link[event[k].entity];
    const struct load_slot *head = &load->slot[link->base + link->head];
    into[k] = load_next_link(load, event[k].entity, head->position);
    load_touch(&load->persons[head->trip]);
  }
  for (int32_t k = 0; k < count; k++)
    if (into[k] >= 0)
      load_touch(&load->link[into[k]]);
  for (int32_t k = 0; k < count; k++)
    if (into[k] >= 0) {
      const struct load_link *link = &load->link[into[k]];
      const int32_t at = link->head + link->count;
      load_touch(&load->slot[link->base + (at >= link->storage ? at - link->storage : at)]);
    }
}

static void load_run(struct load *load)
{
  struct evac_event event;
  int64_t bucket = -1;
  const double end_s = load->request->end_s;
  while (load->left > 0) {
    const double next_s = evac_wheel_next_s(&load->wheel);
    if (load->changed < load->change_count && load->change[load->changed].time_s <= next_s &&
        load->change[load->changed].time_s <= end_s) {
      load_change(load, &load->change[load->changed++]);
      continue;
    }
    if (!(next_s <= end_s))
      break;
    if (load->wheel.now != bucket)
      load_look_ahead(load);
    bucket = load->wheel.now;
    evac_wheel_pop(&load->wheel, &event);
    load->out->events++;
    if (event.entity >= load->first_gate)
      load_gate(load, event.entity - load->first_gate, event.time_s);
    else
      load_try(load, event.entity, event.time_s);
  }
}

al_status al_evac_load(struct al_ctx *ctx, const struct al_evac_load_request *request,
                       struct al_evac_load_result *out)
{
  struct load load;
  al_status status = load_create(ctx, request, out, &load);
  if (status == AL_OK) {
    load_run(&load);
    load_settle(&load);
  }
  load_free(&load);
  if (status != AL_OK)
    al_evac_load_free(out);
  return status;
}
