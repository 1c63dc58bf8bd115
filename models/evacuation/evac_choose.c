/**
 * Routes in equilibrium for one crowd of a variant.
 */
#include "core/log.h"
#include "models/evacuation/evac_equilibrium.h"
#include "models/evacuation/evac_run_inside.h"
#include <assert.h>
#include <stdlib.h>

#define CHOOSE_GAP_ENOUGH 0.01

/* What the search and the telling need of one traveller's links. */
struct choice {
  double *travel_s, *closes_s; /* [link] */
  uint8_t *usable;             /* [link] */
  const struct al_evac_link_hazard *slowing;
  double *free_s; /* [route] */
};

static bool choice_open(const struct run_job *job, enum al_evac_traveller traveller,
                        double walk_mps, struct choice *out)
{
  const size_t links = (size_t)job->study->network.link_count + 1;
  *out = (struct choice){.travel_s = malloc(links * sizeof *out->travel_s),
                         .closes_s = malloc(links * sizeof *out->closes_s),
                         .usable = malloc(links)};
  if (!out->travel_s || !out->closes_s || !out->usable)
    return false;
  evac_plan_prepare(job->study, job->change, traveller, walk_mps, out->travel_s, out->closes_s);
  out->slowing = job->study->has_hazard ? &job->study->hazard.of[traveller] : NULL;
  for (int32_t l = 0; l < job->study->network.link_count; l++)
    out->usable[l] = isfinite(out->travel_s[l]) != 0;
  return true;
}

static void choice_close(struct choice *choice)
{
  free(choice->travel_s);
  free(choice->closes_s);
  free(choice->usable);
  free(choice->free_s);
}

/* Free time of each route. */
static bool choice_price(const struct al_evac_equilibrium *found, struct choice *choice)
{
  choice->free_s = calloc((size_t)found->route_count + 1, sizeof *choice->free_s);
  if (!choice->free_s)
    return false;
  for (int32_t r = 0; r < found->route_count; r++)
    for (int32_t k = found->route_start[r]; k < found->route_start[r + 1]; k++)
      choice->free_s[r] += choice->travel_s[found->route_link[k]];
  return true;
}

static void choice_tell(const struct run_job *job, enum al_evac_traveller traveller,
                        const struct al_evac_equilibrium *found)
{
  static const char *const names[AL_EVAC_TRAVELLERS] = {[AL_EVAC_ADULT] = "on foot",
                                                        [AL_EVAC_FRAIL] = "frail, on foot",
                                                        [AL_EVAC_RIDER] = "by e-bike",
                                                        [AL_EVAC_DRIVER] = "by car",
                                                        [AL_EVAC_COACH] = "by bus"};
  const struct al_evac_equilibrium_step *kept = &found->step[found->kept];
  assert(found->steps > 0 && found->kept < found->steps);
  al_log(job->study->ctx, AL_NOTE,
         "evacuation '%s': routes %s: they could be %.1f %% quicker on other ways (%.1f %% before "
         "any changed); %d loadings, number %d kept: %.0f people arrive",
         job->out->name, names[traveller], 100.0 * kept->gap, 100.0 * found->step[0].gap,
         (int)found->steps, (int)found->kept + 1, kept->arrived_persons);
}

static void choice_take(struct run_job *job, const struct al_evac_equilibrium *found,
                        const struct choice *choice, const int32_t *of, int32_t count)
{
  const struct evac_plan_links links = {choice->travel_s, choice->closes_s, choice->slowing};
  run_take_result(job, of, count, &found->result);
  for (int32_t k = 0; k < count; k++) {
    struct run_trip *trip = &job->trip[of[k]];
    const int32_t route = found->trip[k].route;
    trip->free_s = choice->free_s[route];
    trip->latest_s =
        evac_plan_route_latest_s(&links, found->route_link + found->route_start[route],
                                 found->route_start[route + 1] - found->route_start[route],
                                 job->study->shelter[trip->shelter].closes_s);
  }
  job->out->gap = fmax(job->out->gap, found->step[found->kept].gap);
}

al_status run_equilibrate(struct run_job *job, enum al_evac_traveller traveller, double walk_mps,
                          const struct al_evac_load_request *request, const int32_t *of)
{
  struct evac_study *study = job->study;
  struct al_evac_equilibrium found = {0};
  struct choice choice;
  al_status status = AL_NO_MEMORY;
  if (choice_open(job, traveller, walk_mps, &choice)) {
    const struct al_evac_equilibrium_request asked = {.load = *request,
                                                      .usable = choice.usable,
                                                      .iterations =
                                                          (int32_t)study->config->route_loadings,
                                                      .gap_enough = CHOOSE_GAP_ENOUGH,
                                                      .seed = study->seed};
    status = al_evac_equilibrium_find(study->ctx, &asked, &found);
    if (status == AL_OK && !choice_price(&found, &choice))
      status = AL_NO_MEMORY;
  }
  if (status == AL_OK) {
    choice_tell(job, traveller, &found);
    choice_take(job, &found, &choice, of, request->trip_count);
  } else if (status == AL_NO_MEMORY)
    status = AL_FAIL(study->ctx, AL_NO_MEMORY,
                     "out of memory: an evacuation of %d vehicles over %d links",
                     (int)request->trip_count, (int)study->network.link_count);
  choice_close(&choice);
  al_evac_equilibrium_free(&found);
  return status;
}
