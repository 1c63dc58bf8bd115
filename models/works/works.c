/**
 * The works model: water moved between places by culverts, gates, weirs, pumps and outfalls, and
 * let out of reservoirs behind dams.
 *
 * What an exchange moves is fixed in `prepare`, by one thread and in the order of the scenario;
 * `column` only hands it over. A column holds al_real: what rounding leaves of a cell's volume is
 * carried to its next exchange.
 */
#include "models/models.h"
#include "models/works/works_state.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { DAM_TERMS_MOST = 8 };

static al_status works_allocate(const struct al_model_env *env, struct works *works)
{
  const struct al_works_config *config = works->config;
  works->link_count = config->links.count;
  works->gauge_count = config->gauges.count;
  works->rule_count = config->rules.count;
  works->dam_count = config->dams.count;
  works->link = AL_NEW(env->arena, struct works_link, works->link_count);
  works->gauge = AL_NEW(env->arena, struct works_gauge, works->gauge_count);
  works->rule = AL_NEW(env->arena, struct works_rule, works->rule_count);
  works->dam = AL_NEW(env->arena, struct works_dam, works->dam_count);
  works->link_memory = AL_NEW(env->arena, struct works_link_memory, works->link_count);
  works->gauge_level_m = AL_NEW(env->arena, double, works->gauge_count);
  works->dam_memory = AL_NEW(env->arena, struct works_dam_memory, works->dam_count);
  works->moved_m3 = AL_NEW(env->arena, struct al_sum, 1);
  if (!works->link || !works->gauge || !works->rule || !works->dam || !works->link_memory ||
      !works->gauge_level_m || !works->dam_memory || !works->moved_m3)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < works->link_count; k++) {
    works->link[k].config = (const struct works_link_config *)config->links.record + k;
    works->link[k].memory = &works->link_memory[k];
  }
  for (size_t k = 0; k < works->gauge_count; k++) {
    works->gauge[k].config = (const struct works_gauge_config *)config->gauges.record + k;
    works->gauge[k].level_m = &works->gauge_level_m[k];
  }
  for (size_t k = 0; k < works->dam_count; k++) {
    works->dam[k].config = (const struct works_dam_config *)config->dams.record + k;
    works->dam[k].memory = &works->dam_memory[k];
  }
  return AL_OK;
}

static al_status works_create(const struct al_model_env *env, void **self)
{
  struct works *works = AL_NEW(env->arena, struct works, 1);
  if (!works)
    return AL_NO_MEMORY;
  *works = (struct works){.ctx = env->ctx,
                          .forest = env->forest,
                          .fields = env->fields,
                          .bed = al_fields_find(env->fields, "bed"),
                          .config = env->config};
  if (!works->bed)
    return AL_FAIL(env->ctx, AL_RUN_FAILED, "works: the run has no water");
  AL_TRY(env->ctx, works_allocate(env, works));
  AL_TRY(env->ctx, works_place_all(env, works));
  AL_TRY(env->ctx, works_links_create(env, works));
  AL_TRY(env->ctx, works_dams_create(env, works));
  *self = works;
  return AL_OK;
}

/* What the column of a cell gets, in its own precision. A loss is chosen so that the state can hold
 * what it leaves: taking it rounds nothing away. */
static void works_settle_cell(const struct works *works, struct works_cell *cell, double *carry_m3)
{
  const double wanted_m3 = cell->give_m3 - cell->take_m3 + *carry_m3;
  const double least_m = -cell->depth_m;
  const double net_m = fmax(wanted_m3 / cell->area_m2, least_m);
  cell->net_m = (al_real)net_m;
  if (net_m < 0.0) {
    const al_real d = al_field_tile(works->view.deviation,
                                    cell->index / AL_TILE_CELLS)[cell->index % AL_TILE_CELLS];
    const al_real left = (al_real)((double)d + net_m);
    cell->net_m = (al_real)fmin(fmax((double)left - (double)d, least_m), 0.0);
  }
  assert((double)cell->net_m >= least_m);
  *carry_m3 = wanted_m3 - (double)cell->net_m * cell->area_m2;
}

static al_status works_prepare(void *self, double time_s, double span_s)
{
  struct works *works = self;
  assert(span_s > 0.0);
  if (!works->has_view && !al_flow_view_open(works->fields, &works->view))
    return AL_FAIL(works->ctx, AL_RUN_FAILED, "works: the run has no water");
  works->has_view = true;
  for (size_t k = 0; k < works->cell_count; k++) {
    struct works_cell *cell = &works->cell[k];
    cell->depth_m = (double)al_flow_view_depth(&works->view, cell->index);
    cell->take_m3 = cell->give_m3 = 0.0;
  }
  works_links_exchange(works, time_s, span_s);
  works_dams_exchange(works, time_s, span_s);
  for (size_t k = 0; k < works->cell_count; k++)
    works_settle_cell(works, &works->cell[k], &works->carry_m3[k]);
  return AL_OK;
}

static void works_column(void *self, const struct al_column *column)
{
  struct works *works = self;
  assert(column->tile >= 0 && column->tile < works->forest->tile_count);
  for (size_t k = works->first[column->tile]; k < works->first[column->tile + 1]; k++) {
    const struct works_cell *cell = &works->cell[k];
    const ptrdiff_t at = cell->index % AL_TILE_CELLS;
    if (cell->net_m > 0)
      column->supply_m[at] += cell->net_m;
    else
      column->take_m[at] -= cell->net_m;
  }
}

