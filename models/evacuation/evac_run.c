/**
 * One variant of an evacuation: trips by the plan, loading by kind of traveller, what comes of it.
 */
#include "core/log.h"
#include "core/rng.h"
#include "models/evacuation/evac_run_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_DEPARTURES = 0x65766163 }; /* stream of random numbers: "evac" */
#define RUN_PATH_WIDTH_M 2.0          /* of those on foot beside a road, each way: assumed */

/* Vehicles of a way; on foot everybody is one. */
static int32_t run_vehicles(const struct run_job *job, const struct evac_way *way)
{
  assert(way->people > 0.0 && way->party < job->plan.party_count);
  const struct evac_party *party = &job->plan.party[way->party];
  const bool walks = al_evac_laws[way->traveller].mode == AL_EVAC_WALK;
  const double per = walks ? 1.0 : job->study->class_of[party->class].per_vehicle;
  return (int32_t)fmin(fmax(ceil(way->people / per - 1e-9), 1.0), 1e8);
}

static bool run_make_trips(struct run_job *job)
{
  const struct al_evac_curve curve = evac_study_curve(&job->study->config->departure);
  size_t count = 0;
  for (int32_t w = 0; w < job->plan.way_count; w++)
    count += (size_t)run_vehicles(job, &job->plan.way[w]);
  job->trip = calloc(count + 1, sizeof *job->trip);
  for (int32_t w = 0; job->trip && w < job->plan.way_count; w++) {
    const struct evac_way *way = &job->plan.way[w];
    const struct evac_party *party = &job->plan.party[way->party];
    const int32_t vehicles = run_vehicles(job, way);
    const double offset = al_rng_uniform(
        job->study->seed, RUN_DEPARTURES,
        (uint64_t)way->party * (uint64_t)job->study->shelter_count + (uint64_t)way->shelter);
    const bool walks = al_evac_laws[way->traveller].mode == AL_EVAC_WALK;
    const double to_road_s = walks ? job->study->group[party->group].away_m /
                                         job->study->class_of[party->class].walk_m_per_s
                                   : 0.0;
    for (int32_t k = 0; k < vehicles; k++)
      job->trip[job->trip_count++] =
          (struct run_trip){.way = w,
                            .shelter = way->shelter,
                            .community = job->study->group[party->group].community,
                            .depart_s = party->order_s + to_road_s +
                                        al_evac_curve_time_s(&curve, (k + offset) / vehicles),
                            .arrive_s = INFINITY,
                            .free_s = way->free_s,
                            .latest_s = way->latest_s,
                            .persons = way->people / vehicles};
  }
  return job->trip != NULL;
}

/* Along one lane: cars as on the design page; e-bikes 2 m; buses of 12 m; on foot Weidmann's jam of
 * 5.4 and capacity of 1.22 persons a second for a metre of width. */
struct al_evac_kind run_kind(enum al_evac_traveller traveller, double walk_mps)
{
  const struct al_evac_kind kinds[AL_EVAC_TRAVELLERS] = {
      [AL_EVAC_ADULT] = {1.0 / 5.4, 1.0 / 1.22 - 1.0 / 5.4 / 1.34, walk_mps},
      [AL_EVAC_FRAIL] = {1.0 / 5.4, 1.0 / 1.22 - 1.0 / 5.4 / 1.34, walk_mps},
      [AL_EVAC_RIDER] = {2.0, 1.0, 6.94},
      [AL_EVAC_DRIVER] = {7.5, 1.13, INFINITY},
      [AL_EVAC_COACH] = {14.0, 1.8, INFINITY}};
  return kinds[traveller];
}

/* The loading of one kind of traveller. */
struct run_load {
  struct al_evac_network network; /* as this kind sees it; arrays of the study's but for lanes */
  struct al_evac_trip *trip;
  int32_t *of;                                  /* [trip] of the load: number in the job */
  int32_t *route_start, *route_link, *route_of; /* [way] */
  struct al_evac_closing *closing;
  int32_t *closing_start;
};

static void load_free_arrays(struct run_load *load)
{
  void *const arrays[] = {load->network.lanes, load->trip,     load->of,      load->route_start,
                          load->route_link,    load->route_of, load->closing, load->closing_start};
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
    free(arrays[k]);
}

