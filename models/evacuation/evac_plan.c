/**
 * The plan of one variant.
 */
#include "models/evacuation/evac_plan.h"
#include "models/evacuation/evac_assign.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PLAN_RISK_S 1e6      /* cost of a way that closes before: more than any travel time */
#define PLAN_NEARLY_ALL 0.99 /* of those who leave: a way should be open until then */

/* Speeds of kinds without a limit of the road, m/s: an e-bike's legal 25 km/h. */
#define EBIKE_MOST_MPS 6.94

static double plan_speed_most(enum al_evac_traveller traveller, double walk_mps)
{
  const double most[AL_EVAC_TRAVELLERS] = {[AL_EVAC_ADULT] = walk_mps,
                                           [AL_EVAC_FRAIL] = walk_mps,
                                           [AL_EVAC_RIDER] = EBIKE_MOST_MPS,
                                           [AL_EVAC_DRIVER] = INFINITY,
                                           [AL_EVAC_COACH] = INFINITY};
  return most[traveller];
}

void evac_plan_travel(const struct evac_study *study, const struct evac_change *change,
                      enum al_evac_traveller traveller, double walk_mps, double *travel_s)
{
  const struct al_evac_network *network = &study->network;
  const unsigned bit = AL_EVAC_MODE_BIT(al_evac_laws[traveller].mode);
  const bool walks = al_evac_laws[traveller].mode == AL_EVAC_WALK;
  const double most_mps = plan_speed_most(traveller, walk_mps);
  for (int32_t l = 0; l < network->link_count; l++) {
    const double road_mps = (double)network->free_speed_mps[l];
    const bool open = (network->modes[l] & bit) && !(change->closed && change->closed[l]);
    travel_s[l] = open
                      ? (double)network->length_m[l] / (walks ? most_mps : fmin(road_mps, most_mps))
                      : (double)INFINITY;
  }
}

/* First closing of each link at or after a time; -INFINITY where it is closed then and after. */
static void plan_closing(const struct evac_study *study, enum al_evac_traveller traveller,
                         double from_s, double *closes_s)
{
  for (int32_t l = 0; l < study->network.link_count; l++)
    closes_s[l] = study->has_hazard ? al_evac_link_closes_s(&study->hazard.of[traveller], l, from_s)
                                    : (double)INFINITY;
}

double evac_plan_first_order_s(const struct evac_study *study, const struct evac_change *change)
{
  double first_s = INFINITY;
  for (int32_t c = 0; c < study->community_count; c++)
    first_s = fmin(first_s, study->community[c].order_s + change->order_delay_s);
  return first_s;
}

double evac_plan_last_order_s(const struct evac_study *study, const struct evac_change *change)
{
  double last_s = -INFINITY;
  for (int32_t c = 0; c < study->community_count; c++)
    last_s = fmax(last_s, study->community[c].order_s + change->order_delay_s);
  return last_s;
}

bool evac_plan_takes(const struct evac_study *study, const struct evac_change *change,
                     int32_t shelter)
{
  assert(shelter >= 0 && shelter < study->shelter_count);
  return study->shelter[shelter].node >= 0 && !(change->lost && change->lost[shelter]);
}

void evac_plan_prepare(const struct evac_study *study, const struct evac_change *change,
                       enum al_evac_traveller traveller, double walk_mps, double *travel_s,
                       double *closes_s)
{
  const double from_s = evac_plan_first_order_s(study, change);
  evac_plan_travel(study, change, traveller, walk_mps, travel_s);
  plan_closing(study, traveller, from_s, closes_s);
}

/* Searches towards one shelter: the quickest ways, and those that stay open longest. */
struct towards {
  struct al_evac_deadlines quick, lasting;
};

