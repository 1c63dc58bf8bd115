/**
 * What walls do as time goes on: waves over them, breaches in them.
 */
#include "models/structures/structures_state.h"
#include "models/structures/structures_waves.h"
#include <assert.h>
#include <math.h>

/* Water on the two sides of a face. */
struct stand {
  double depth_m[2], level_m[2]; /* west or north, east or south; -HUGE_VAL dry */
  int high;                      /* which of them stands higher */
  int outer;                     /* which of them waves come from: the one with the lower bed */
};

static struct stand work_look(const struct structures *structures,
                              const struct structures_face *face)
{
  const ptrdiff_t cell[2] = {face->index, face->beyond};
  const double beds_m[2] = {structures_bed_m(structures, cell[0]),
                            structures_bed_m(structures, cell[1])};
  struct stand stand;
  for (int k = 0; k < 2; k++) {
    const double bed_m = beds_m[k];
    stand.depth_m[k] = (double)al_flow_view_depth(&structures->view, cell[k]);
    stand.level_m[k] = stand.depth_m[k] > STRUCTURES_WET_M ? bed_m + stand.depth_m[k] : -HUGE_VAL;
  }
  stand.high = stand.level_m[1] > stand.level_m[0];
  stand.outer = beds_m[0] == beds_m[1] ? stand.high : beds_m[1] < beds_m[0];
  return stand;
}

static struct structures_waves work_waves(const struct structures *structures,
                                          const struct structures_wall_config *config,
                                          ptrdiff_t cell, double depth_m, double time_s)
{
  struct structures_waves waves = {0.0, 0.0};
  if (config->wave_height_m.count > 0) {
    waves.height_m = al_series_value(&config->wave_height_m, time_s);
    waves.period_s = al_series_value(&config->wave_period_s, time_s);
  } else if (config->fetch_m > 0.0 && structures->wind_x) {
    const ptrdiff_t tile = cell / AL_TILE_CELLS, at = cell % AL_TILE_CELLS;
    const double wind_m_per_s = hypot((double)al_field_tile(structures->wind_x, tile)[at],
                                      (double)al_field_tile(structures->wind_y, tile)[at]);
    waves = structures_waves_of_wind(wind_m_per_s, config->fetch_m, depth_m);
  }
  waves.height_m = fmin(waves.height_m, config->breaker_share * depth_m);
  return waves;
}

/* Waves come from the side where the ground lies lower, on level ground from the higher water. */
static void work_throw(struct structures *structures, size_t f, const struct stand *stand,
                       double time_s)
{
  const struct structures_face *face = &structures->faces.item[f];
  const struct structures_wall *wall = &structures->wall[face->wall];
  struct al_crest *crest = &structures->crests.item[f];
  const double depth_m = stand->depth_m[stand->outer];
  crest->waves_m2_per_s = 0.0;
  if (!(depth_m > STRUCTURES_WET_M))
    return;
  const struct structures_waves waves = work_waves(
      structures, wall->config, stand->outer ? face->beyond : face->index, depth_m, time_s);
  const double freeboard_m = crest->crest_m - stand->level_m[stand->outer];
  const double m2_per_s = wall->config->form == STRUCTURES_DYKE
                              ? structures_overtopping_dyke(waves, freeboard_m, wall->config->slope,
                                                            wall->config->roughness)
                              : structures_overtopping_wall(waves, freeboard_m);
  crest->waves_m2_per_s = (stand->outer ? -m2_per_s : m2_per_s) * crest->share;
}

/* What the series shows of a face. */
static void work_note(struct structures *structures, size_t f, const struct stand *stand)
{
  const struct structures_face *face = &structures->faces.item[f];
  const struct al_crest *crest = &structures->crests.item[f];
  struct structures_memory *memory = &structures->memory[face->wall];
  const double width_m = al_forest_cell_m(structures->forest, face->index / AL_TILE_CELLS);
  const double level_m = stand->level_m[stand->high], turn = face->leftward ? -1.0 : 1.0;
  memory->freeboard_m = fmin(memory->freeboard_m, crest->crest_m - level_m);
  if (level_m > crest->crest_m)
    memory->overtopped_m += crest->share * width_m;
  memory->passed_m3 += turn * crest->passed_m3;
  memory->waves_m3_per_s += turn * crest->waves_m2_per_s * width_m;
}

/* Where a breach of a wall would begin now: at its point, or where the water stands highest over
 * the crest. */
struct weakest {
  size_t face;
  double head_m, level_m; /* over the first crest, of the ground where it is dry; -HUGE_VAL dry */
};

static bool work_must_break(const struct structures_wall *wall, const struct weakest *weakest,
                            double time_s)
{
  switch ((enum structures_trigger)wall->config->breach) {
  case STRUCTURES_AT_TIME:
    return time_s >= wall->config->breach_at_s;
  case STRUCTURES_AT_LEVEL:
    return weakest->level_m >= wall->config->breach_level_m;
  case STRUCTURES_OVERTOPPED:
    return wall->memory->under_water_s >= wall->config->breach_after_s;
  case STRUCTURES_NEVER:
    break;
  }
  return false;
}

