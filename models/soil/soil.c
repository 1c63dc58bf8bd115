/**
 * The soil model: takes water from the columns by interception, infiltration and puddles.
 */
#include "core/reduce.h"
#include "core/vmath.h"
#include "models/models.h"
#include "models/soil/soil_classes.h"
#include <assert.h>
#include <math.h>

enum { ROUNDS_MOST = 64 };

/* What left the water by process, per tile, m3. */
struct soil_ledger {
  struct al_sum taken, caught, held;
};

struct soil {
  const struct al_forest *forest;
  const struct al_soil_config *config;
  struct soil_classes classes;
  struct al_field *water, *storage, *intercepted, *puddle, *old, *wetness, *pervious;
  struct soil_ledger *ledger; /* [tile] */
  bool *is_land;              /* [tile] whether any cell can take or hold water */
  bool redistributes;
  void (*sweep)(const struct soil_job *job, struct soil_sums *sums);
};

#define SOIL_LAYER(layer, english, usual)                                                          \
  {                                                                                                \
    .name = layer, .unit = "1", .long_name = english, .role = AL_FIELD_STATIC, .buffers = 1,       \
    .optional = true, .fallback = usual                                                            \
  }
#define SOIL_STATE(state, si, english)                                                             \
  {                                                                                                \
    .name = state, .unit = si, .long_name = english, .role = AL_FIELD_STATE, .buffers = 1          \
  }

enum { FIRST_STATE = 4 };
static const struct al_field_decl soil_fields[] = {
    SOIL_LAYER("sea", "1 sea, 0 land, 2 where the grid does not say", 2.0),
    SOIL_LAYER("impervious", "impervious share of the cell", 0.0),
    SOIL_LAYER("soil_group", "hydrologic soil group, 1 A to 4 D", 0.0),
    SOIL_LAYER("landuse", "code of the land use", 0.0),
    SOIL_STATE("soil_water", "m", "infiltrated since the start"),
    SOIL_STATE("soil_storage", "1", "wear of the infiltration capacity, by method"),
    SOIL_STATE("intercepted", "m", "water in the interception store"),
    SOIL_STATE("puddle", "m", "water in puddles smaller than a cell"),
    SOIL_STATE("soil_profile", "m", "infiltrated by earlier showers and redistributed"),
    SOIL_STATE("soil_wetness", "1", "share of the deficit that the redistributed profile fills"),
};

static void soil_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_soil_config *soil = config;
  const struct al_source_mark mark = al_config_mark(scenario, "soil.final_rate");
  const struct al_source_mark table = al_config_mark(scenario, "soil.table");
  const struct al_source_mark deficit = al_config_mark(scenario, "soil.deficit");
  if ((soil->kind == SOIL_HORTON || soil->kind == SOIL_MODIFIED_HORTON) &&
      soil->ground.last_m_per_s > soil->ground.first_m_per_s)
    al_report(ctx, AL_ERROR, &mark, "soil: the final rate lies above the initial rate");
  if (soil->kind == SOIL_GREEN_AMPT && soil->redistribution && soil->parameters == SOIL_UNIFORM &&
      soil->ground.deficit > soil->ground.porosity)
    al_report(ctx, AL_ERROR, &deficit, "soil: the deficit %g lies above the porosity %g",
              soil->ground.deficit, soil->ground.porosity);
  if (soil->table && soil->parameters == SOIL_UNIFORM)
    al_report(ctx, AL_WARNING, &table,
              "soil.table is given but soil.parameters is uniform: it is not read");
}

/* Share of each cell that takes water; 0 also where nothing infiltrates, -1 for sea and void: there
 * nothing is held back either. */
static void soil_set_pervious(struct soil *soil, const struct al_fields *fields)
{
  const struct al_field *sea = al_fields_find(fields, "sea");
  const struct al_field *impervious = al_fields_find(fields, "impervious");
  const double uniform = soil->config->impervious;
  for (ptrdiff_t t = 0; t < soil->forest->tile_count; t++) {
    al_real *pervious = al_field_tile(soil->pervious, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const al_real code = sea ? al_field_tile(sea, t)[i] : 0;
      const bool is_sea = code > (al_real)0.5 && code < (al_real)1.5;
      const al_real layer = impervious ? al_field_tile(impervious, t)[i] : 0;
      const al_real share = uniform >= 0.0 ? (al_real)uniform : al_min(al_max(layer, 0), 1);
      const bool is_land = !is_sea && soil->forest->valid[t * AL_TILE_CELLS + i];
      pervious[i] = is_land ? 1 - share : -1;
      soil->is_land[t] = soil->is_land[t] || is_land;
    }
  }
}

static al_status soil_find_fields(struct soil *soil, const struct al_model_env *env)
{
  static const struct al_field_decl pervious = {.name = "pervious",
                                                .unit = "1",
                                                .long_name = "share of the cell that takes water",
                                                .role = AL_FIELD_DERIVED,
                                                .buffers = 1};
  struct al_field **const slots[] = {&soil->water,  &soil->storage, &soil->intercepted,
                                     &soil->puddle, &soil->old,     &soil->wetness};
  _Static_assert(FIRST_STATE + AL_COUNT(slots) == AL_COUNT(soil_fields), "one slot a state field");
  const size_t used = soil->redistributes ? AL_COUNT(slots) : AL_COUNT(slots) - 2;
  for (size_t i = 0; i < used; i++)
    AL_TRY(env->ctx, al_fields_add(env->fields, &soil_fields[FIRST_STATE + i], slots[i]));
  AL_TRY(env->ctx, al_fields_add(env->fields, &pervious, &soil->pervious));
  soil_set_pervious(soil, env->fields);
  return AL_OK;
}

