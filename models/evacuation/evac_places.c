/**
 * People and shelters, and the roads that they are put onto.
 */
#include "config/scenario_section.h"
#include "core/log.h"
#include "models/evacuation/evac_nearest.h"
#include "models/evacuation/evac_study_inside.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is read of a place: where, how much, and what it is called. */
struct evac_spot {
  double x_m, y_m, amount;
  const char *name;
};

struct spots {
  struct evac_spot *spot;
  size_t count;
};

/* Middle of a feature's vertices; of polygons of their outer rings. */
static void spot_middle(const struct al_vector_layer *layer, const struct al_feature *feature,
                        struct evac_spot *out)
{
  double x = 0.0, y = 0.0, count = 0.0;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    const size_t closing = feature->shape == AL_SHAPE_POLYGON && part->count > 1;
    for (size_t k = 0; !part->hole && k < part->count - closing; k++) {
      x += layer->x[part->first + k];
      y += layer->y[part->first + k];
      count += 1.0;
    }
  }
  out->x_m = x / fmax(count, 1.0);
  out->y_m = y / fmax(count, 1.0);
}

/* The amount of a feature: its attribute, or what the record gives. */
static double spot_amount(struct evac_study *study, const struct evac_place_config *from,
                          const struct al_feature *feature, const char *text, double usual)
{
  char *end;
  if (!text || !*text)
    return usual;
  const double amount = strtod(text, &end);
  if (*end == '\0' && amount >= 0.0 && amount <= 1e9)
    return amount;
  const struct al_source_mark mark = {.file = from->path};
  al_report(study->ctx, AL_ERROR, &mark, "feature %lld of '%s': '%s' is no number from 0 to 1e9",
            feature->id, from->name, text);
  return 0.0;
}

static al_status spots_read_layer(struct evac_study *study, const struct evac_place_config *from,
                                  const char *attribute, double usual, struct spots *out)
{
  const char *asked[3] = {NULL};
  int label = -1, amount = -1, count = 0;
  struct al_vector_layer layer;
  if (from->label && *from->label)
    asked[label = count++] = from->label;
  if (attribute && *attribute)
    asked[amount = count++] = attribute;
  const struct al_vector_request request = {
      .path = from->path,
      .layer = from->layer && *from->layer ? from->layer : NULL,
      .where = from->where && *from->where ? from->where : NULL,
      .attributes = count > 0 ? asked : NULL,
      .target_wkt = study->grid->lattice.crs_wkt};
  AL_TRY(study->ctx, al_vector_read(study->ctx, study->arena, &request, &layer));
  out->spot = AL_NEW(study->arena, struct evac_spot, layer.feature_count + 1);
  if (!out->spot)
    return AL_NO_MEMORY;
  for (size_t f = 0; f < layer.feature_count; f++) {
    const struct al_feature *feature = &layer.feature[f];
    struct evac_spot *spot = &out->spot[out->count++];
    spot_middle(&layer, feature, spot);
    spot->amount =
        spot_amount(study, from, feature, amount >= 0 ? feature->attribute[amount] : NULL, usual);
    const char *named = label >= 0 ? feature->attribute[label] : NULL;
    spot->name = named && *named ? named : label < 0 ? from->name : NULL;
    if (!spot->name)
      spot->name = al_arena_printf(study->arena, "%s %zu", from->name, f + 1);
    if (!spot->name)
      return AL_NO_MEMORY;
  }
  return al_report_close(study->ctx);
}

static al_status spots_read(struct evac_study *study, const struct evac_place_config *from,
                            const char *attribute, double usual, struct spots *out)
{
  *out = (struct spots){0};
  if (from->path && *from->path)
    return spots_read_layer(study, from, attribute, usual, out);
  out->spot = AL_NEW(study->arena, struct evac_spot, 1);
  if (!out->spot)
    return AL_NO_MEMORY;
  assert(from->place.count == 2);
  out->spot[out->count++] =
      (struct evac_spot){from->place.value[0], from->place.value[1], usual, from->name};
  return AL_OK;
}

/* The people of the grid's cells. */
static al_status spots_read_population(struct evac_study *study, const char *name,
                                       struct spots *out)
{
  const struct al_lattice *lattice = &study->grid->lattice;
  const struct al_layer *people = al_grid_layer(study->grid, AL_LAYER_PEOPLE);
  const ptrdiff_t cells = al_lattice_cells(lattice);
  *out = (struct spots){0};
  if (!people)
    return AL_FAIL(study->ctx, AL_BAD_INPUT,
                   "evacuation.people: '%s' asks for the grid's population, and the grid has none",
                   name);
  for (ptrdiff_t i = 0; i < cells; i++)
    out->count += study->grid->valid[i] && people->value[i] > 0.0f;
  out->spot = AL_NEW(study->arena, struct evac_spot, out->count + 1);
  if (!out->spot)
    return AL_NO_MEMORY;
  out->count = 0;
  for (ptrdiff_t i = 0; i < cells; i++)
    if (study->grid->valid[i] && people->value[i] > 0.0f)
      out->spot[out->count++] = (struct evac_spot){
          al_lattice_x_m(lattice, (int)(i % lattice->cols)),
          al_lattice_y_m(lattice, (int)(i / lattice->cols)), (double)people->value[i], name};
  return AL_OK;
}

