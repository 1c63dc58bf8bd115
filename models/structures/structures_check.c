/**
 * What key ranges cannot know of walls.
 */
#include "models/structures/structures_state.h"
#include <stdio.h>
#include <string.h>

struct checker {
  struct al_ctx *ctx;
  struct al_source_mark mark;
  const struct structures_wall_config *wall;
};

static void check_line(const struct checker *checker)
{
  const struct structures_wall_config *wall = checker->wall;
  const size_t numbers = wall->line.count;
  if ((numbers > 0) == (wall->path != NULL))
    al_report(checker->ctx, AL_ERROR, &checker->mark, "wall '%s' needs either `line` or `path`",
              wall->name);
  if (numbers > 0 && (numbers < 4 || numbers % 2 != 0))
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': line has %zu numbers; wanted: x and y of two points or more", wall->name,
              numbers);
  if (wall->crest_attribute && !wall->path)
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': crest_attribute needs the layer at `path`", wall->name);
  if (al_level_is_given(wall->crest_m) == (wall->crest_attribute != NULL))
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s' needs either `crest` or `crest_attribute`", wall->name);
}

static void check_waves(const struct checker *checker)
{
  const struct structures_wall_config *wall = checker->wall;
  if ((wall->wave_height_m.count > 0) != (wall->wave_period_s.count > 0))
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': wave_height and wave_period go together", wall->name);
  if (wall->wave_height_m.count > 0 && wall->fetch_m > 0.0)
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': waves are either given by wave_height or come from `fetch`", wall->name);
}

static void check_breach(const struct checker *checker)
{
  const struct structures_wall_config *wall = checker->wall;
  if (wall->breach == STRUCTURES_AT_LEVEL && !al_level_is_given(wall->breach_level_m))
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': breach level needs `breach_level`", wall->name);
  if (wall->breach_point.count != 0 && wall->breach_point.count != 2)
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': breach_point has %zu numbers; wanted: x and y", wall->name,
              wall->breach_point.count);
  if (al_level_is_given(wall->breach_bottom_m) && al_level_is_given(wall->crest_m) &&
      wall->breach_bottom_m >= wall->crest_m)
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': breach_bottom, %g m, is not below the crest, %g m", wall->name,
              wall->breach_bottom_m, wall->crest_m);
  if (wall->breach_most_m > 0.0 && wall->breach_most_m < wall->breach_start_width_m)
    al_report(checker->ctx, AL_ERROR, &checker->mark,
              "wall '%s': breach_most_width, %g m, is less than breach_start_width, %g m",
              wall->name, wall->breach_most_m, wall->breach_start_width_m);
}

void structures_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_structures_config *structures = config;
  const struct structures_wall_config *wall = structures->walls.record;
  const struct al_source_mark mark = al_config_mark(scenario, "structures");
  if (structures->walls.count == 0)
    al_report(ctx, AL_ERROR, &mark, "structures names no walls");
  for (size_t w = 0; w < structures->walls.count; w++) {
    char key[64];
    snprintf(key, sizeof key, "structures.walls[%zu]", w);
    const struct checker checker = {ctx, al_config_mark(scenario, key), &wall[w]};
    check_line(&checker);
    check_waves(&checker);
    check_breach(&checker);
  }
}