struct plan_job {
  struct evac_study *study;
  const struct evac_change *change;
  struct evac_plan *plan;
  double *travel_s, *closes_s, *safe_s, *cost;
  const struct al_evac_link_hazard *slowing; /* of the traveller in hand */
  int32_t *route;                            /* [node] links of a way in hand */
  double leave_s;                            /* from an order until nearly all have left */
  uint8_t *on_foot, *lasting;                /* [party][shelter] */
  struct towards *way;                       /* [shelter] of the traveller in hand */
};

static void plan_free_towards(struct plan_job *job)
{
  for (int32_t s = 0; s < job->study->shelter_count; s++) {
    al_evac_deadlines_free(&job->way[s].quick);
    al_evac_deadlines_free(&job->way[s].lasting);
  }
}

static al_status plan_search(struct plan_job *job, enum al_evac_traveller traveller,
                             double walk_mps)
{
  const struct evac_study *study = job->study;
  evac_plan_prepare(study, job->change, traveller, walk_mps, job->travel_s, job->closes_s);
  job->slowing = study->has_hazard ? &study->hazard.of[traveller] : NULL;
  for (int32_t n = 0; n < study->network.node_count; n++)
    job->safe_s[n] = -INFINITY;
  for (int32_t s = 0; s < study->shelter_count; s++) {
    const int32_t node = study->shelter[s].node;
    if (!evac_plan_takes(study, job->change, s))
      continue;
    struct al_evac_deadline_request request = {
        .network = &study->network, .travel_s = job->travel_s, .safe_until_s = job->safe_s};
    job->safe_s[node] = INFINITY;
    AL_TRY(study->ctx, al_evac_deadlines_find(study->ctx, &request, &job->way[s].quick));
    job->safe_s[node] = study->shelter[s].closes_s;
    request.closes_s = job->closes_s;
    request.slowing = job->slowing;
    if (study->has_hazard)
      AL_TRY(study->ctx, al_evac_deadlines_find(study->ctx, &request, &job->way[s].lasting));
    job->safe_s[node] = -INFINITY;
  }
  return AL_OK;
}

double evac_plan_route_latest_s(const struct evac_plan_links *links, const int32_t *route,
                                int32_t count, double safe_until_s)
{
  double latest_s = safe_until_s;
  for (int32_t k = count; k-- > 0;) {
    const int32_t link = route[k];
    const double by_s = fmin(latest_s, links->closes_s[link]);
    latest_s = al_evac_link_entered_s(links->slowing, link, by_s, links->travel_s[link]);
  }
  return latest_s;
}

/* Latest safe departure on the quickest way from a node. */
static double plan_quick_deadline(const struct plan_job *job, int32_t node, int32_t shelter)
{
  const struct al_evac_deadlines *quick = &job->way[shelter].quick;
  int32_t count = 0;
  for (int32_t at = node; quick->next_link[at] >= 0;
       at = job->study->network.to[quick->next_link[at]]) {
    assert(at >= 0 && count < job->study->network.node_count);
    job->route[count++] = quick->next_link[at];
  }
  const struct evac_plan_links links = {job->travel_s, job->closes_s, job->slowing};
  return evac_plan_route_latest_s(&links, job->route, count, job->study->shelter[shelter].closes_s);
}

/* What a party's way to a shelter is. */
struct offer {
  double way_s; /* INFINITY = none */
  bool lasting; /* the one that stays open longest, not the quickest */
  bool risky;   /* closes before nearly all have left */
};

/* The quickest way if that stays open until nearly all have left, else the one that stays open
 * longest, if that is open at the order. */
static struct offer plan_offer(struct plan_job *job, int32_t party, int32_t shelter)
{
  const struct evac_party *of = &job->plan->party[party];
  const int32_t node = job->study->group[of->group].node;
  const struct towards *way = &job->way[shelter];
  const double left_s = of->order_s + job->leave_s;
  if (!evac_plan_takes(job->study, job->change, shelter) || !isfinite(way->quick.way_s[node]))
    return (struct offer){.way_s = INFINITY};
  if (!job->study->has_hazard || plan_quick_deadline(job, node, shelter) >= left_s)
    return (struct offer){.way_s = way->quick.way_s[node]};
  const double latest_s = way->lasting.latest_s[node];
  return (struct offer){.way_s =
                            latest_s >= of->order_s ? way->lasting.way_s[node] : (double)INFINITY,
                        .lasting = true,
                        .risky = latest_s < left_s};
}

