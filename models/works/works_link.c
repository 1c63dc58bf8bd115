/**
 * Links: openings by rules, discharges, water moved.
 */
#include "models/works/works_state.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { PARTS_MOST = 64 };
/* Within a part of an exchange a link moves at most about this depth of its smaller end. */
#define PART_DEPTH_M 0.01

static double link_level_or(double level_m, double otherwise_m)
{
  return al_level_is_given(level_m) ? level_m : otherwise_m;
}

static void link_derive(struct works_link *link)
{
  const struct works_link_config *config = link->config;
  const bool is_round = config->diameter_m > 0.0;
  link->crest_m =
      link_level_or(config->crest_m, fmax(link->from.bed_least_m, link->to.bed_least_m));
  link->culvert = (struct works_culvert){
      .is_round = is_round,
      .width_m = is_round ? config->diameter_m : config->width_m,
      .height_m = is_round ? config->diameter_m : config->height_m,
      .length_m = config->length_m,
      .manning = config->manning,
      .entrance_loss = config->entrance_loss,
      .invert1_m = link_level_or(config->invert_from_m, link->from.bed_least_m),
      .invert2_m = link_level_or(config->invert_to_m, link->to.bed_least_m),
      .barrels = 1.0,
      .inlet = &works_inlets[config->inlet]};
}

al_status works_links_create(const struct al_model_env *env, struct works *works)
{
  const struct works_rule_config *rule = works->config->rules.record;
  (void)env;
  for (size_t r = 0; r < works->rule_count; r++) {
    works->rule[r].config = &rule[r];
    for (size_t k = 0; k < works->link_count; k++)
      if (strcmp(works->link[k].config->name, rule[r].link) == 0) {
        works->rule[r].link = k;
        works->link[k].has_rules = true;
      }
    for (size_t g = 0; rule[r].gauge && g < works->gauge_count; g++)
      if (strcmp(works->gauge[g].config->name, rule[r].gauge) == 0)
        works->rule[r].gauge = &works->gauge[g];
  }
  for (size_t k = 0; k < works->link_count; k++) {
    struct works_link *link = &works->link[k];
    link_derive(link);
    *link->memory = (struct works_link_memory){
        .opening = link->config->opening.count ? al_series_value(&link->config->opening, 0.0) : 1.0,
        .target = 1.0,
        .from_m = link->from.bed_least_m,
        .to_m = link->to.bed_least_m};
  }
  return AL_OK;
}

/* Discharge from the first side to the second, both as levels. */
static double link_one_way_m3_per_s(const struct works_link *link, double level1_m, double level2_m,
                                    bool turned, double opening)
{
  const struct works_link_config *config = link->config;
  struct works_culvert culvert = link->culvert;
  if (level1_m - level2_m < WORKS_STILL_M)
    return 0.0;
  switch ((enum works_kind)config->kind) {
  case WORKS_CULVERT:
  case WORKS_OUTFALL:
    culvert.invert1_m = turned ? link->culvert.invert2_m : link->culvert.invert1_m;
    culvert.invert2_m = turned ? link->culvert.invert1_m : link->culvert.invert2_m;
    return opening * works_culvert_m3_per_s(&culvert, level1_m, level2_m);
  case WORKS_GATE:
    return works_gate_m3_per_s(config->coefficient, config->width_m, opening * config->height_m,
                               level1_m - link->crest_m, level2_m - link->crest_m);
  case WORKS_WEIR:
    return opening * works_weir_m3_per_s(config->coefficient, config->width_m,
                                         level1_m - link->crest_m, level2_m - link->crest_m);
  case WORKS_PUMP:
    break;
  }
  return 0.0;
}

static double link_pump_m3_per_s(const struct works_link *link, double from_m, double to_m)
{
  const struct works_link_config *config = link->config;
  const bool runs = !al_level_is_given(config->on_level_m) || link->memory->runs > 0.5;
  if (!runs)
    return 0.0;
  return link->memory->opening *
         (config->curve.count
              ? works_pump_m3_per_s(config->curve.value, config->curve.count / 2, to_m - from_m)
              : config->capacity_m3_per_s);
}

/* Positive from the first end to the second. */
static double link_m3_per_s(const struct works_link *link, double from_m, double to_m)
{
  const struct works_link_config *config = link->config;
  const bool flap = config->flap || config->kind == WORKS_OUTFALL;
  const double opening = link->memory->opening, many = (double)config->barrels;
  if (!(opening > 0.0))
    return 0.0;
  if (config->kind == WORKS_PUMP)
    return many * link_pump_m3_per_s(link, from_m, to_m);
  if (from_m >= to_m)
    return many * link_one_way_m3_per_s(link, from_m, to_m, false, opening);
  return flap ? 0.0 : -many * link_one_way_m3_per_s(link, to_m, from_m, true, opening);
}

