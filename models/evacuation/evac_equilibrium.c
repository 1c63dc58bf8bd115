/**
 * Routes averaged towards an equilibrium.
 */
#include "models/evacuation/evac_equilibrium.h"
#include "core/rng.h"
#include "models/evacuation/evac_times.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  EQUILIBRIUM_PARTS = 64,       /* of time in a profile */
  EQUILIBRIUM_WAY_MOST = 16384, /* links of a way */
  EQUILIBRIUM_STREAM = 0x657175 /* stream of random numbers: "equ" */
};
#define EQUILIBRIUM_HASTE 4.0   /* who would be quicker by a quarter changes as soon as any */
#define EQUILIBRIUM_REACH 2.0   /* ways stay within so many times the farthest origin's free time */
#define EQUILIBRIUM_PART_S 15.0 /* a part at first; the loading doubles it as it needs */

/* Links that grow at their end. */
struct links {
  int32_t *link;
  int32_t count, room;
};

/* Trips to one goal, and the new ways that some of them take. */
struct toward {
  int32_t goal, first, past; /* in `order` */
  struct links added;
  double taken_s, least_s, late_s; /* person seconds of who arrived */
  bool failed;
};

struct averaging {
  struct al_ctx *ctx;
  const struct al_evac_equilibrium_request *request;
  struct al_evac_equilibrium *out, best; /* now, and the loading to keep */
  struct evac_times times, free;         /* as the last loading was, and without others */
  int32_t *order;                        /* trips by goal, origin, departure */
  int32_t *way_first; /* [trip] of a new way among those of its goal, -1 = stays */
  int32_t *way_count; /* [trip] its links */
  struct toward *toward;
  int32_t toward_count, iteration;
};

static bool links_add(struct links *links, const int32_t *link, int32_t count)
{
  assert(count >= 0 && links->count <= links->room);
  if (count == 0)
    return true;
  if (links->count > INT32_MAX / 2 - count)
    return false;
  if (links->count + count > links->room) {
    const int32_t room = 2 * (links->count + count) + 1024;
    int32_t *grown = realloc(links->link, (size_t)room * sizeof *grown);
    if (!grown)
      return false;
    links->link = grown;
    links->room = room;
  }
  memcpy(links->link + links->count, link, (size_t)count * sizeof *link);
  links->count += count;
  return true;
}

/* When a trip is on the network: what it is routed from. */
static double trip_starts_s(const struct averaging *job, int32_t trip)
{
  const double enter_s = job->out->result.enter_s[trip];
  return isfinite(enter_s) ? enter_s : fmax(job->out->trip[trip].depart_s, 0.0);
}

/* Who could gain much changes sooner than who could gain little: all at once would only move the
 * queue. */
static bool trip_changes(const struct averaging *job, int32_t trip, double gain)
{
  const uint64_t number =
      (uint64_t)job->iteration * (uint64_t)job->request->load.trip_count + (uint64_t)trip;
  return al_rng_uniform(job->request->seed, EQUILIBRIUM_STREAM, number) <
         fmin(EQUILIBRIUM_HASTE * gain, 1.0) / (job->iteration + 2);
}

/* The way of the trip before is taken again when it leaves the same node in the same part. */
static bool toward_is_alike(const struct averaging *job, int32_t a, int32_t b)
{
  const double part_s = job->times.part_s;
  return a >= 0 && job->out->trip[a].origin == job->out->trip[b].origin &&
         floor(trip_starts_s(job, a) / part_s) == floor(trip_starts_s(job, b) / part_s);
}

/* What a thread needs for one goal after the other. */
struct desk {
  float *near_s, *least_s; /* [node], [part][node] */
  uint8_t *kept;           /* [node] */
  int32_t *links;
};

static bool desk_open(const struct averaging *job, struct desk *desk)
{
  const size_t nodes = (size_t)job->times.network->node_count + 1;
  *desk = (struct desk){.near_s = malloc(nodes * sizeof *desk->near_s),
                        .least_s = malloc(nodes * (size_t)job->times.parts * sizeof *desk->least_s),
                        .kept = malloc(nodes),
                        .links = malloc(EQUILIBRIUM_WAY_MOST * sizeof *desk->links)};
  return desk->near_s && desk->least_s && desk->kept && desk->links;
}

static void desk_close(struct desk *desk)
{
  free(desk->near_s);
  free(desk->least_s);
  free(desk->kept);
  free(desk->links);
}