/* Those on foot have the width of a path, or beside a road two metres of it; of the lanes of roads
 * other traffic takes its share. */
static bool run_set_lanes(const struct run_job *job, bool walks, struct run_load *load)
{
  const struct al_evac_network *network = &job->study->network;
  const uint8_t walk = AL_EVAC_MODE_BIT(AL_EVAC_WALK);
  load->network = *network;
  load->network.lanes = malloc(((size_t)network->link_count + 1) * sizeof *load->network.lanes);
  for (int32_t l = 0; load->network.lanes && l < network->link_count; l++) {
    const bool path = job->study->classes.row[network->road_class[l]].modes == walk;
    const float kept = walks ? 1.0f : 1.0f - (float)job->study->config->background;
    load->network.lanes[l] = walks && !path ? (float)RUN_PATH_WIDTH_M : kept * network->lanes[l];
  }
  return load->network.lanes != NULL;
}

/* The hazard's closings on the clock of the loading, and what the variant closes for good. */
static bool run_set_closings(const struct run_job *job, enum al_evac_traveller traveller,
                             struct run_load *load, struct al_evac_closings *out)
{
  const struct al_evac_closings *hazard = &job->study->closings[traveller];
  const int32_t links = job->study->network.link_count;
  const size_t most = (hazard->start ? (size_t)hazard->start[links] : 0) + (size_t)links + 1;
  int32_t count = 0;
  load->closing = malloc(most * sizeof *load->closing);
  load->closing_start = malloc(((size_t)links + 1) * sizeof *load->closing_start);
  if (!load->closing || !load->closing_start)
    return false;
  for (int32_t l = 0; l < links; l++) {
    load->closing_start[l] = count;
    const bool shut = job->change->closed && job->change->closed[l];
    if (shut)
      load->closing[count++] = (struct al_evac_closing){-INFINITY, INFINITY};
    for (int32_t k = hazard->start ? hazard->start[l] : 0;
         !shut && hazard->start && k < hazard->start[l + 1]; k++)
      load->closing[count++] = (struct al_evac_closing){hazard->closing[k].from_s - job->start_s,
                                                        hazard->closing[k].to_s - job->start_s};
  }
  load->closing_start[links] = count;
  *out = (struct al_evac_closings){load->closing_start, load->closing};
  return true;
}

/* Who is loaded together: all in one kind of vehicle, and on foot each class alone, which others
 * may overtake. */
struct run_crowd {
  enum al_evac_traveller traveller;
  int32_t class; /* -1 = all */
  double walk_mps;
};

static bool crowd_has(const struct run_crowd *crowd, const struct evac_plan *plan,
                      const struct evac_way *way)
{
  return way->traveller == crowd->traveller &&
         (crowd->class < 0 || plan->party[way->party].class == crowd->class);
}

static bool run_set_trips(const struct run_job *job, const struct run_crowd *crowd,
                          struct run_load *load, int32_t *count)
{
  const struct evac_plan *plan = &job->plan;
  int32_t routes = 0, links = 0;
  load->trip = malloc((job->trip_count + 1) * sizeof *load->trip);
  load->of = malloc((job->trip_count + 1) * sizeof *load->of);
  load->route_start = malloc(((size_t)plan->way_count + 1) * sizeof *load->route_start);
  load->route_of = malloc(((size_t)plan->way_count + 1) * sizeof *load->route_of);
  load->route_link = malloc(((size_t)plan->link_count + 1) * sizeof *load->route_link);
  if (!load->trip || !load->of || !load->route_start || !load->route_of || !load->route_link)
    return false;
  for (int32_t w = 0; w < plan->way_count; w++) {
    load->route_of[w] = -1;
    if (!crowd_has(crowd, plan, &plan->way[w]))
      continue;
    load->route_start[routes] = links;
    load->route_of[w] = routes++;
    for (int32_t k = plan->way[w].first; k < plan->way[w].past; k++)
      load->route_link[links++] = plan->link[k];
  }
  load->route_start[routes] = links;
  *count = 0;
  for (size_t t = 0; t < job->trip_count; t++) {
    const struct run_trip *trip = &job->trip[t];
    const struct evac_way *way = &plan->way[trip->way];
    if (!crowd_has(crowd, plan, way))
      continue;
    load->of[*count] = (int32_t)t;
    load->trip[(*count)++] =
        (struct al_evac_trip){.depart_s = trip->depart_s - job->start_s,
                              .origin = job->study->group[plan->party[way->party].group].node,
                              .route = load->route_of[trip->way],
                              .persons = (float)trip->persons};
  }
  return true;
}

