/**
 * When communities may drive off while roads close and open again: to any shelter, on ways that
 * lead nearer to it with every link.
 */
#include "models/evacuation/evac_run_inside.h"
#include "models/evacuation/evac_window.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Windows of one group. */
struct leave_list {
  struct al_evac_closing *window;
  int32_t count;
};

struct leave {
  struct run_job *job;
  double from_s, until_s;
  double *travel_s;        /* [link] */
  double *safe_s, *near_s; /* [node] of the shelter in hand */
  struct leave_list *list; /* [group] */
};

static bool leave_open(struct leave *leave)
{
  const struct evac_study *study = leave->job->study;
  const size_t links = (size_t)study->network.link_count + 1,
               nodes = (size_t)study->network.node_count + 1;
  leave->travel_s = malloc(links * sizeof *leave->travel_s);
  leave->safe_s = malloc(nodes * sizeof *leave->safe_s);
  leave->near_s = malloc(nodes * sizeof *leave->near_s);
  leave->list = calloc((size_t)study->group_count + 1, sizeof *leave->list);
  if (!leave->travel_s || !leave->safe_s || !leave->near_s || !leave->list)
    return false;
  evac_plan_travel(study, leave->job->change, AL_EVAC_DRIVER, 1.0, leave->travel_s);
  for (size_t n = 0; n < nodes; n++)
    leave->safe_s[n] = leave->near_s[n] = -INFINITY;
  return true;
}

static void leave_close(struct leave *leave)
{
  for (int32_t g = 0; leave->list && g < leave->job->study->group_count; g++)
    free(leave->list[g].window);
  free(leave->list);
  free(leave->travel_s);
  free(leave->safe_s);
  free(leave->near_s);
}

/* Adds what leads to one more shelter. */
static bool leave_join(struct leave *leave, const struct al_evac_windows *found)
{
  const struct evac_study *study = leave->job->study;
  for (int32_t g = 0; g < study->group_count; g++) {
    struct leave_list *list = &leave->list[g];
    const int32_t node = study->group[g].node, first = found->start[node],
                  more = found->start[node + 1] - first;
    assert(node >= 0 && node < study->network.node_count);
    if (more == 0)
      continue;
    struct al_evac_closing *joined = malloc((size_t)(list->count + more) * sizeof *joined);
    if (!joined)
      return false;
    list->count =
        al_evac_windows_join(list->window, list->count, &found->window[first], more, joined);
    free(list->window);
    list->window = joined;
  }
  return true;
}

static al_status leave_search(struct leave *leave, int32_t shelter)
{
  const struct evac_study *study = leave->job->study;
  const int32_t node = study->shelter[shelter].node;
  struct al_evac_deadlines near = {0};
  struct al_evac_windows found = {0};
  leave->safe_s[node] = study->shelter[shelter].closes_s;
  leave->near_s[node] = INFINITY;
  const struct al_evac_deadline_request quickest = {
      .network = &study->network, .travel_s = leave->travel_s, .safe_until_s = leave->near_s};
  al_status status = al_evac_deadlines_find(study->ctx, &quickest, &near);
  const struct al_evac_window_request request = {.network = &study->network,
                                                 .travel_s = leave->travel_s,
                                                 .hazard = &study->hazard.of[AL_EVAC_DRIVER],
                                                 .safe_until_s = leave->safe_s,
                                                 .from_s = leave->from_s,
                                                 .until_s = leave->until_s,
                                                 .nearness = near.way_s};
  if (status == AL_OK)
    status = al_evac_windows_find(study->ctx, &request, &found);
  if (status == AL_OK && !leave_join(leave, &found))
    status = AL_NO_MEMORY;
  leave->safe_s[node] = leave->near_s[node] = -INFINITY;
  al_evac_windows_free(&found);
  al_evac_deadlines_free(&near);
  return status;
}

/* What a group's windows and its community's so far share, in a list of the study's arena. */
static bool leave_share(struct leave *leave, int32_t group)
{
  const struct evac_study *study = leave->job->study;
  struct evac_outcome *of = &leave->job->out->of[study->group[group].community];
  const struct leave_list *list = &leave->list[group];
  const struct al_evac_closing home = {leave->from_s,
                                       fmin(leave->until_s, study->group[group].home_closes_s)};
  const struct al_evac_closing *known = of->window ? of->window : &home;
  const int32_t known_count = of->window ? of->window_count : 1;
  const size_t room = (size_t)(known_count + list->count) + 1;
  struct al_evac_closing *shared = AL_NEW(study->arena, struct al_evac_closing, room);
  struct al_evac_closing *at_home = malloc(room * sizeof *at_home);
  if (shared && at_home) {
    const int32_t count = al_evac_windows_share(&home, 1, list->window, list->count, at_home);
    of->window_count = al_evac_windows_share(known, known_count, at_home, count, shared);
    of->window = shared;
  }
  const bool done = shared && at_home;
  free(at_home);
  return done;
}

al_status run_tell_windows(struct run_job *job)
{
  const struct evac_study *study = job->study;
  struct leave leave = {.job = job,
                        .from_s = evac_plan_first_order_s(study, job->change),
                        .until_s =
                            evac_plan_last_order_s(study, job->change) + study->config->horizon_s};
  al_status status = leave_open(&leave) ? AL_OK : AL_NO_MEMORY;
  for (int32_t s = 0; status == AL_OK && s < study->shelter_count; s++)
    if (evac_plan_takes(study, job->change, s))
      status = leave_search(&leave, s);
  for (int32_t g = 0; status == AL_OK && g < study->group_count; g++)
    status = leave_share(&leave, g) ? AL_OK : AL_NO_MEMORY;
  leave_close(&leave);
  if (status == AL_NO_MEMORY)
    return AL_FAIL(study->ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                   (int)study->network.node_count, (int)study->network.link_count);
  return status;
}