static void link_switch_pump(struct works_link *link, double from_m)
{
  const struct works_link_config *config = link->config;
  if (config->kind != WORKS_PUMP || !al_level_is_given(config->on_level_m))
    return;
  if (from_m >= config->on_level_m)
    link->memory->runs = 1.0;
  else if (from_m <= config->off_level_m)
    link->memory->runs = 0.0;
}

/* Moves the water of a part of the exchange; still levels are never passed. @return m3. */
static double link_move(struct works *works, struct works_link *link, double part_s)
{
  const double from_m = works_end_level_m(works, &link->from),
               to_m = works_end_level_m(works, &link->to);
  link_switch_pump(link, from_m);
  const double rate = link_m3_per_s(link, from_m, to_m);
  const struct works_end *giver = rate < 0.0 ? &link->to : &link->from;
  const struct works_end *taker = rate < 0.0 ? &link->from : &link->to;
  double volume_m3 = fabs(rate) * part_s;
  if (link->config->kind != WORKS_PUMP)
    volume_m3 =
        fmin(volume_m3, fabs(from_m - to_m) / (1.0 / giver->area_m2 + 1.0 / taker->area_m2));
  if (!(volume_m3 > 0.0))
    return 0.0;
  const double moved_m3 = works_end_take_m3(works, giver, volume_m3);
  works_end_give(works, taker, moved_m3);
  return rate < 0.0 ? -moved_m3 : moved_m3;
}

static bool rule_holds(const struct works_rule *rule, double time_s)
{
  const struct works_rule_config *config = rule->config;
  if (time_s < config->from_s || time_s > config->to_s)
    return false;
  const bool below = al_level_is_given(config->below_m), above = al_level_is_given(config->above_m);
  return !rule->gauge || ((!above || *rule->gauge->level_m > config->above_m) &&
                          (!below || *rule->gauge->level_m < config->below_m));
}

static void link_apply_rules(struct works *works, double time_s, double span_s)
{
  for (size_t r = 0; r < works->rule_count; r++)
    if (rule_holds(&works->rule[r], time_s))
      works->link[works->rule[r].link].memory->target = works->rule[r].config->opening;
  for (size_t k = 0; k < works->link_count; k++) {
    struct works_link *link = &works->link[k];
    struct works_link_memory *memory = link->memory;
    const double most = link->config->travel_s > 0.0 ? span_s / link->config->travel_s : 1.0;
    if (link->config->opening.count)
      memory->opening =
          al_series_integral(&link->config->opening, time_s, time_s + span_s) / span_s;
    else
      memory->opening += fmin(fmax(memory->target - memory->opening, -most), most);
  }
}

/* In how many parts the exchange is cut, so that levels follow what is moved. */
static int link_count_parts(const struct works *works, double span_s)
{
  double most = 1.0;
  for (size_t k = 0; k < works->link_count; k++) {
    const struct works_link *link = &works->link[k];
    const double rate = fabs(link_m3_per_s(link, works_end_level_m(works, &link->from),
                                           works_end_level_m(works, &link->to)));
    most = fmax(most, rate * span_s / (PART_DEPTH_M * fmin(link->from.area_m2, link->to.area_m2)));
  }
  return (int)fmin(ceil(most), (double)PARTS_MOST);
}

void works_links_exchange(struct works *works, double time_s, double span_s)
{
  assert(span_s > 0.0);
  for (size_t g = 0; g < works->gauge_count; g++)
    *works->gauge[g].level_m = works_end_level_m(works, &works->gauge[g].end);
  link_apply_rules(works, time_s, span_s);
  for (size_t k = 0; k < works->link_count; k++) {
    struct works_link *link = &works->link[k];
    link->memory->from_m = works_end_level_m(works, &link->from);
    link->memory->to_m = works_end_level_m(works, &link->to);
    link->memory->m3_per_s = 0.0;
    link_switch_pump(link, link->memory->from_m);
  }
  const int parts = link_count_parts(works, span_s);
  for (int part = 0; part < parts; part++)
    for (size_t k = 0; k < works->link_count; k++) {
      const double moved_m3 = link_move(works, &works->link[k], span_s / parts);
      works->link[k].memory->m3_per_s += moved_m3 / span_s;
      al_sum_add(works->moved_m3, fabs(moved_m3));
    }
}