static int32_t study_community(struct evac_study *study, const char *name)
{
  for (int32_t c = 0; c < study->community_count; c++)
    if (strcmp(study->community[c].name, name) == 0)
      return c;
  study->community[study->community_count] = (struct evac_community){.name = name};
  return study->community_count++;
}

/* A place of people: to its community, and to the group of the nearest node. */
static void study_add_people(struct evac_study *study, const struct al_evac_node_index *near,
                             const struct evac_spot *spot, int32_t *group_of)
{
  double away_m;
  const int32_t c = study_community(study, spot->name);
  assert(spot->amount > 0.0 && c < study->community_count);
  struct evac_community *community = &study->community[c];
  const int32_t node =
      al_evac_nearest_node(near, spot->x_m, spot->y_m, study->config->within_m, &away_m);
  community->people += spot->amount;
  community->x_m += spot->amount * spot->x_m;
  community->y_m += spot->amount * spot->y_m;
  if (node < 0) {
    community->far_people += spot->amount;
    return;
  }
  /* the last group of the node, if it is of the same community */
  int32_t g = group_of[node];
  if (g < 0 || study->group[g].community != c) {
    g = group_of[node] = study->group_count++;
    study->group[g] = (struct evac_group){.community = c, .node = node, .home_closes_s = INFINITY};
  }
  struct evac_group *group = &study->group[g];
  group->people += spot->amount;
  group->away_m += (away_m - group->away_m) * spot->amount / group->people;
}

static al_status study_read_people(struct evac_study *study, const struct al_evac_node_index *near)
{
  const struct evac_people_config *people = study->config->people.record;
  const size_t records = study->config->people.count;
  struct spots *all = AL_NEW(study->arena, struct spots, records + 1);
  int32_t *group_of = AL_NEW(study->arena, int32_t, (size_t)study->network.node_count + 1);
  size_t spots = 0;
  if (!all || !group_of)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < records; k++) {
    if (people[k].population)
      AL_TRY(study->ctx, spots_read_population(study, people[k].from.name, &all[k]));
    else
      AL_TRY(study->ctx,
             spots_read(study, &people[k].from, people[k].attribute, people[k].count, &all[k]));
    spots += all[k].count;
  }
  study->community = AL_NEW(study->arena, struct evac_community, spots + 1);
  study->group = AL_NEW(study->arena, struct evac_group, spots + 1);
  if (!study->community || !study->group)
    return AL_NO_MEMORY;
  for (int32_t n = 0; n < study->network.node_count; n++)
    group_of[n] = -1;
  for (size_t k = 0; k < records; k++)
    for (size_t s = 0; s < all[k].count; s++)
      if (all[k].spot[s].amount > 0.0)
        study_add_people(study, near, &all[k].spot[s], group_of);
  for (int32_t c = 0; c < study->community_count; c++) {
    struct evac_community *community = &study->community[c];
    community->x_m /= community->people;
    community->y_m /= community->people;
    if (community->far_people > 0.0)
      al_log(study->ctx, AL_WARNING,
             "evacuation: %.0f of the %.0f people of '%s' live more than %g m from any road: they "
             "are counted as cut off",
             community->far_people, community->people, community->name, study->config->within_m);
  }
  return AL_OK;
}

static al_status study_read_shelters(struct evac_study *study,
                                     const struct al_evac_node_index *near)
{
  const struct evac_shelter_config *shelter = study->config->shelters.record;
  const size_t records = study->config->shelters.count;
  struct spots *all = AL_NEW(study->arena, struct spots, records + 1);
  size_t spots = 0;
  if (!all)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < records; k++) {
    AL_TRY(study->ctx,
           spots_read(study, &shelter[k].from, shelter[k].attribute, shelter[k].capacity, &all[k]));
    spots += all[k].count;
  }
  study->shelter = AL_NEW(study->arena, struct evac_shelter, spots + 1);
  if (!study->shelter)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < records; k++)
    for (size_t s = 0; s < all[k].count; s++) {
      const struct evac_spot *spot = &all[k].spot[s];
      struct evac_shelter *out = &study->shelter[study->shelter_count++];
      *out = (struct evac_shelter){.name = spot->name,
                                   .x_m = spot->x_m,
                                   .y_m = spot->y_m,
                                   .capacity = spot->amount,
                                   .closes_s = INFINITY};
      out->node =
          al_evac_nearest_node(near, out->x_m, out->y_m, study->config->within_m, &out->away_m);
      if (out->node < 0)
        al_log(study->ctx, AL_WARNING,
               "evacuation: shelter '%s' lies more than %g m from any road: nobody can reach it",
               out->name, study->config->within_m);
    }
  return AL_OK;
}

al_status evac_places_read(struct evac_study *study)
{
  const unsigned any = (1u << AL_EVAC_MODES) - 1;
  struct al_evac_node_index leaving, entering;
  al_status status = al_evac_node_index_make(study->ctx, &study->network, any, true, &leaving);
  if (status == AL_OK)
    status = study_read_people(study, &leaving);
  al_evac_node_index_free(&leaving);
  if (status != AL_OK)
    return status;
  status = al_evac_node_index_make(study->ctx, &study->network, any, false, &entering);
  if (status == AL_OK)
    status = study_read_shelters(study, &entering);
  al_evac_node_index_free(&entering);
  if (status == AL_OK && study->group_count == 0)
    status = AL_FAIL(study->ctx, AL_BAD_INPUT,
                     "evacuation: nobody lives within %g m of a road (evacuation.within)",
                     study->config->within_m);
  return status;
}