/* Costs by one traveller for all parties that may travel so. */
static al_status plan_price(struct plan_job *job, int32_t class, bool foot)
{
  const struct evac_study *study = job->study;
  const struct evac_class_config *of = &study->class_of[class];
  const size_t shelters = (size_t)study->shelter_count;
  AL_TRY(study->ctx, plan_search(job, evac_traveller(of, foot), of->walk_m_per_s));
  assert(class >= 0 && (size_t) class < study->class_count);
  for (int32_t p = 0; p < job->plan->party_count; p++)
    for (int32_t s = 0; job->plan->party[p].class == class && s < study->shelter_count; s++) {
      const size_t at = (size_t)p * shelters + (size_t)s;
      const struct offer offer = plan_offer(job, p, s);
      const bool near =
          offer.way_s * of->walk_m_per_s <= of->walk_most_m || of->vehicle == EVAC_BY_FOOT;
      if (!isfinite(offer.way_s) || (foot && !near))
        continue;
      /* who may walk walks, unless only the ride stays open */
      if (offer.risky && job->cost[at] < PLAN_RISK_S)
        continue;
      job->cost[at] = offer.way_s + (offer.risky ? PLAN_RISK_S : 0.0);
      job->on_foot[at] = foot;
      job->lasting[at] = offer.lasting;
    }
  plan_free_towards(job);
  return AL_OK;
}

/* Only the nearest shelters by time stay. */
static void plan_keep_nearest(struct plan_job *job)
{
  const int32_t shelters = job->study->shelter_count,
                most = (int32_t)job->study->config->shelters_most;
  for (int32_t p = 0; p < job->plan->party_count; p++) {
    double *cost = &job->cost[(size_t)p * (size_t)shelters];
    for (int32_t s = 0; s < shelters; s++) {
      int32_t nearer = 0;
      for (int32_t t = 0; t < shelters; t++)
        nearer += fabs(cost[t]) < fabs(cost[s]) || (fabs(cost[t]) == fabs(cost[s]) && t < s);
      if (nearer >= most && isfinite(cost[s]))
        cost[s] = -cost[s]; /* marked: the others still count it */
    }
    for (int32_t s = 0; s < shelters; s++)
      cost[s] = signbit(cost[s]) ? (double)INFINITY : cost[s];
  }
}

static al_status plan_add_links(struct plan_job *job, const struct al_evac_deadlines *by,
                                int32_t node, struct evac_way *way)
{
  struct evac_plan *plan = job->plan;
  way->first = plan->link_count;
  for (int32_t at = node; by->next_link[at] >= 0;) {
    const int32_t link = by->next_link[at];
    if (plan->link_count == plan->link_room) {
      plan->link_room = 2 * plan->link_room + 4096;
      int32_t *grown = realloc(plan->link, (size_t)plan->link_room * sizeof *grown);
      if (!grown)
        return AL_FAIL(job->study->ctx, AL_NO_MEMORY,
                       "out of memory: a network of %d nodes and %d links",
                       (int)job->study->network.node_count, (int)job->study->network.link_count);
      plan->link = grown;
    }
    plan->link[plan->link_count++] = link;
    at = job->study->network.to[link];
  }
  way->past = plan->link_count;
  return AL_OK;
}

