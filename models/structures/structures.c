/**
 * The structures model: walls and dykes on the faces between cells. It says how high their crests
 * stand and what waves throw over them; the model that owns the water lets it over.
 */
#include "models/models.h"
#include "models/structures/structures_state.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { FIGURES_OF_WALLS = 4 };

/* Soils: flow that erodes them (m/s), greatest width (m). */
static const struct {
  double critical_m_per_s, most_width_m;
} soils[] = {[STRUCTURES_CLAY] = {0.5, 75.0}, [STRUCTURES_SAND] = {0.2, 200.0}};

static al_status structures_allocate(const struct al_model_env *env, struct structures *structures)
{
  const struct al_record_list *walls = &structures->config->walls;
  structures->wall_count = walls->count;
  structures->wall = AL_NEW(env->arena, struct structures_wall, walls->count);
  structures->memory = AL_NEW(env->arena, struct structures_memory, walls->count);
  if (!structures->wall || !structures->memory)
    return AL_NO_MEMORY;
  for (size_t w = 0; w < walls->count; w++) {
    const struct structures_wall_config *config =
        (const struct structures_wall_config *)walls->record + w;
    structures->wall[w] = (struct structures_wall){
        .config = config,
        .law = {.start_width_m = config->breach_start_width_m,
                .most_width_m = config->breach_most_m > 0.0 ? config->breach_most_m
                                                            : soils[config->soil].most_width_m,
                .deepening_s = config->breach_deepening_s,
                .critical_m_per_s = soils[config->soil].critical_m_per_s},
        .memory = &structures->memory[w]};
    snprintf(structures->wall[w].over_name, sizeof structures->wall[w].over_name, "over:%s",
             config->name);
    snprintf(structures->wall[w].breach_name, sizeof structures->wall[w].breach_name, "breach:%s",
             config->name);
    structures->memory[w].freeboard_m = structures->memory[w].breach_start_s = INFINITY;
  }
  return AL_OK;
}

static al_status structures_create(const struct al_model_env *env, void **self)
{
  struct structures *structures = AL_NEW(env->arena, struct structures, 1);
  if (!structures)
    return AL_NO_MEMORY;
  *structures = (struct structures){.ctx = env->ctx,
                                    .forest = env->forest,
                                    .fields = env->fields,
                                    .config = env->config,
                                    .bed = al_fields_find(env->fields, "bed"),
                                    .wind_x = al_fields_find(env->fields, "wind_x"),
                                    .wind_y = al_fields_find(env->fields, "wind_y")};
  if (!structures->bed || !env->offers)
    return AL_FAIL(env->ctx, AL_RUN_FAILED, "structures: the run has no water");
  AL_TRY(env->ctx, structures_allocate(env, structures));
  AL_TRY(env->ctx, structures_place(env, structures));
  assert(!env->offers->crests);
  env->offers->crests = &structures->crests;
  *self = structures;
  return AL_OK;
}

static al_status structures_prepare(void *self, double time_s, double span_s)
{
  struct structures *structures = self;
  if (!structures->has_view && !al_flow_view_open(structures->fields, &structures->view))
    return AL_FAIL(structures->ctx, AL_RUN_FAILED, "structures: the run has no water");
  structures->has_view = true;
  structures_work(structures, time_s, span_s);
  return AL_OK;
}

static double structures_exchange_most_s(const void *self)
{
  return ((const struct structures *)self)->config->interval_s;
}

static size_t structures_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct structures *structures = self;
  const struct al_span all[] = {
      {structures->memory, structures->wall_count * sizeof *structures->memory},
      {structures->crests.item, structures->crests.count * sizeof *structures->crests.item}};
  size_t count = 0;
  for (; count < AL_COUNT(all) && count < capacity; count++)
    spans[count] = all[count];
  return count;
}

/* Volume over each wall (m3, positive from the left to the right) and width of its breach (m);
 * where walls are many, their series says it. */
static size_t structures_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct structures *structures = self;
  size_t count = 0;
  for (size_t w = 0; w < structures->wall_count && structures->wall_count <= FIGURES_OF_WALLS;
       w++) {
    const struct structures_wall *wall = &structures->wall[w];
    double passed_m3 = 0.0;
    for (size_t f = 0; f < structures->faces.count; f++) {
      const struct structures_face *face = &structures->faces.item[f];
      if (face->wall == w)
        passed_m3 += (face->leftward ? -1.0 : 1.0) * structures->crests.item[f].passed_m3;
    }
    if (count + 2 > capacity)
      break;
    figures[count++] = (struct al_balance_term){wall->over_name, passed_m3};
    figures[count++] = (struct al_balance_term){wall->breach_name, wall->memory->breach_width_m};
  }
  return count;
}

/* Values as of the last exchange; a wall that stands dry has no freeboard: NAN. */
static size_t structures_series(const void *self, struct al_series_value *values, size_t capacity)
{
  const struct structures *structures = self;
  size_t count = 0;
  for (size_t w = 0; w < structures->wall_count; w++) {
    const struct structures_memory *memory = &structures->memory[w];
    const struct al_series_value own[] = {
        {NULL, "freeboard_m", isfinite(memory->freeboard_m) ? memory->freeboard_m : (double)NAN},
        {NULL, "overtopped_m", memory->overtopped_m},
        {NULL, "discharge_m3_per_s", memory->m3_per_s},
        {NULL, "waves_m3_per_s", memory->waves_m3_per_s},
        {NULL, "passed_m3", memory->passed_m3},
        {NULL, "breach_width_m", memory->breach_width_m}};
    for (size_t k = 0; k < AL_COUNT(own); k++, count++)
      if (count < capacity) {
        values[count] = own[k];
        values[count].object = structures->wall[w].config->name;
      }
  }
  return count;
}

const struct al_model al_model_structures = {
    .name = "structures",
    .summary_en = "sea walls, dykes and levees on cell faces: overflow, waves, breaches",
    .summary_zh = "单元界面上的海堤、河堤与挡墙：漫溢、越浪与溃口",
    .reference = "models/structures/README.md",
    .section = &al_structures_section,
    .check = structures_check,
    .create = structures_create,
    .prepare = structures_prepare,
    .exchange_most_s = structures_exchange_most_s,
    .spans = structures_spans,
    .figures = structures_figures,
    .series = structures_series,
};