static bool works_column_rests(const void *self, ptrdiff_t tile)
{
  const struct works *works = self;
  for (size_t k = works->first[tile]; k < works->first[tile + 1]; k++)
    if (works->cell[k].net_m < 0 || works->cell[k].net_m > 0)
      return false;
  return true;
}

static double works_exchange_most_s(const void *self)
{
  return ((const struct works *)self)->config->interval_s;
}

/* A term for each dam; where they are many, one for all. */
static size_t works_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct works *works = self;
  struct al_sum carry = {0.0, 0.0};
  size_t count = 0;
  double all_m3 = 0.0;
  for (size_t k = 0; k < works->cell_count; k++)
    al_sum_add(&carry, works->carry_m3[k]);
  const double moved_m3 = al_sum_value(works->moved_m3);
  if (works->link_count && capacity >= 2) {
    terms[count++] = (struct al_balance_term){"links:taken", -moved_m3};
    terms[count++] = (struct al_balance_term){"links:given", moved_m3};
  }
  if (count < capacity)
    terms[count++] = (struct al_balance_term){"works:carried", -al_sum_value(&carry)};
  for (size_t k = 0; k < works->dam_count; k++) {
    all_m3 += works->dam_memory[k].released_m3;
    if (works->dam_count <= DAM_TERMS_MOST && count < capacity)
      terms[count++] =
          (struct al_balance_term){works->dam[k].balance_name, works->dam_memory[k].released_m3};
  }
  if (works->dam_count > DAM_TERMS_MOST && count < capacity)
    terms[count++] = (struct al_balance_term){"dams", all_m3};
  return count;
}

static size_t works_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct works *works = self;
  const struct al_span all[] = {
      {works->moved_m3, sizeof *works->moved_m3},
      {works->carry_m3, works->cell_count * sizeof *works->carry_m3},
      {works->link_memory, works->link_count * sizeof *works->link_memory},
      {works->gauge_level_m, works->gauge_count * sizeof *works->gauge_level_m},
      {works->dam_memory, works->dam_count * sizeof *works->dam_memory}};
  size_t count = 0;
  for (size_t k = 0; k < AL_COUNT(all); k++)
    if (all[k].bytes > 0 && count < capacity)
      spans[count++] = all[k];
  return count;
}

static size_t works_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct works *works = self;
  size_t count = 0;
  for (size_t k = 0; k < works->dam_count && works->dam_count <= DAM_TERMS_MOST / 2; k++) {
    if (count + 2 > capacity)
      break;
    const struct works_dam_memory *memory = &works->dam_memory[k];
    figures[count++] = (struct al_balance_term){works->dam[k].peak_name, memory->peak_m3_per_s};
    figures[count++] = (struct al_balance_term){works->dam[k].peak_time_name, memory->peak_s};
  }
  return count;
}

/* Values as of the last exchange. */
static size_t works_series(const void *self, struct al_series_value *values, size_t capacity)
{
  const struct works *works = self;
  size_t count = 0;
#define PUT(name, quantity, value)                                                                 \
  do {                                                                                             \
    if (count < capacity)                                                                          \
      values[count] = (struct al_series_value){name, quantity, value};                             \
    count++;                                                                                       \
  } while (0)
  for (size_t k = 0; k < works->link_count; k++) {
    const struct works_link_memory *memory = &works->link_memory[k];
    const struct works_link_config *config = works->link[k].config;
    const bool pump = config->kind == WORKS_PUMP && al_level_is_given(config->on_level_m);
    PUT(config->name, "discharge_m3_per_s", memory->m3_per_s);
    PUT(config->name, "opening", pump ? memory->opening * memory->runs : memory->opening);
    PUT(config->name, "from_level_m", memory->from_m);
    PUT(config->name, "to_level_m", memory->to_m);
  }
  for (size_t k = 0; k < works->gauge_count; k++)
    PUT(works->gauge[k].config->name, "level_m", works->gauge_level_m[k]);
  for (size_t k = 0; k < works->dam_count; k++) {
    const struct works_dam_memory *memory = &works->dam_memory[k];
    const char *name = works->dam[k].config->name;
    PUT(name, "outflow_m3_per_s", memory->m3_per_s);
    PUT(name, "level_m", memory->level_m);
    PUT(name, "volume_m3", memory->volume_m3);
    PUT(name, "breach_width_m", memory->opening_width_m);
    PUT(name, "breach_bottom_m", memory->opening_bottom_m);
    PUT(name, "tailwater_m", memory->tail_m);
  }
#undef PUT
  return count;
}

const struct al_model al_model_works = {
    .name = "works",
    .summary_en =
        "hydraulic works: culverts, gates, weirs, pumps, tide-locked outfalls, dam breaks",
    .summary_zh = "水工程：涵洞、闸、堰、泵、防潮排水口与溃坝",
    .reference = "models/works/README.md",
    .section = &al_works_section,
    .check = works_check,
    .create = works_create,
    .prepare = works_prepare,
    .column = works_column,
    .column_rests = works_column_rests,
    .exchange_most_s = works_exchange_most_s,
    .balance = works_balance,
    .spans = works_spans,
    .figures = works_figures,
    .series = works_series,
};