/* The ways of one class by one traveller. */
static al_status plan_lay_ways(struct plan_job *job, int32_t class, bool foot, const double *sent)
{
  const struct evac_study *study = job->study;
  const struct evac_class_config *of = &study->class_of[class];
  const size_t shelters = (size_t)study->shelter_count;
  AL_TRY(study->ctx, plan_search(job, evac_traveller(of, foot), of->walk_m_per_s));
  for (int32_t p = 0; p < job->plan->party_count; p++)
    for (int32_t s = 0; job->plan->party[p].class == class && s < study->shelter_count; s++) {
      const size_t at = (size_t)p * shelters + (size_t)s;
      const int32_t node = study->group[job->plan->party[p].group].node;
      if (!(sent[at] > 0.0) || (bool)job->on_foot[at] != foot)
        continue;
      const struct al_evac_deadlines *by =
          job->lasting[at] ? &job->way[s].lasting : &job->way[s].quick;
      struct evac_way *way = &job->plan->way[job->plan->way_count++];
      *way = (struct evac_way){.party = p,
                               .shelter = s,
                               .traveller = evac_traveller(of, foot),
                               .people = sent[at],
                               .free_s = by->way_s[node],
                               .latest_s = !study->has_hazard ? (double)INFINITY
                                           : job->lasting[at] ? by->latest_s[node]
                                                              : plan_quick_deadline(job, node, s)};
      AL_TRY(study->ctx, plan_add_links(job, by, node, way));
    }
  plan_free_towards(job);
  return AL_OK;
}

static bool plan_make_parties(struct plan_job *job)
{
  struct evac_study *study = job->study;
  struct evac_plan *plan = job->plan;
  const size_t parties = (size_t)study->group_count * study->class_count;
  plan->party = AL_NEW(study->arena, struct evac_party, parties + 1);
  if (!plan->party)
    return false;
  for (int32_t g = 0; g < study->group_count; g++)
    for (size_t k = 0; k < study->class_count; k++)
      plan->party[plan->party_count++] = (struct evac_party){
          .group = g,
          .class = (int32_t)k,
          .people = study->group[g].people * study->class_of[k].share / study->share_sum,
          .order_s =
              study->community[study->group[g].community].order_s + job->change->order_delay_s};
  return true;
}

static bool plan_allocate(struct plan_job *job)
{
  struct evac_study *study = job->study;
  const size_t links = (size_t)study->network.link_count + 1,
               nodes = (size_t)study->network.node_count + 1,
               pairs = (size_t)job->plan->party_count * (size_t)study->shelter_count + 1;
  job->travel_s = malloc(links * sizeof *job->travel_s);
  job->closes_s = malloc(links * sizeof *job->closes_s);
  job->safe_s = malloc(nodes * sizeof *job->safe_s);
  job->cost = malloc(pairs * sizeof *job->cost);
  job->route = malloc(nodes * sizeof *job->route);
  job->on_foot = calloc(pairs, 1);
  job->lasting = calloc(pairs, 1);
  job->way = calloc((size_t)study->shelter_count + 1, sizeof *job->way);
  job->plan->way = AL_NEW(study->arena, struct evac_way, pairs);
  for (size_t k = 0; job->cost && k < pairs; k++)
    job->cost[k] = INFINITY;
  return job->route && job->travel_s && job->closes_s && job->safe_s && job->cost && job->on_foot &&
         job->lasting && job->way && job->plan->way;
}

static al_status plan_assign(struct plan_job *job, double *sent)
{
  struct evac_study *study = job->study;
  const size_t parties = (size_t)job->plan->party_count;
  double *people = AL_NEW(study->arena, double, parties + 1);
  double *left = AL_NEW(study->arena, double, parties + 1);
  double *room = AL_NEW(study->arena, double, (size_t)study->shelter_count + 1);
  if (!people || !left || !room)
    return AL_NO_MEMORY;
  for (size_t p = 0; p < parties; p++)
    people[p] = job->plan->party[p].people;
  for (int32_t s = 0; s < study->shelter_count; s++)
    room[s] = study->shelter[s].capacity;
  const struct al_evac_assign_request request = {.groups = job->plan->party_count,
                                                 .shelters = study->shelter_count,
                                                 .people = people,
                                                 .room = room,
                                                 .cost = job->cost};
  if (study->config->assignment == EVAC_NEAREST)
    al_evac_assign_nearest(&request, sent, left);
  else
    AL_TRY(study->ctx, al_evac_assign_least_cost(study->ctx, &request, sent, left));
  for (size_t p = 0; p < parties; p++)
    job->plan->party[p].left = left[p];
  return AL_OK;
}