static void work_begin(const struct structures *structures, const struct structures_wall *wall,
                       const struct weakest *weakest, double time_s)
{
  const struct structures_face *face = &structures->faces.item[weakest->face];
  const double ground_m = structures_ground_m(structures, face);
  struct structures_memory *memory = wall->memory;
  assert(weakest->face < structures->faces.count);
  memory->breach_start_s = time_s;
  memory->breach_line = face->line;
  memory->breach_along_m = face->along_m;
  memory->breach_crest_m = face->crest_m;
  memory->breach_bottom_m = al_level_is_given(wall->config->breach_bottom_m)
                                ? fmax(wall->config->breach_bottom_m, ground_m)
                                : ground_m;
  memory->breach_bottom_m = fmin(memory->breach_bottom_m, face->crest_m);
  memory->breach_width_m = wall->law.start_width_m;
}

/* The head that drives a breach, where it is deepest. */
static double work_breach_head_m(const struct structures *structures,
                                 const struct structures_memory *memory)
{
  double head_m = 0.0;
  for (size_t f = 0; f < structures->faces.count; f++) {
    const struct structures_face *face = &structures->faces.item[f];
    if (face->line != memory->breach_line ||
        fabs(face->along_m - memory->breach_along_m) > 0.5 * memory->breach_width_m)
      continue;
    const struct stand stand = work_look(structures, face);
    head_m = fmax(head_m, stand.level_m[stand.high] -
                              fmax(stand.level_m[!stand.high], memory->breach_bottom_m));
  }
  return head_m;
}

/* Lays a breach on the faces that it covers; one at its end carries the part of it that it
 * covers, and lets nothing over the rest. */
static void work_lay(struct structures *structures, const struct structures_memory *memory)
{
  const double half_m = 0.5 * memory->breach_width_m;
  assert(memory->breach_depth >= 0.0 && memory->breach_depth <= 1.0);
  const double low_m = memory->breach_along_m - half_m, high_m = memory->breach_along_m + half_m;
  const double crest_m = memory->breach_crest_m +
                         memory->breach_depth * (memory->breach_bottom_m - memory->breach_crest_m);
  for (size_t f = 0; f < structures->faces.count; f++) {
    const struct structures_face *face = &structures->faces.item[f];
    struct al_crest *crest = &structures->crests.item[f];
    const double cell_m = al_forest_cell_m(structures->forest, face->index / AL_TILE_CELLS);
    const double reach_m = 0.5 * face->share * cell_m;
    const double covered_m =
        fmin(face->along_m + reach_m, high_m) - fmax(face->along_m - reach_m, low_m);
    if (face->line != memory->breach_line || covered_m <= 0.0)
      continue;
    crest->crest_m = fmin(face->crest_m, crest_m);
    crest->share = fmin(covered_m / cell_m, face->share);
  }
}

static void work_breach(struct structures *structures, const struct structures_wall *wall,
                        const struct weakest *weakest, double time_s, double span_s)
{
  struct structures_memory *memory = wall->memory;
  const bool under = weakest->level_m > -HUGE_VAL && weakest->head_m > 0.0;
  if (!(memory->breach_start_s <= time_s)) {
    if (weakest->face >= structures->faces.count || !work_must_break(wall, weakest, time_s)) {
      memory->under_water_s = under ? memory->under_water_s + span_s : 0.0;
      return;
    }
    work_begin(structures, wall, weakest, time_s);
  }
  const double age_s = time_s - memory->breach_start_s;
  memory->breach_head_m = work_breach_head_m(structures, memory);
  memory->breach_width_m = structures_breach_widen(&wall->law, memory->breach_width_m, age_s,
                                                   span_s, memory->breach_head_m);
  memory->breach_depth = structures_breach_depth(&wall->law, age_s + span_s);
  work_lay(structures, memory);
}

void structures_work(struct structures *structures, double time_s, double span_s)
{
  assert(span_s > 0.0 && structures->has_view);
  for (size_t w = 0; w < structures->wall_count; w++) {
    const struct structures_wall *wall = &structures->wall[w];
    struct structures_memory *memory = wall->memory;
    struct weakest weakest = {structures->faces.count, -HUGE_VAL, -HUGE_VAL};
    const double before_m3 = memory->passed_m3;
    memory->freeboard_m = INFINITY;
    memory->overtopped_m = memory->waves_m3_per_s = memory->passed_m3 = 0.0;
    for (size_t f = 0; f < structures->faces.count; f++) {
      if (structures->faces.item[f].wall != w)
        continue;
      const struct stand stand = work_look(structures, &structures->faces.item[f]);
      const double head_m = fmax(stand.level_m[stand.high],
                                 structures_ground_m(structures, &structures->faces.item[f])) -
                            structures->faces.item[f].crest_m;
      work_throw(structures, f, &stand, time_s);
      work_note(structures, f, &stand);
      const bool here =
          wall->config->breach_point.count == 2 ? f == wall->point_face : head_m > weakest.head_m;
      if (here)
        weakest = (struct weakest){f, head_m, stand.level_m[stand.high]};
    }
    memory->m3_per_s = (memory->passed_m3 - before_m3) / span_s;
    work_breach(structures, wall, &weakest, time_s, span_s);
  }
}