/* Least times to a goal over the part of the network that its trips may touch. */
static bool toward_search(const struct averaging *job, const struct toward *of, struct desk *desk)
{
  float farthest_s = 0.0f;
  assert(of->past > of->first && of->goal >= 0);
  if (!evac_times_search(&job->free, of->goal, NULL, desk->near_s))
    return false;
  for (int32_t k = of->first; k < of->past; k++) {
    const float near_s = desk->near_s[job->out->trip[job->order[k]].origin];
    farthest_s = isfinite(near_s) ? fmaxf(farthest_s, near_s) : farthest_s;
  }
  for (int32_t n = 0; n < job->times.network->node_count; n++)
    desk->kept[n] = desk->near_s[n] <= (float)EQUILIBRIUM_REACH * farthest_s;
  return evac_times_search(&job->times, of->goal, desk->kept, desk->least_s);
}

/* Trips to one goal: how much quicker they could be, and for some a new way. */
static void toward_choose(struct averaging *job, struct toward *of, struct desk *desk)
{
  const struct al_evac_load_result *result = &job->out->result;
  const int32_t nodes = job->times.network->node_count;
  int32_t model = -1;
  of->failed = !toward_search(job, of, desk);
  of->added.count = 0;
  of->taken_s = of->least_s = of->late_s = 0.0;
  for (int32_t k = of->first; k < of->past && !of->failed; k++) {
    const int32_t t = job->order[k];
    const struct al_evac_trip *trip = &job->out->trip[t];
    const double start_s = trip_starts_s(job, t), taken_s = result->arrive_s[t] - start_s;
    const double best_s = evac_times_at(&job->times, desk->least_s, nodes, trip->origin, start_s);
    job->way_first[t] = -1;
    if (isfinite(taken_s) && isfinite(best_s)) {
      of->taken_s += (double)trip->persons * taken_s;
      of->least_s += (double)trip->persons * fmin(best_s, taken_s);
      of->late_s += (double)trip->persons * fmax(taken_s - best_s, 0.0);
    }
    if (!isfinite(best_s) || taken_s <= best_s)
      continue;
    if (!trip_changes(job, t, isfinite(taken_s) ? 1.0 - best_s / taken_s : 1.0))
      continue;
    if (!toward_is_alike(job, model, t)) {
      model = t;
      job->way_first[t] = of->added.count;
      job->way_count[t] = evac_times_way(&job->times, desk->least_s, trip->origin, of->goal,
                                         start_s, desk->links, EQUILIBRIUM_WAY_MOST);
      of->failed = !links_add(&of->added, desk->links, job->way_count[t]);
    }
    job->way_first[t] = job->way_count[model] > 0 ? job->way_first[model] : -1;
    job->way_count[t] = job->way_count[model];
  }
}

static al_status averaging_fail(const struct averaging *job)
{
  return AL_FAIL(job->ctx, AL_NO_MEMORY,
                 "out of memory: an evacuation of %d vehicles over %d links",
                 (int)job->request->load.trip_count, (int)job->request->load.network->link_count);
}

static al_status averaging_choose(struct averaging *job)
{
  struct al_evac_equilibrium_step *step = &job->out->step[job->out->steps++];
  double least_s = 0.0, late_s = 0.0;
  bool failed = false;
#pragma omp parallel reduction(|| : failed)
  {
    struct desk desk;
    failed = !desk_open(job, &desk);
#pragma omp for schedule(dynamic, 1)
    for (int32_t g = 0; g < job->toward_count; g++)
      if (!failed) {
        toward_choose(job, &job->toward[g], &desk);
        failed = job->toward[g].failed;
      }
    desk_close(&desk);
  }
  for (int32_t g = 0; g < job->toward_count; g++) {
    step->travel_person_s += job->toward[g].taken_s;
    least_s += job->toward[g].least_s;
    late_s += job->toward[g].late_s;
  }
  step->gap = least_s > 0.0 ? late_s / least_s : 0.0;
  step->arrived_persons = job->out->result.persons[AL_EVAC_ARRIVED];
  return failed ? averaging_fail(job) : AL_OK;
}

/* One list of routes: those that are still taken, and the new ones. */
static al_status averaging_change(struct averaging *job)
{
  struct al_evac_equilibrium *out = job->out;
  struct links all = {0};
  const int32_t trips = job->request->load.trip_count;
  int32_t *start = malloc(((size_t)trips + 2) * sizeof *start);
  int32_t *number = malloc(((size_t)out->route_count + 1) * sizeof *number);
  int32_t count = 0;
  bool failed = !start || !number;
  for (int32_t r = 0; !failed && r < out->route_count; r++)
    number[r] = -1;
  for (int32_t g = 0; !failed && g < job->toward_count; g++) {
    const struct toward *of = &job->toward[g];
    int32_t last_first = -1, last_number = -1; /* of the new way just added */
    for (int32_t k = of->first; k < of->past && !failed; k++) {
      const int32_t t = job->order[k], route = out->trip[t].route, first = job->way_first[t];
      int32_t *known = first < 0 ? &number[route] : &last_number;
      if (first >= 0 && first != last_first)
        last_number = -1;
      last_first = first >= 0 ? first : last_first;
      out->step[out->steps - 1].changed += first >= 0;
      if (*known < 0) {
        start[count] = all.count;
        *known = count++;
        failed = first < 0 ? !links_add(&all, out->route_link + out->route_start[route],
                                        out->route_start[route + 1] - out->route_start[route])
                           : !links_add(&all, of->added.link + first, job->way_count[t]);
      }
      out->trip[t].route = *known;
    }
  }
  free(number);
  if (failed) {
    free(start);
    free(all.link);
    return averaging_fail(job);
  }
  start[count] = all.count;
  free(out->route_start);
  free(out->route_link);
  out->route_start = start;
  out->route_link = all.link;
  out->route_count = count;
  return AL_OK;
}

