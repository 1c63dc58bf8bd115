/**
 * What comes of one variant: by community, by shelter, over all, and its lower bound.
 */
#include "models/evacuation/evac_run_inside.h"
#include <assert.h>
#include <stdlib.h>

static int run_by_arrival(const void *a, const void *b)
{
  const struct run_trip *x = *(struct run_trip *const *)a, *y = *(struct run_trip *const *)b;
  if (x->arrive_s != y->arrive_s)
    return x->arrive_s < y->arrive_s ? -1 : 1;
  return (x > y) - (x < y);
}

/* A shelter takes people until it is full; who comes after that is unserved. */
static void run_settle_rooms(struct run_job *job, struct run_trip *const *by_arrival)
{
  const struct evac_study *study = job->study;
  assert(job->out->arrived && by_arrival);
  for (size_t k = 0; k < job->trip_count; k++) {
    struct run_trip *trip = by_arrival[k];
    const double room = study->shelter[trip->shelter].capacity - job->out->arrived[trip->shelter];
    if (trip->fate != AL_EVAC_ARRIVED)
      continue;
    if (room < trip->persons * (1.0 - 1e-6))
      trip->fate = AL_EVAC_UNSERVED;
    else
      job->out->arrived[trip->shelter] += trip->persons;
  }
}

/* Time by which each share of who left is there, of trips in the order of their arrival. */
static void run_parts(const struct run_job *job, struct run_trip *const *by_arrival,
                      int32_t community, double part_s[4])
{
  static const double parts[4] = {0.5, 0.9, 0.95, 1.0};
  double all = 0.0, sum = 0.0;
  int next = 0;
  for (size_t k = 0; k < job->trip_count; k++)
    if (community < 0 || by_arrival[k]->community == community)
      all += by_arrival[k]->persons;
  for (int p = 0; p < 4; p++)
    part_s[p] = INFINITY;
  for (size_t k = 0; k < job->trip_count && next < 4; k++) {
    const struct run_trip *trip = by_arrival[k];
    if ((community >= 0 && trip->community != community) || trip->fate != AL_EVAC_ARRIVED)
      continue;
    sum += trip->persons;
    while (next < 4 && sum >= parts[next] * all * (1.0 - 1e-9))
      part_s[next++] = trip->arrive_s;
  }
}

/* When the homes of who takes a way are unsafe. */
static double run_home_s(const struct run_job *job, int32_t way)
{
  const int32_t party = job->plan.way[way].party;
  assert(party >= 0 && party < job->plan.party_count);
  return job->study->group[job->plan.party[party].group].home_closes_s;
}

static void run_tell_trip(struct run_job *job, const struct run_trip *trip)
{
  assert(trip->fate < AL_EVAC_FATES && trip->community < job->study->community_count);
  struct evac_outcome *of = &job->out->of[trip->community];
  const double home_s = run_home_s(job, trip->way);
  of->fate[trip->fate] += trip->persons;
  of->latest_s = fmin(of->latest_s, fmin(trip->latest_s, home_s));
  of->last_leave_s = fmax(of->last_leave_s, trip->depart_s);
  if (trip->fate != AL_EVAC_ARRIVED) {
    of->margin_s = -INFINITY;
    return;
  }
  /* who loses time in queues must leave so much earlier */
  of->last_arrive_s = fmax(of->last_arrive_s, trip->arrive_s);
  of->margin_s = fmin(of->margin_s, trip->latest_s - (trip->arrive_s - trip->free_s));
  of->margin_s = fmin(of->margin_s, home_s - trip->depart_s);
}

/* What is told by community; people without a road or a shelter are cut off. */
static void run_tell_communities(struct run_job *job, struct run_trip *const *by_arrival)
{
  const struct evac_study *study = job->study;
  struct evac_result *out = job->out;
  for (int32_t c = 0; c < study->community_count; c++) {
    out->of[c] = (struct evac_outcome){.latest_s = INFINITY,
                                       .margin_s = INFINITY,
                                       .last_leave_s = -INFINITY,
                                       .last_arrive_s = -INFINITY,
                                       .shelter = -1};
    out->of[c].fate[AL_EVAC_CUT_OFF] = study->community[c].far_people;
  }
  for (int32_t p = 0; p < job->plan.party_count; p++)
    out->of[study->group[job->plan.party[p].group].community].fate[AL_EVAC_CUT_OFF] +=
        job->plan.party[p].left;
  for (size_t t = 0; t < job->trip_count; t++)
    run_tell_trip(job, &job->trip[t]);
  for (int32_t c = 0; c < study->community_count; c++) {
    struct evac_outcome *of = &out->of[c];
    if (of->fate[AL_EVAC_CUT_OFF] > 1e-6)
      of->margin_s = of->latest_s = -INFINITY;
    run_parts(job, by_arrival, c, of->part_s);
    for (int f = 0; f < AL_EVAC_FATES; f++)
      out->fate[f] += of->fate[f];
    out->people += study->community[c].people;
  }
}

static void run_tell_shelters(struct run_job *job)
{
  const struct evac_study *study = job->study;
  const size_t shelters = (size_t)study->shelter_count;
  double *sum = AL_NEW(study->arena, double, shelters *(size_t)study->community_count + 1);
  for (int32_t w = 0; w < job->plan.way_count; w++) {
    const struct evac_way *way = &job->plan.way[w];
    const int32_t c = study->group[job->plan.party[way->party].group].community;
    job->out->sent[way->shelter] += way->people;
    if (sum)
      sum[(size_t)c * shelters + (size_t)way->shelter] += way->people;
  }
  for (int32_t c = 0; sum && c < study->community_count; c++)
    for (int32_t s = 0; s < study->shelter_count; s++) {
      const int32_t best = job->out->of[c].shelter;
      const double *of = &sum[(size_t)c * shelters];
      if (of[s] > 0.0 && (best < 0 || of[s] > of[best]))
        job->out->of[c].shelter = s;
    }
}