/* Who is at the shelter's road already has an empty way. */
static void run_settle_here(struct run_job *job, struct run_load *load, int32_t *count)
{
  int32_t kept = 0;
  for (int32_t k = 0; k < *count; k++) {
    const int32_t route = load->trip[k].route;
    struct run_trip *trip = &job->trip[load->of[k]];
    if (load->route_start[route] < load->route_start[route + 1]) {
      load->trip[kept] = load->trip[k];
      load->of[kept++] = load->of[k];
      continue;
    }
    trip->fate = AL_EVAC_ARRIVED;
    trip->arrive_s = trip->depart_s;
  }
  *count = kept;
}

void run_take_result(struct run_job *job, const int32_t *of, int32_t count,
                     const struct al_evac_load_result *result)
{
  assert(count > 0 && result->arrive_s && result->fate);
  struct evac_result *out = job->out;
  for (int32_t k = 0; k < count; k++) {
    struct run_trip *trip = &job->trip[of[k]];
    trip->fate = result->fate[k];
    trip->arrive_s = result->arrive_s[k] + job->start_s;
  }
  for (int32_t l = 0; l < job->study->network.link_count; l++) {
    out->delay_person_s[l] += result->delay_person_s[l];
    out->passed[l] += result->passed[l];
    out->most[l] = out->most[l] > result->most[l] ? out->most[l] : result->most[l];
  }
  out->moves += result->moves;
  if (result->ring_links > out->ring_links)
    out->ring_links = result->ring_links;
}

/* Towards the nearest open shelter on open links, for travellers that find their way as they go. */
struct run_guide {
  const struct run_job *job;
  double *travel_s, *open_s, *safe_s;
};

static void run_guide(void *self, double time_s, const uint8_t *is_closed, const double *room,
                      int32_t *next_link)
{
  const struct run_guide *guide = self;
  const struct evac_study *study = guide->job->study;
  struct al_evac_deadlines found;
  for (int32_t l = 0; l < study->network.link_count; l++)
    guide->open_s[l] = is_closed[l] ? (double)INFINITY : guide->travel_s[l];
  for (int32_t n = 0; n < study->network.node_count; n++)
    guide->safe_s[n] = room[n] > 0.0 ? (double)INFINITY : -(double)INFINITY;
  for (int32_t s = 0; s < study->shelter_count; s++)
    if (study->shelter[s].node >= 0 && study->shelter[s].closes_s <= time_s + guide->job->start_s)
      guide->safe_s[study->shelter[s].node] = -(double)INFINITY;
  const struct al_evac_deadline_request request = {
      .network = &study->network, .travel_s = guide->open_s, .safe_until_s = guide->safe_s};
  if (al_evac_deadlines_find(study->ctx, &request, &found) != AL_OK)
    return;
  memcpy(next_link, found.next_link, (size_t)study->network.node_count * sizeof *next_link);
  al_evac_deadlines_free(&found);
}

static bool run_open_guide(struct run_job *job, enum al_evac_traveller traveller, double walk_mps,
                           struct run_guide *guide, double **room)
{
  const size_t links = (size_t)job->study->network.link_count + 1,
               nodes = (size_t)job->study->network.node_count + 1;
  *guide = (struct run_guide){.job = job,
                              .travel_s = malloc(links * sizeof(double)),
                              .open_s = malloc(links * sizeof(double)),
                              .safe_s = malloc(nodes * sizeof(double))};
  *room = malloc(nodes * sizeof **room);
  if (!guide->travel_s || !guide->open_s || !guide->safe_s || !*room)
    return false;
  evac_plan_travel(job->study, job->change, traveller, walk_mps, guide->travel_s);
  for (size_t n = 0; n < nodes; n++)
    (*room)[n] = -1.0;
  for (int32_t s = 0; s < job->study->shelter_count; s++)
    if (evac_plan_takes(job->study, job->change, s))
      (*room)[job->study->shelter[s].node] = 1e18; /* room is settled over all kinds at the end */
  return true;
}

