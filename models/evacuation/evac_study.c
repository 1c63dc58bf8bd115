/**
 * An evacuation: opening a study, and what a hazard does to it.
 */
#include "config/scenario_section.h"
#include "core/log.h"
#include "models/evacuation/evac_cells.h"
#include "models/evacuation/evac_study_inside.h"
#include "models/evacuation/road_make.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum al_evac_traveller evac_traveller(const struct evac_class_config *class, bool on_foot)
{
  static const enum al_evac_traveller by_vehicle[] = {[EVAC_BY_CAR] = AL_EVAC_DRIVER,
                                                      [EVAC_BY_EBIKE] = AL_EVAC_RIDER,
                                                      [EVAC_BY_BUS] = AL_EVAC_COACH,
                                                      [EVAC_BY_FOOT] = AL_EVAC_ADULT};
  const enum al_evac_traveller by = by_vehicle[class->vehicle];
  const bool walks = on_foot || by == AL_EVAC_ADULT;
  return !walks ? by : class->frail ? AL_EVAC_FRAIL : AL_EVAC_ADULT;
}

static void study_set_classes(struct evac_study *study)
{
  static const struct evac_class_config usual = {.name = "all",
                                                 .share = 1.0,
                                                 .walk_most_m = 1000.0,
                                                 .walk_m_per_s = 1.1,
                                                 .per_vehicle = 2.5,
                                                 .vehicle = EVAC_BY_CAR};
  study->class_of = study->config->classes.count > 0 ? study->config->classes.record : &usual;
  study->class_count = study->config->classes.count > 0 ? study->config->classes.count : 1;
  for (size_t k = 0; k < study->class_count; k++)
    study->share_sum += study->class_of[k].share;
}

struct al_evac_curve evac_study_curve(const struct evac_departure_config *departure)
{
  static const enum al_evac_curve_kind kinds[] = {[EVAC_RAYLEIGH] = AL_EVAC_RAYLEIGH,
                                                  [EVAC_WEIBULL] = AL_EVAC_WEIBULL,
                                                  [EVAC_SIGMOID] = AL_EVAC_SIGMOID,
                                                  [EVAC_TABLE] = AL_EVAC_TABLE,
                                                  [EVAC_AT_ONCE] = AL_EVAC_AT_ONCE};
  return (struct al_evac_curve){.kind = kinds[departure->curve],
                                .delay_s = departure->shift_s,
                                .scale_s = departure->scale_s,
                                .shape = departure->shape,
                                .middle_s = departure->shape * departure->scale_s,
                                .table_count = (int)departure->table.count,
                                .table_s = departure->table.time_s,
                                .table_share = departure->table.value};
}

static int32_t study_find_community(const struct evac_study *study, const char *name)
{
  for (int32_t c = 0; c < study->community_count; c++)
    if (strcmp(study->community[c].name, name) == 0)
      return c;
  return -1;
}

/* When each community is told to leave: by the order that names it, else by the one for all. */
static al_status study_set_orders(struct evac_study *study)
{
  const struct evac_order_config *order = study->config->orders.record;
  const struct al_source_mark mark = al_config_mark(study->scenario, "evacuation.orders");
  uint8_t *named = AL_NEW(study->arena, uint8_t, (size_t)study->community_count + 1);
  if (!named)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < study->config->orders.count; k++)
    for (size_t n = 0; n < order[k].communities.count; n++) {
      const int32_t c = study_find_community(study, order[k].communities.text[n]);
      if (c < 0) {
        al_report(study->ctx, AL_ERROR, &mark, "evacuation.orders: '%s' names no community '%s'",
                  order[k].name, order[k].communities.text[n]);
        continue;
      }
      named[c] = 1;
      study->community[c].order_s = order[k].at_s;
    }
  for (size_t k = 0; k < study->config->orders.count; k++)
    for (int32_t c = 0; order[k].communities.count == 0 && c < study->community_count; c++)
      if (!named[c]) {
        named[c] = 1;
        study->community[c].order_s = order[k].at_s;
      }
  for (int32_t c = 0; study->config->orders.count > 0 && c < study->community_count; c++)
    if (!named[c])
      al_report(study->ctx, AL_ERROR, &mark, "evacuation.orders: no order names community '%s'",
                study->community[c].name);
  return al_report_close(study->ctx);
}

static al_status study_read_roads(struct evac_study *study)
{
  assert(study->grid && study->config);
  const struct evac_roads_config *roads = &study->config->roads;
  const char *classes = roads->classes && *roads->classes ? roads->classes : NULL;
  struct road_lines lines;
  AL_TRY(study->ctx, road_classes_read(study->ctx, study->arena, classes, &study->classes));
  study->roads_are_made_up = !roads->path || !*roads->path;
  if (study->roads_are_made_up)
    AL_TRY(study->ctx, road_lines_make(study->ctx, study->arena, study->grid, &study->classes,
                                       study->seed, &lines));
  else
    AL_TRY(study->ctx, road_lines_read(study->ctx, study->arena, roads, &study->classes,
                                       &study->grid->lattice, &lines));
  AL_TRY(study->ctx, road_net_make(study->ctx, &lines, &study->classes, roads->snap_m,
                                   roads->shortest_m, &study->network, &study->roads));
  const struct road_report *report = &study->roads;
  al_log(
      study->ctx, AL_NOTE,
      "evacuation: %zu lines of road, %.0f km: %d nodes, %d links; %d links merged, %d loops and "
      "%zu lines of other kinds left out",
      report->lines, 1e-3 * report->length_m, (int)report->nodes, (int)report->links,
      (int)report->merged, (int)report->loops, report->unknown_classes);
  if (study->roads_are_made_up)
    al_log(study->ctx, AL_WARNING,
           "evacuation: evacuation.roads.path names no roads: they are MADE UP by a seeded rule");
  if (report->components > 1)
    al_log(study->ctx, AL_WARNING,
           "evacuation: not all roads reach each other: %d of %d nodes do, %d can be entered but "
           "not left",
           (int)report->largest, (int)report->nodes, (int)report->dead_ends);
  return AL_OK;
}

