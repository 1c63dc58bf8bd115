/**
 * Who goes to which shelter.
 */
#include "models/evacuation/evac_assign.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PEOPLE_NONE 1e-9 /* fewer are nobody */

struct assign {
  const struct al_evac_assign_request *request;
  double *sent, *room;
  double *push;    /* [shelter][shelter] least cost of moving one person from one to another */
  int32_t *pusher; /* of that group, -1 = nobody there can */
  double *reach;   /* [shelter] cost of a place for one more of the group in hand */
  int32_t *from;   /* [shelter] shelter before it on that way, -1 = the group itself */
};

static double assign_cost(const struct assign *assign, int32_t group, int32_t shelter)
{
  return assign->request->cost[(size_t)group * (size_t)assign->request->shelters + (size_t)shelter];
}

static double *assign_sent(const struct assign *assign, int32_t group, int32_t shelter)
{
  return &assign->sent[(size_t)group * (size_t)assign->request->shelters + (size_t)shelter];
}

/* A group has people in a shelter: they may be the cheapest to move on from there. */
static void assign_note(struct assign *assign, int32_t group, int32_t shelter)
{
  assert(shelter >= 0 && shelter < assign->request->shelters);
  const int32_t shelters = assign->request->shelters;
  const double here = assign_cost(assign, group, shelter);
  for (int32_t t = 0; t < shelters; t++) {
    const double more = assign_cost(assign, group, t) - here;
    const size_t at = (size_t)shelter * (size_t)shelters + (size_t)t;
    if (t == shelter || !(more < assign->push[at]))
      continue;
    assign->push[at] = more;
    assign->pusher[at] = group;
  }
}

/* All who can be moved on from a shelter, anew. */
static void assign_note_all(struct assign *assign, int32_t shelter, int32_t groups)
{
  const int32_t shelters = assign->request->shelters;
  for (int32_t t = 0; t < shelters; t++) {
    assign->push[(size_t)shelter * (size_t)shelters + (size_t)t] = INFINITY;
    assign->pusher[(size_t)shelter * (size_t)shelters + (size_t)t] = -1;
  }
  for (int32_t g = 0; g < groups; g++)
    if (*assign_sent(assign, g, shelter) > PEOPLE_NONE)
      assign_note(assign, g, shelter);
}

/* Least cost of a place in each shelter for the group, directly or by moving others on. No way
 * round is cheaper than nothing, so as many rounds as there are shelters settle it. */
static void assign_search(struct assign *assign, int32_t group)
{
  const int32_t shelters = assign->request->shelters;
  bool changed = true;
  for (int32_t s = 0; s < shelters; s++) {
    assign->reach[s] = assign_cost(assign, group, s);
    assign->from[s] = -1;
  }
  for (int32_t round = 0; changed && round < shelters; round++) {
    changed = false;
    for (int32_t s = 0; s < shelters; s++)
      for (int32_t t = 0; isfinite(assign->reach[s]) && t < shelters; t++) {
        const double cost =
            assign->reach[s] + assign->push[(size_t)s * (size_t)shelters + (size_t)t];
        if (!(cost < assign->reach[t] - 1e-9))
          continue;
        assign->reach[t] = cost;
        assign->from[t] = s;
        changed = true;
      }
  }
}

static int32_t assign_best(const struct assign *assign)
{
  int32_t best = -1;
  for (int32_t s = 0; s < assign->request->shelters; s++)
    if (assign->room[s] > PEOPLE_NONE && isfinite(assign->reach[s]) &&
        (best < 0 || assign->reach[s] < assign->reach[best]))
      best = s;
  return best;
}

/* People that can go along the way to a shelter at once. */
static double assign_width(const struct assign *assign, int32_t shelter, double wanted)
{
  const size_t shelters = (size_t)assign->request->shelters;
  double width = fmin(wanted, assign->room[shelter]);
  for (int32_t t = shelter; assign->from[t] >= 0; t = assign->from[t]) {
    const int32_t s = assign->from[t], group = assign->pusher[(size_t)s * shelters + (size_t)t];
    width = fmin(width, *assign_sent(assign, group, s));
  }
  return width;
}

/* Moves that many along the way, the last ones first. */
static void assign_move(struct assign *assign, int32_t group, int32_t shelter, double people)
{
  const size_t shelters = (size_t)assign->request->shelters;
  assign->room[shelter] -= people;
  for (int32_t t = shelter;; t = assign->from[t]) {
    const int32_t s = assign->from[t];
    const int32_t mover = s < 0 ? group : assign->pusher[(size_t)s * shelters + (size_t)t];
    *assign_sent(assign, mover, t) += people;
    assign_note(assign, mover, t);
    if (s < 0)
      break;
    double *rest = assign_sent(assign, mover, s);
    *rest -= people;
    if (*rest > PEOPLE_NONE)
      continue;
    *rest = 0.0;
    assign_note_all(assign, s, group + 1);
  }
}

static double assign_group(struct assign *assign, int32_t group)
{
  double left = assign->request->people[group];
  while (left > PEOPLE_NONE) {
    assign_search(assign, group);
    const int32_t shelter = assign_best(assign);
    if (shelter < 0)
      break;
    const double people = assign_width(assign, shelter, left);
    assert(people > 0.0);
    assign_move(assign, group, shelter, people);
    left -= people;
  }
  return left > PEOPLE_NONE ? left : 0.0;
}

al_status al_evac_assign_least_cost(struct al_ctx *ctx,
                                    const struct al_evac_assign_request *request, double *sent,
                                    double *left)
{
  const size_t shelters = (size_t)request->shelters + 1;
  struct assign assign = {.request = request,
                          .sent = sent,
                          .room = malloc(shelters * sizeof *assign.room),
                          .push = malloc(shelters * shelters * sizeof *assign.push),
                          .pusher = malloc(shelters * shelters * sizeof *assign.pusher),
                          .reach = malloc(shelters * sizeof *assign.reach),
                          .from = malloc(shelters * sizeof *assign.from)};
  const bool has = assign.room && assign.push && assign.pusher && assign.reach && assign.from;
  memset(sent, 0, (size_t)request->groups * (size_t)request->shelters * sizeof *sent);
  for (int32_t s = 0; has && s < request->shelters; s++) {
    assign.room[s] = request->room[s];
    assign_note_all(&assign, s, 0);
  }
  for (int32_t g = 0; has && g < request->groups; g++)
    left[g] = assign_group(&assign, g);
  void *const arrays[] = {assign.room, assign.push, assign.pusher, assign.reach, assign.from};
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
    free(arrays[k]);
  if (!has)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %d groups and %d shelters",
                   (int)request->groups, (int)request->shelters);
  return AL_OK;
}

void al_evac_assign_nearest(const struct al_evac_assign_request *request, double *sent,
                            double *left)
{
  const size_t shelters = (size_t)request->shelters;
  memset(sent, 0, (size_t)request->groups * shelters * sizeof *sent);
  for (int32_t g = 0; g < request->groups; g++) {
    const double *cost = &request->cost[(size_t)g * shelters];
    int32_t best = -1;
    for (int32_t s = 0; s < request->shelters; s++)
      if (isfinite(cost[s]) && (best < 0 || cost[s] < cost[best]))
        best = s;
    left[g] = best < 0 ? request->people[g] : 0.0;
    if (best >= 0)
      sent[(size_t)g * shelters + (size_t)best] = request->people[g];
  }
}