static al_status run_load_crowd(struct run_job *job, const struct run_crowd *crowd)
{
  const enum al_evac_traveller traveller = crowd->traveller;
  struct evac_study *study = job->study;
  struct run_load load = {.trip = NULL};
  struct run_guide guide = {.job = NULL};
  struct al_evac_load_result result;
  double *room = NULL;
  const bool reacts = study->config->routes == EVAC_REACTIVE;
  int32_t count = 0;
  struct al_evac_load_request request = {.kind = run_kind(traveller, crowd->walk_mps),
                                         .end_s = evac_plan_last_order_s(study, job->change) +
                                                  study->config->horizon_s - job->start_s,
                                         .slowing_from_s = job->start_s};
  request.slowing = study->has_hazard ? &study->hazard.of[traveller] : NULL;
  bool has = run_set_lanes(job, al_evac_laws[traveller].mode == AL_EVAC_WALK, &load) &&
             run_set_closings(job, traveller, &load, &request.closings) &&
             run_set_trips(job, crowd, &load, &count);
  if (has)
    run_settle_here(job, &load, &count);
  if (has && reacts && count > 0)
    has = run_open_guide(job, traveller, crowd->walk_mps, &guide, &room);
  request.network = &load.network;
  request.trip_count = count;
  request.trips = load.trip;
  request.route_start = load.route_start;
  request.route_link = load.route_link;
  for (int32_t k = 0; reacts && k < count; k++)
    load.trip[k].route = -1;
  if (reacts) {
    request.guide = run_guide;
    request.self = &guide;
    request.room_persons = room;
  }
  al_status status = AL_OK;
  if (!has)
    status = AL_FAIL(study->ctx, AL_NO_MEMORY,
                     "out of memory: an evacuation of %d vehicles over %d "
                     "links",
                     (int)job->trip_count, (int)study->network.link_count);
  else if (count > 0 && study->config->routes == EVAC_EQUILIBRIUM)
    status = run_equilibrate(job, traveller, crowd->walk_mps, &request, load.of);
  else if (count > 0)
    status = al_evac_load(study->ctx, &request, &result);
  if (status == AL_OK && has && count > 0 && study->config->routes != EVAC_EQUILIBRIUM) {
    run_take_result(job, load.of, count, &result);
    al_evac_load_free(&result);
  }
  load_free_arrays(&load);
  free(guide.travel_s);
  free(guide.open_s);
  free(guide.safe_s);
  free(room);
  return status;
}

static bool run_open_result(struct run_job *job)
{
  struct evac_study *study = job->study;
  struct al_arena *arena = study->arena;
  const size_t links = (size_t)study->network.link_count + 1,
               nodes = (size_t)study->network.node_count + 1;
  struct evac_result *out = job->out;
  out->of = AL_NEW(arena, struct evac_outcome, (size_t)study->community_count + 1);
  out->sent = AL_NEW(arena, double, (size_t)study->shelter_count + 1);
  out->arrived = AL_NEW(arena, double, (size_t)study->shelter_count + 1);
  out->delay_person_s = AL_NEW(arena, double, links);
  out->passed = AL_NEW(arena, int32_t, links);
  out->most = AL_NEW(arena, int32_t, links);
  out->latest_s = AL_NEW(arena, double, nodes);
  out->way_s = AL_NEW(arena, double, nodes);
  out->next_link = AL_NEW(arena, int32_t, nodes);
  return out->of && out->sent && out->arrived && out->delay_person_s && out->passed && out->most &&
         out->latest_s && out->way_s && out->next_link;
}

static void run_keep_deadlines(struct run_job *job)
{
  const size_t nodes = (size_t)job->study->network.node_count;
  memcpy(job->out->latest_s, job->plan.by_car.latest_s, nodes * sizeof(double));
  memcpy(job->out->way_s, job->plan.by_car.way_s, nodes * sizeof(double));
  memcpy(job->out->next_link, job->plan.by_car.next_link, nodes * sizeof(int32_t));
}