/* Latest departures of drivers to whichever shelter, for the map. */
static al_status plan_find_by_car(struct plan_job *job)
{
  const struct evac_study *study = job->study;
  evac_plan_prepare(study, job->change, AL_EVAC_DRIVER, 1.0, job->travel_s, job->closes_s);
  for (int32_t n = 0; n < study->network.node_count; n++)
    job->safe_s[n] = -INFINITY;
  for (int32_t s = 0; s < study->shelter_count; s++)
    if (evac_plan_takes(study, job->change, s))
      job->safe_s[study->shelter[s].node] =
          fmax(job->safe_s[study->shelter[s].node], study->shelter[s].closes_s);
  const struct al_evac_deadline_request request = {
      .network = &study->network,
      .travel_s = job->travel_s,
      .closes_s = job->closes_s,
      .slowing = study->has_hazard ? &study->hazard.of[AL_EVAC_DRIVER] : NULL,
      .safe_until_s = job->safe_s};
  return al_evac_deadlines_find(study->ctx, &request, &job->plan->by_car);
}

static al_status plan_fill(struct plan_job *job)
{
  struct evac_study *study = job->study;
  const size_t pairs = (size_t)job->plan->party_count * (size_t)study->shelter_count + 1;
  double *sent = AL_NEW(study->arena, double, pairs);
  if (!sent)
    return AL_NO_MEMORY;
  for (int32_t k = 0; k < (int32_t)study->class_count; k++)
    for (int foot = study->class_of[k].vehicle == EVAC_BY_FOOT; foot < 2; foot++)
      AL_TRY(study->ctx, plan_price(job, k, foot == 1));
  plan_keep_nearest(job);
  AL_TRY(study->ctx, plan_assign(job, sent));
  for (int32_t k = 0; k < (int32_t)study->class_count; k++)
    for (int foot = study->class_of[k].vehicle == EVAC_BY_FOOT; foot < 2; foot++)
      AL_TRY(study->ctx, plan_lay_ways(job, k, foot == 1, sent));
  return plan_find_by_car(job);
}

al_status evac_plan_make(struct evac_study *study, const struct evac_change *change,
                         struct evac_plan *out)
{
  const struct al_evac_curve curve = evac_study_curve(&study->config->departure);
  struct plan_job job = {.study = study,
                         .change = change,
                         .plan = out,
                         .leave_s = al_evac_curve_time_s(&curve, PLAN_NEARLY_ALL)};
  *out = (struct evac_plan){0};
  al_status status = AL_OK;
  if (!plan_make_parties(&job) || !plan_allocate(&job))
    status = AL_FAIL(study->ctx, AL_NO_MEMORY, "out of memory: %d groups and %d shelters",
                     (int)study->group_count, (int)study->shelter_count);
  else
    status = plan_fill(&job);
  if (job.way)
    plan_free_towards(&job);
  void *const arrays[] = {job.route, job.travel_s, job.closes_s, job.safe_s,
                          job.cost,  job.on_foot,  job.lasting,  job.way};
  for (size_t k = 0; k < sizeof arrays / sizeof *arrays; k++)
    free(arrays[k]);
  return status;
}

void evac_plan_free(struct evac_plan *plan)
{
  free(plan->link);
  al_evac_deadlines_free(&plan->by_car);
  *plan = (struct evac_plan){0};
}