al_status evac_study_open(struct al_ctx *ctx, struct al_arena *arena,
                          const struct al_config *scenario, const struct al_grid *grid,
                          struct evac_study *out)
{
  const struct al_scenario_config *of = al_config_section(scenario, "scenario");
  *out = (struct evac_study){.ctx = ctx,
                             .arena = arena,
                             .scenario = scenario,
                             .config = al_config_section(scenario, "evacuation"),
                             .grid = grid,
                             .seed = (uint64_t)of->seed};
  assert(out->config);
  const struct al_evac_curve curve = evac_study_curve(&out->config->departure);
  study_set_classes(out);
  AL_TRY(ctx, al_evac_curve_check(ctx, &curve));
  AL_TRY(ctx, study_read_roads(out));
  AL_TRY(ctx, evac_places_read(out));
  return study_set_orders(out);
}

void evac_study_close(struct evac_study *study)
{
  al_evac_network_free(&study->network);
  if (study->has_hazard)
    al_evac_hazard_free(&study->hazard);
}

/* Homes and shelters are unsafe when the water of their cell, or the fire near it, comes. */
static al_status study_endanger_places(struct evac_study *study,
                                       const struct al_evac_frames *frames)
{
  struct al_evac_law law = al_evac_laws[AL_EVAC_ADULT];
  const size_t cells = (size_t)al_lattice_cells(frames->lattice);
  float *closes_s = malloc((cells + 1) * sizeof *closes_s);
  law.depth_limit_m = study->config->hazard.flood_depth_m;
  law.unit_flow_limit_m2s = law.flow_limit_mps = law.shallow_flow_limit_mps = INFINITY;
  law.wind_limit_mps = law.bridge_wind_limit_mps = INFINITY;
  law.fire_lead_s = study->config->hazard.lead_s;
  law.fire_reach_m = study->config->hazard.fire_within_m;
  if (!closes_s)
    return AL_FAIL(study->ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                   (int)study->network.node_count, (int)study->network.link_count);
  const al_status status = al_evac_cells_closing(study->ctx, frames, &law, closes_s);
  for (int32_t s = 0; status == AL_OK && s < study->shelter_count; s++)
    al_evac_places_closing(frames->lattice, closes_s, 1, &study->shelter[s].x_m,
                           &study->shelter[s].y_m, &study->shelter[s].closes_s);
  for (int32_t g = 0; status == AL_OK && g < study->group_count; g++) {
    const int32_t node = study->group[g].node;
    al_evac_places_closing(frames->lattice, closes_s, 1, &study->network.node_x[node],
                           &study->network.node_y[node], &study->group[g].home_closes_s);
  }
  free(closes_s);
  return status;
}

al_status evac_study_endanger(struct evac_study *study, const struct al_evac_frames *frames)
{
  struct al_evac_law laws[AL_EVAC_TRAVELLERS];
  memcpy(laws, al_evac_laws, sizeof laws);
  for (int k = 0; k < AL_EVAC_TRAVELLERS; k++) {
    laws[k].fire_lead_s = study->config->hazard.lead_s;
    laws[k].fire_reach_m = study->config->hazard.fire_within_m;
  }
  const struct al_evac_hazard_options options = {.law = laws,
                                                 .law_count = AL_EVAC_TRAVELLERS,
                                                 .underpass_drop_m =
                                                     study->config->roads.underpass_m,
                                                 .underpass_wet_m = 0.02};
  assert(!study->has_hazard);
  study->has_hazard = true;
  AL_TRY(study->ctx,
         al_evac_hazard_make(study->ctx, &study->network, frames, &options, &study->hazard));
  for (int k = 0; k < AL_EVAC_TRAVELLERS; k++)
    study->closings[k] =
        (struct al_evac_closings){study->hazard.of[k].closing_start, study->hazard.of[k].closing};
  if (study->hazard.outside_count > 0)
    al_log(study->ctx, AL_WARNING, "evacuation: %d links leave the grid: no hazard is known there",
           (int)study->hazard.outside_count);
  double first_s = INFINITY, last_s = -INFINITY;
  for (int32_t c = 0; c < study->community_count; c++) {
    first_s = fmin(first_s, study->community[c].order_s);
    last_s = fmax(last_s, study->community[c].order_s);
  }
  (void)al_evac_hazard_covers(study->ctx, &study->hazard, first_s, last_s);
  return study_endanger_places(study, frames);
}