static al_status run_variant(struct run_job *job)
{
  const struct evac_study *study = job->study;
  if (!run_open_result(job))
    return AL_NO_MEMORY;
  AL_TRY(study->ctx, evac_plan_make(job->study, job->change, &job->plan));
  run_keep_deadlines(job);
  if (!run_make_trips(job))
    return AL_FAIL(study->ctx, AL_NO_MEMORY, "out of memory: %d groups and %d shelters",
                   (int)study->group_count, (int)study->shelter_count);
  for (size_t t = 0; t < job->trip_count; t++)
    job->start_s = fmin(job->start_s, job->trip[t].depart_s);
  for (int k = 0; k < AL_EVAC_TRAVELLERS; k++)
    if (al_evac_laws[k].mode != AL_EVAC_WALK)
      AL_TRY(study->ctx,
             run_load_crowd(job, &(struct run_crowd){(enum al_evac_traveller)k, -1, INFINITY}));
  for (int32_t k = 0; k < (int32_t)study->class_count; k++) {
    const struct run_crowd crowd = {evac_traveller(&study->class_of[k], true), k,
                                    study->class_of[k].walk_m_per_s};
    AL_TRY(study->ctx, run_load_crowd(job, &crowd));
  }
  return run_tell(job);
}

/* The road nearest to a place, and the same road the other way. */
static void change_close_road(const struct evac_study *study, double x_m, double y_m,
                              uint8_t *closed)
{
  const struct al_evac_network *network = &study->network;
  double best_m = INFINITY;
  int32_t best = -1;
  for (int32_t l = 0; l < network->link_count; l++)
    for (int32_t k = network->shape_start[l]; k + 1 < network->shape_start[l + 1]; k++) {
      const double ax = network->shape_x[k], ay = network->shape_y[k],
                   dx = network->shape_x[k + 1] - ax, dy = network->shape_y[k + 1] - ay;
      const double square = dx * dx + dy * dy;
      const double along =
          square > 0.0 ? fmin(fmax(((x_m - ax) * dx + (y_m - ay) * dy) / square, 0.0), 1.0) : 0.0;
      const double away_m = hypot(ax + along * dx - x_m, ay + along * dy - y_m);
      if (away_m < best_m) {
        best_m = away_m;
        best = l;
      }
    }
  assert(best >= 0);
  closed[best] = 1;
  if (network->twin[best] >= 0)
    closed[network->twin[best]] = 1;
}

static al_status change_make(struct evac_study *study, const struct evac_what_if_config *what_if,
                             struct evac_change *out)
{
  uint8_t *closed = AL_NEW(study->arena, uint8_t, (size_t)study->network.link_count + 1);
  uint8_t *lost = AL_NEW(study->arena, uint8_t, (size_t)study->shelter_count + 1);
  const struct al_source_mark mark = al_config_mark(study->scenario, "evacuation.what_ifs");
  if (!closed || !lost)
    return AL_NO_MEMORY;
  *out = (struct evac_change){what_if->order_delay_s, closed, lost};
  for (size_t k = 0; k + 1 < what_if->closed.count; k += 2)
    change_close_road(study, what_if->closed.value[k], what_if->closed.value[k + 1], closed);
  for (size_t k = 0; k < what_if->lost.count; k++) {
    bool found = false;
    for (int32_t s = 0; s < study->shelter_count; s++)
      if (strcmp(study->shelter[s].name, what_if->lost.text[k]) == 0)
        found = (lost[s] = 1) == 1;
    if (!found)
      al_report(study->ctx, AL_ERROR, &mark, "evacuation.what_ifs: '%s' names no shelter '%s'",
                what_if->name, what_if->lost.text[k]);
  }
  return al_report_close(study->ctx);
}

al_status evac_study_run(struct evac_study *study, const struct evac_what_if_config *what_if,
                         struct evac_result *out)
{
  struct evac_change change = {0};
  struct run_job job = {.study = study, .change = &change, .out = out};
  *out = (struct evac_result){.name = what_if ? what_if->name : "as ordered"};
  if (what_if)
    AL_TRY(study->ctx, change_make(study, what_if, &change));
  const al_status status = run_variant(&job);
  free(job.trip);
  evac_plan_free(&job.plan);
  return status;
}