/* The way that most people of each community take as planned. */
static al_status run_tell_ways(struct run_job *job)
{
  const struct evac_plan *plan = &job->plan;
  struct evac_result *out = job->out;
  int32_t count = 0;
  out->way_link = AL_NEW(job->study->arena, int32_t, (size_t)plan->link_count + 1);
  if (!out->way_link)
    return AL_NO_MEMORY;
  for (int32_t c = 0; c < job->study->community_count; c++)
    out->of[c].way_shelter = -1;
  for (int32_t w = 0; w < plan->way_count; w++) {
    const struct evac_way *way = &plan->way[w];
    struct evac_outcome *of = &out->of[job->study->group[plan->party[way->party].group].community];
    /* who is there already needs no way: such a one is told only where there is no other */
    const bool goes = way->past > way->first, went = of->way_past > of->way_first;
    if (of->way_shelter >= 0 && (goes == went ? way->people <= of->way_people : went))
      continue;
    of->way_people = way->people;
    of->way_shelter = way->shelter;
    of->way_traveller = way->traveller;
    of->way_free_s = way->free_s;
    of->way_latest_s = fmin(way->latest_s, run_home_s(job, w));
    of->way_first = way->first;
    of->way_past = way->past;
  }
  for (int32_t c = 0; c < job->study->community_count; c++) {
    struct evac_outcome *of = &out->of[c];
    const int32_t first = count;
    for (int32_t k = of->way_first; k < of->way_past; k++)
      out->way_link[count++] = plan->link[k];
    of->way_first = first;
    of->way_past = count;
  }
  return AL_OK;
}

/* Nobody can be there sooner than free, and no shelter's last road passes more than its capacity:
 * the times of such queues are bounds for any routes to the same shelters. */
static void run_bound(struct run_job *job, struct run_trip **order)
{
  const struct evac_study *study = job->study;
  double *real_s = malloc((job->trip_count + 1) * sizeof *real_s);
  double *last_s = malloc(((size_t)study->shelter_count + 1) * sizeof *last_s);
  uint8_t *fate = malloc(job->trip_count + 1);
  for (int p = 0; p < 4; p++)
    job->out->bound_s[p] = (double)NAN;
  for (size_t t = 0; real_s && fate && t < job->trip_count; t++) {
    real_s[t] = job->trip[t].arrive_s;
    fate[t] = job->trip[t].fate;
    job->trip[t].arrive_s = job->trip[t].depart_s + job->plan.way[job->trip[t].way].free_s;
    job->trip[t].fate = AL_EVAC_ARRIVED;
  }
  for (int32_t s = 0; last_s && s < study->shelter_count; s++)
    last_s[s] = -INFINITY;
  if (real_s && last_s && fate) {
    qsort(order, job->trip_count, sizeof(struct run_trip *), run_by_arrival);
    for (size_t k = 0; k < job->trip_count; k++) {
      const struct evac_way *way = &job->plan.way[order[k]->way];
      if (way->traveller != AL_EVAC_DRIVER || way->past == way->first)
        continue;
      const int32_t link = job->plan.link[way->past - 1];
      const struct al_evac_kind kind = run_kind(AL_EVAC_DRIVER, 1.0);
      double lanes = 0.0; /* all roads into the shelter's node */
      const int32_t node = study->network.to[link];
      for (int32_t e = study->network.entering_start[node];
           e < study->network.entering_start[node + 1]; e++)
        lanes += (double)study->network.lanes[study->network.entering[e]];
      const double gap_s =
          1.0 / al_evac_capacity_per_s(&kind, (double)study->network.free_speed_mps[link], lanes);
      order[k]->arrive_s = fmax(order[k]->arrive_s, last_s[order[k]->shelter] + gap_s);
      last_s[order[k]->shelter] = order[k]->arrive_s;
    }
    qsort(order, job->trip_count, sizeof(struct run_trip *), run_by_arrival);
    run_parts(job, order, -1, job->out->bound_s);
  }
  for (size_t t = 0; real_s && fate && t < job->trip_count; t++) {
    job->trip[t].arrive_s = real_s[t];
    job->trip[t].fate = fate[t];
  }
  free(real_s);
  free(last_s);
  free(fate);
}

al_status run_tell(struct run_job *job)
{
  struct evac_result *out = job->out;
  struct run_trip **order = malloc((job->trip_count + 1) * sizeof(struct run_trip *));
  out->curve_s = AL_NEW(job->study->arena, double, job->trip_count + 1);
  out->curve_persons = AL_NEW(job->study->arena, float, job->trip_count + 1);
  if (!order || !out->curve_s || !out->curve_persons) {
    free(order);
    return AL_FAIL(job->study->ctx, AL_NO_MEMORY, "out of memory: %d events of an evacuation",
                   (int)job->trip_count);
  }
  for (size_t t = 0; t < job->trip_count; t++)
    order[t] = &job->trip[t];
  run_bound(job, order);
  qsort(order, job->trip_count, sizeof(struct run_trip *), run_by_arrival);
  run_settle_rooms(job, order);
  run_tell_communities(job, order);
  run_parts(job, order, -1, out->part_s);
  run_tell_shelters(job);
  al_status status = run_tell_ways(job);
  if (status == AL_OK && job->study->has_hazard)
    status = run_tell_windows(job);
  for (size_t k = 0; k < job->trip_count; k++)
    if (order[k]->fate == AL_EVAC_ARRIVED) {
      out->curve_s[out->curve_count] = order[k]->arrive_s;
      out->curve_persons[out->curve_count++] = (float)order[k]->persons;
    }
  free(order);
  return status;
}