struct order_key {
  int32_t goal, origin, trip;
  double depart_s;
};

static int order_before(const void *a, const void *b)
{
  const struct order_key *x = a, *y = b;
  if (x->goal != y->goal)
    return x->goal < y->goal ? -1 : 1;
  if (x->origin != y->origin)
    return x->origin < y->origin ? -1 : 1;
  if (x->depart_s != y->depart_s)
    return x->depart_s < y->depart_s ? -1 : 1;
  return (x->trip > y->trip) - (x->trip < y->trip);
}

/* Origins and goals of trips are the ends of their routes. */
static bool averaging_sort(struct averaging *job)
{
  const struct al_evac_load_request *load = &job->request->load;
  struct order_key *key = malloc(((size_t)load->trip_count + 1) * sizeof *key);
  if (!key)
    return false;
  for (int32_t t = 0; t < load->trip_count; t++) {
    const int32_t r = load->trips[t].route, first = load->route_start[r],
                  past = load->route_start[r + 1];
    assert(r >= 0 && past > first);
    job->out->trip[t] = load->trips[t];
    job->out->trip[t].origin = load->network->from[load->route_link[first]];
    key[t] = (struct order_key){load->network->to[load->route_link[past - 1]],
                                job->out->trip[t].origin, t, load->trips[t].depart_s};
  }
  qsort(key, (size_t)load->trip_count, sizeof *key, order_before);
  for (int32_t k = 0; k < load->trip_count; k++) {
    job->order[k] = key[k].trip;
    if (k == 0 || key[k].goal != key[k - 1].goal)
      job->toward[job->toward_count++] = (struct toward){.goal = key[k].goal, .first = k};
    job->toward[job->toward_count - 1].past = k + 1;
  }
  free(key);
  return true;
}

static al_status averaging_open(struct averaging *job)
{
  const struct al_evac_load_request *load = &job->request->load;
  const size_t trips = (size_t)load->trip_count + 1;
  struct al_evac_equilibrium *out = job->out;
  int32_t routes = 0;
  for (int32_t t = 0; t < load->trip_count; t++)
    routes = load->trips[t].route >= routes ? load->trips[t].route + 1 : routes;
  const size_t links = routes > 0 ? (size_t)load->route_start[routes] : 0;
  job->order = malloc(trips * sizeof *job->order);
  job->way_first = malloc(trips * sizeof *job->way_first);
  job->way_count = malloc(trips * sizeof *job->way_count);
  job->toward = malloc(trips * sizeof *job->toward);
  out->trip = malloc(trips * sizeof *out->trip);
  out->route_start = calloc((size_t)routes + 1, sizeof *out->route_start);
  out->route_link = malloc((links + 1) * sizeof *out->route_link);
  out->step = calloc((size_t)job->request->iterations + 1, sizeof *out->step);
  if (!job->order || !job->way_first || !job->way_count || !job->toward || !out->trip ||
      !out->route_start || !out->route_link || !out->step)
    return averaging_fail(job);
  out->route_count = routes;
  if (routes > 0)
    memcpy(out->route_start, load->route_start, ((size_t)routes + 1) * sizeof *out->route_start);
  if (links > 0)
    memcpy(out->route_link, load->route_link, links * sizeof *out->route_link);
  return averaging_sort(job) ? AL_OK : averaging_fail(job);
}

/* Whether the last loading is better than the one kept. */
static bool averaging_is_better(const struct averaging *job)
{
  const struct al_evac_equilibrium_step *last = &job->out->step[job->out->steps - 1];
  const struct al_evac_equilibrium_step *kept = &job->out->step[job->out->kept];
  if (job->out->steps == 1 || last->arrived_persons > kept->arrived_persons)
    return true;
  return last->arrived_persons == kept->arrived_persons && last->gap < kept->gap;
}