static al_status soil_create(const struct al_model_env *env, void **self)
{
  struct soil *soil = AL_NEW(env->arena, struct soil, 1);
  if (!soil)
    return AL_NO_MEMORY;
  soil->forest = env->forest;
  soil->config = env->config;
  static void (*const sweeps[AL_ISA_COUNT])(const struct soil_job *, struct soil_sums *) = {
      soil_column_v2, soil_column_v3, soil_column_v4};
  soil->sweep = sweeps[al_isa_level()];
  soil->redistributes = soil->config->kind == SOIL_GREEN_AMPT && soil->config->redistribution;
  soil->is_land = AL_NEW(env->arena, bool, env->forest->tile_count);
  if (!soil->is_land)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, soil_find_fields(soil, env));
  AL_TRY(env->ctx, soil_classes_create(env, &soil->classes));
  soil->ledger = AL_NEW(env->arena, struct soil_ledger, env->forest->tile_count);
  *self = soil;
  return soil->ledger ? AL_OK : AL_NO_MEMORY;
}

static int soil_rounds(const struct soil *soil, double span_s)
{
  assert(span_s > 0.0 && soil->classes.steepest >= 0.0);
  return (int)fmin(fmax(ceil(span_s * soil->classes.steepest), 1.0), ROUNDS_MOST);
}

static void soil_column(void *self, const struct al_column *column)
{
  struct soil *soil = self;
  const struct al_soil_config *config = soil->config;
  const ptrdiff_t t = column->tile;
  assert(t >= 0 && t < soil->forest->tile_count);
  assert(column->span_s > 0.0);
  if (!soil->is_land[t] || (config->kind == SOIL_NONE && !(config->interception_m > 0.0) &&
                            !(config->depression_m > 0.0)))
    return;
  const int rounds = soil_rounds(soil, column->span_s);
  const uint8_t *ground = soil->classes.of_cell;
  const struct soil_job job = {
      .kind = config->kind,
      .rounds = rounds,
      .dt_s = (al_real)(column->span_s / rounds),
      .recovery =
          (al_real)(config->recovery_s > 0.0 ? exp(-column->span_s / config->recovery_s) : 1.0),
      .interception_m = (al_real)config->interception_m,
      .interception_dry_m = (al_real)(config->interception_loss_m_per_s * column->span_s),
      .depression_m = (al_real)config->depression_m,
      .ground = ground ? ground + t * AL_TILE_CELLS : NULL,
      .pervious = al_field_tile(soil->pervious, t),
      .parameter = soil->classes.parameter,
      .depth_m = column->depth_m,
      .supply_m = column->supply_m,
      .take_m = column->take_m,
      .water_m = al_field_tile(soil->water, t),
      .storage = al_field_tile(soil->storage, t),
      .intercepted_m = al_field_tile(soil->intercepted, t),
      .puddle_m = al_field_tile(soil->puddle, t),
      .old_m = soil->redistributes ? al_field_tile(soil->old, t) : NULL,
      .wetness = soil->redistributes ? al_field_tile(soil->wetness, t) : NULL};
  struct soil_sums sums;
  soil->sweep(&job, &sums);
  struct soil_ledger *ledger = &soil->ledger[t];
  al_sum_add(&ledger->taken, sums.taken * column->cell_area_m2);
  al_sum_add(&ledger->caught, sums.caught * column->cell_area_m2);
  al_sum_add(&ledger->held, sums.held * column->cell_area_m2);
}

static size_t soil_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct soil *soil = self;
  struct al_sum taken = {0.0, 0.0}, caught = {0.0, 0.0}, held = {0.0, 0.0};
  for (ptrdiff_t t = 0; t < soil->forest->tile_count; t++) {
    al_sum_add(&taken, al_sum_value(&soil->ledger[t].taken));
    al_sum_add(&caught, al_sum_value(&soil->ledger[t].caught));
    al_sum_add(&held, al_sum_value(&soil->ledger[t].held));
  }
  const double caught_m3 = al_sum_value(&caught), held_m3 = al_sum_value(&held);
  const struct al_balance_term all[] = {
      {"infiltration", -(al_sum_value(&taken) - caught_m3 - held_m3)},
      {"interception", -caught_m3},
      {"depression", -held_m3}};
  size_t count = 0;
  for (; count < AL_COUNT(all) && count < capacity; count++)
    terms[count] = all[count];
  return count;
}

static size_t soil_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct soil *soil = self;
  if (capacity > 0)
    spans[0] =
        (struct al_span){soil->ledger, (size_t)soil->forest->tile_count * sizeof *soil->ledger};
  return 1;
}

const struct al_model al_model_soil = {
    .name = "soil",
    .summary_en = "soil: Horton, Green-Ampt, curve numbers, interception, puddles",
    .summary_zh = "土壤：霍顿、Green-Ampt、CN 值、截留、洼蓄",
    .reference = "Green and Ampt (1911), Horton (1933), SCS NEH-4; models/soil/README.md",
    .section = &al_soil_section,
    .fields = soil_fields,
    .field_count = AL_COUNT(soil_fields),
    .check = soil_check,
    .create = soil_create,
    .column = soil_column,
    .balance = soil_balance,
    .spans = soil_spans,
};