/* Sets the last loading aside, before its routes change. */
static al_status averaging_keep(struct averaging *job)
{
  const struct al_evac_equilibrium *out = job->out;
  const size_t trips = (size_t)job->request->load.trip_count * sizeof *out->trip,
               starts = ((size_t)out->route_count + 1) * sizeof *out->route_start,
               links = (size_t)out->route_start[out->route_count] * sizeof *out->route_link;
  al_evac_equilibrium_free(&job->best);
  job->best = (struct al_evac_equilibrium){.trip = malloc(trips + 1),
                                           .route_start = malloc(starts),
                                           .route_link = malloc(links + 1),
                                           .route_count = out->route_count,
                                           .result = out->result};
  job->out->result = (struct al_evac_load_result){0};
  job->out->kept = out->steps - 1;
  if (!job->best.trip || !job->best.route_start || !job->best.route_link)
    return averaging_fail(job);
  memcpy(job->best.trip, out->trip, trips);
  memcpy(job->best.route_start, out->route_start, starts);
  memcpy(job->best.route_link, out->route_link, links);
  return AL_OK;
}

/* What was kept is the answer. */
static void averaging_take_best(struct averaging *job)
{
  struct al_evac_equilibrium *out = job->out;
  job->best.step = out->step;
  job->best.steps = out->steps;
  job->best.kept = out->kept;
  out->step = NULL;
  al_evac_equilibrium_free(out);
  *out = job->best;
}

static al_status averaging_load(struct averaging *job, struct al_evac_profile *profile)
{
  struct al_evac_load_request request = job->request->load;
  const size_t cells = (size_t)request.network->link_count * EQUILIBRIUM_PARTS + 1;
  *profile = (struct al_evac_profile){.parts = EQUILIBRIUM_PARTS,
                                      .part_s = EQUILIBRIUM_PART_S,
                                      .sum_s = calloc(cells, sizeof *profile->sum_s),
                                      .entered = calloc(cells, sizeof *profile->entered)};
  if (!profile->sum_s || !profile->entered)
    return averaging_fail(job);
  request.trips = job->out->trip;
  request.route_start = job->out->route_start;
  request.route_link = job->out->route_link;
  request.profile = profile;
  al_evac_load_free(&job->out->result);
  return al_evac_load(job->ctx, &request, &job->out->result);
}

/* A loading, what could be better, and who changes. @return through *done whether it was the last
 */
static al_status averaging_step(struct averaging *job, bool *done)
{
  struct al_evac_profile profile;
  al_status status = averaging_load(job, &profile);
  if (status == AL_OK)
    status =
        evac_times_make(job->ctx, &job->request->load, &profile, job->request->usable, &job->times);
  free(profile.sum_s);
  free(profile.entered);
  if (status == AL_OK)
    status = averaging_choose(job);
  bool lost = false;
  for (int fate = 0; fate < AL_EVAC_FATES; fate++)
    lost = lost || (fate != AL_EVAC_ARRIVED && job->out->result.persons[fate] > 0.0);
  *done = status != AL_OK || job->out->steps == job->request->iterations ||
          (!lost && job->out->step[job->out->steps - 1].gap <= job->request->gap_enough);
  if (status == AL_OK && averaging_is_better(job))
    status = averaging_keep(job);
  if (status == AL_OK && !*done)
    status = averaging_change(job);
  *done = *done || status != AL_OK;
  evac_times_free(&job->times);
  return status;
}

static void averaging_close(struct averaging *job)
{
  for (int32_t g = 0; g < job->toward_count; g++)
    free(job->toward[g].added.link);
  evac_times_free(&job->free);
  free(job->order);
  free(job->way_first);
  free(job->way_count);
  free(job->toward);
}

al_status al_evac_equilibrium_find(struct al_ctx *ctx,
                                   const struct al_evac_equilibrium_request *request,
                                   struct al_evac_equilibrium *out)
{
  struct averaging job = {.ctx = ctx, .request = request, .out = out};
  bool done = false;
  assert(request->iterations >= 1 && !request->load.guide && !request->load.room_persons);
  *out = (struct al_evac_equilibrium){0};
  al_status status = averaging_open(&job);
  if (status == AL_OK)
    status = evac_times_make_free(ctx, &request->load, request->usable, &job.free);
  for (; status == AL_OK && !done; job.iteration++)
    status = averaging_step(&job, &done);
  averaging_take_best(&job);
  averaging_close(&job);
  return status;
}

void al_evac_equilibrium_free(struct al_evac_equilibrium *equilibrium)
{
  free(equilibrium->trip);
  free(equilibrium->route_start);
  free(equilibrium->route_link);
  free(equilibrium->step);
  al_evac_load_free(&equilibrium->result);
  *equilibrium = (struct al_evac_equilibrium){0};
}
