/**
 * Rasters and tables of a fire season.
 */
#include "out/season_products.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "doors/vector_door.h"
#include "models/fire/fire_season_config.h"
#include "models/fire/fire_view.h"
#include "out/fire_closings.h"
#include "out/fire_products.h"
#include "out/live_csv.h"
#include "out/maps.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct {
  const char *field, *file;
} season_rasters[] = {
    {AL_SEASON_BURN, "burn_probability"},   {AL_SEASON_FLAME, "flame_mean"},
    {AL_SEASON_FIRST, "arrival_first"},     {AL_SEASON_P10, "arrival_p10"},
    {AL_SEASON_P50, "arrival_p50"},         {AL_SEASON_P90, "arrival_p90"},
    {AL_SEASON_CLASS "1", "flame_class_1"}, {AL_SEASON_CLASS "2", "flame_class_2"},
    {AL_SEASON_CLASS "3", "flame_class_3"}, {AL_SEASON_CLASS "4", "flame_class_4"},
    {AL_SEASON_CLASS "5", "flame_class_5"}, {AL_SEASON_CLASS "6", "flame_class_6"}};

static al_status season_write(const struct out_env *env, const char *file, const char *unit,
                              const char *long_name, const float *plane)
{
  const char *path = out_path(env, al_arena_printf(env->arena, "fire/%s.tif", file));
  if (!path)
    return AL_NO_MEMORY;
  return al_raster_write_cog(env->ctx, &(struct al_raster_output){.path = path,
                                                                  .lattice = &env->grid->lattice,
                                                                  .name = file,
                                                                  .unit = unit,
                                                                  .long_name = long_name,
                                                                  .value = plane,
                                                                  .metadata = env->metadata});
}

static float season_annual(const struct al_fire_season_config *config, float burn)
{
  return (float)-expm1(-config->fires_a_year * (double)burn);
}

/* What the barriers in question change. @param annual with them */
static al_status season_write_without(const struct out_env *env, const struct al_run_view *view,
                                      const float *annual, float *plane)
{
  const struct al_fire_season_config *config = al_config_section(env->scenario_file, "fire_season");
  const struct al_field *burn = al_fields_find(view->fields, AL_SEASON_BURN_WITHOUT);
  const struct al_field *first = al_fields_find(view->fields, AL_SEASON_FIRST_WITHOUT);
  const ptrdiff_t cells = al_lattice_cells(&view->forest->lattice);
  assert(burn && first);
  al_field_collect(first, view->forest, NAN, plane);
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] = isfinite(plane[i]) ? plane[i] : NAN;
  AL_TRY(env->ctx, season_write(env, "arrival_first_without", "s", first->decl.long_name, plane));
  al_field_collect(burn, view->forest, NAN, plane);
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] = season_annual(config, plane[i]);
  AL_TRY(env->ctx,
         season_write(env, "burn_annual_without", "1",
                      "probability that the cell burns in a year without barriers", plane));
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] -= annual[i];
  return season_write(env, "burn_annual_saved", "1",
                      "annual burn probability without barriers minus that with them", plane);
}

/* All rasters have values where a fire came; the burn probabilities are 0 elsewhere. */
static al_status season_write_rasters(const struct out_env *env, const struct al_run_view *view)
{
  const struct al_fire_season_config *config = al_config_section(env->scenario_file, "fire_season");
  const ptrdiff_t cells = al_lattice_cells(&view->forest->lattice);
  float *burn = AL_NEW(env->arena, float, (size_t)cells);
  float *plane = AL_NEW(env->arena, float, (size_t)cells);
  if (!burn || !plane)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < AL_COUNT(season_rasters); k++) {
    const struct al_field *field = al_fields_find(view->fields, season_rasters[k].field);
    assert(field);
    al_field_collect(field, view->forest, NAN, k == 0 ? burn : plane);
    for (ptrdiff_t i = 0; k > 0 && i < cells; i++)
      if (!(burn[i] > 0.0f))
        plane[i] = NAN;
    AL_TRY(env->ctx, season_write(env, season_rasters[k].file, field->decl.unit,
                                  field->decl.long_name, k == 0 ? burn : plane));
  }
  for (ptrdiff_t i = 0; i < cells; i++)
    burn[i] = season_annual(config, burn[i]);
  AL_TRY(env->ctx,
         season_write(env, "burn_annual", "1", "probability that the cell burns in a year", burn));
  al_field_collect(al_fields_find(view->fields, AL_SEASON_FIRST), view->forest, NAN, plane);
  AL_TRY(env->ctx, out_fire_closings(env, plane, burn));
  return config->without.count > 0 ? season_write_without(env, view, burn, plane) : AL_OK;
}

/* The model's own memory among those of a run. */
static const void *season_self(const struct al_run_view *view)
{
  for (size_t m = 0; m < view->model_count; m++)
    if (strcmp(view->models[m]->name, "fire_season") == 0)
      return view->selves[m];
  return NULL;
}

static al_status season_write_fires(const struct out_env *env, const void *season)
{
  struct al_file_writer writer;
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "fire/fires.csv"), &writer));
  fputs("fire,source,weather,x_m,y_m,lit,burnt_m2,flame_most_m,contained_s,burnt_without_m2\n",
        writer.stream);
  for (size_t f = 0; f < al_season_count(season); f++) {
    const struct al_season_fire fire = al_season_fire(season, f);
    fprintf(writer.stream, "%zu,", f);
    out_csv_put_text(writer.stream, fire.source, "");
    fputc(',', writer.stream);
    out_csv_put_text(writer.stream, fire.weather, "");
    fprintf(writer.stream, ",%.2f,%.2f,%d,%.9g,%.6g,", fire.x_m, fire.y_m, fire.lit, fire.burnt_m2,
            fire.flame_most_m);
    if (isfinite(fire.contained_s))
      fprintf(writer.stream, "%.9g", fire.contained_s);
    fputc(',', writer.stream);
    if (isfinite(fire.burnt_without_m2))
      fprintf(writer.stream, "%.9g", fire.burnt_without_m2);
    fputc('\n', writer.stream);
  }
  return al_file_commit(&writer);
}

/* Columns of fires.gpkg. */
struct season_points {
  double *burnt_m2, *flame_m, *contained, *x, *y;
  const char **source, **weather;
  struct al_feature *feature;
  struct al_part *part;
};

static bool season_points_make(struct al_arena *arena, size_t count, struct season_points *out)
{
  double **const number[] = {&out->burnt_m2, &out->flame_m, &out->contained, &out->x, &out->y};
  bool has = true;
  for (size_t k = 0; k < AL_COUNT(number); k++)
    has = has && (*number[k] = AL_NEW(arena, double, count + 1));
  out->source = AL_NEW(arena, const char *, count + 1);
  out->weather = AL_NEW(arena, const char *, count + 1);
  out->feature = AL_NEW(arena, struct al_feature, count + 1);
  out->part = AL_NEW(arena, struct al_part, count + 1);
  return has && out->source && out->weather && out->feature && out->part;
}

static al_status season_write_points(const struct out_env *env, const void *season)
{
  const size_t count = al_season_count(season);
  struct season_points points;
  if (!season_points_make(env->arena, count, &points))
    return AL_NO_MEMORY;
  for (size_t f = 0; f < count; f++) {
    const struct al_season_fire fire = al_season_fire(season, f);
    points.burnt_m2[f] = fire.burnt_m2;
    points.flame_m[f] = fire.flame_most_m;
    points.contained[f] = isfinite(fire.contained_s);
    points.x[f] = fire.x_m;
    points.y[f] = fire.y_m;
    points.source[f] = fire.source;
    points.weather[f] = fire.weather;
    points.part[f] = (struct al_part){.first = f, .count = 1};
    points.feature[f] =
        (struct al_feature){.shape = AL_SHAPE_POINT, .first_part = f, .part_count = 1};
  }
  const struct al_vector_layer layer = {.feature_count = count,
                                        .part_count = count,
                                        .point_count = count,
                                        .feature = points.feature,
                                        .part = points.part,
                                        .x = points.x,
                                        .y = points.y};
  const struct al_table_column table[] = {
      {.name = "source", .is_text = true, .text = points.source},
      {.name = "weather", .is_text = true, .text = points.weather},
      {.name = "burnt_m2", .number = points.burnt_m2},
      {.name = "flame_most_m", .number = points.flame_m},
      {.name = "contained", .number = points.contained}};
  return al_vector_write(env->ctx,
                         &(struct al_vector_output){.path = out_path(env, "fire/fires.gpkg"),
                                                    .layer = "fires",
                                                    .crs_wkt = env->grid->lattice.crs_wkt,
                                                    .geometry = &layer,
                                                    .columns = table,
                                                    .column_count = AL_COUNT(table)});
}

/* One row for each pair of source and weather that fires have. */
struct season_group {
  const char *source, *weather;
  double fires, lit, contained, burnt_m2;
};

static struct season_group *season_group_of(struct season_group *group, size_t *count,
                                            const struct al_season_fire *fire)
{
  size_t g = 0;
  while (g < *count && (strcmp(group[g].source, fire->source) != 0 ||
                        strcmp(group[g].weather, fire->weather) != 0))
    g++;
  if (g == *count)
    group[(*count)++] = (struct season_group){fire->source, fire->weather, 0, 0, 0, 0};
  return &group[g];
}

static al_status season_write_sources(const struct out_env *env, const void *season)
{
  size_t count = 0;
  struct al_file_writer writer;
  struct season_group *group = AL_NEW(env->arena, struct season_group, al_season_count(season) + 1);
  if (!group)
    return AL_NO_MEMORY;
  for (size_t f = 0; f < al_season_count(season); f++) {
    const struct al_season_fire fire = al_season_fire(season, f);
    struct season_group *own = season_group_of(group, &count, &fire);
    own->fires += 1.0;
    own->lit += fire.lit;
    own->contained += isfinite(fire.contained_s);
    own->burnt_m2 += fire.burnt_m2;
  }
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "fire/sources.csv"), &writer));
  fputs("source,weather,fires,lit,contained,containment_probability,burnt_mean_m2\n",
        writer.stream);
  for (size_t g = 0; g < count; g++) {
    const double lit = fmax(group[g].lit, 1.0);
    out_csv_put_text(writer.stream, group[g].source, "");
    fputc(',', writer.stream);
    out_csv_put_text(writer.stream, group[g].weather, "");
    fprintf(writer.stream, ",%.0f,%.0f,%.0f,%.6f,%.9g\n", group[g].fires, group[g].lit,
            group[g].contained, group[g].contained / lit, group[g].burnt_m2 / lit);
  }
  return al_file_commit(&writer);
}

static al_status season_end(void *data, const struct al_run_view *view)
{
  const struct out_env *env = *(const struct out_env **)data;
  const void *season = season_self(view);
  if (!out_is_end(view))
    return AL_OK;
  assert(season);
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "fire")));
  AL_TRY(env->ctx, season_write_rasters(env, view));
  AL_TRY(env->ctx, season_write_fires(env, season));
  AL_TRY(env->ctx, season_write_points(env, season));
  return season_write_sources(env, season);
}

al_status out_season_create(const struct out_env *env, struct al_observer *out)
{
  const struct out_env **self = AL_NEW(env->arena, const struct out_env *, 1);
  if (!self)
    return AL_NO_MEMORY;
  *self = env;
  *out = (struct al_observer){.name = "fire season", .self = self, .end = season_end};
  return AL_OK;
}

al_status out_season_planes_read(const struct out_env *env, struct out_planes *out)
{
  AL_TRY(env->ctx, out_plane_read(env, "fire/burn_annual.tif", &out->burn_annual));
  return out_plane_read(env, "fire/flame_mean.tif", &out->flame_m);
}

static al_status season_draw(struct out_maps *maps, const char *file, const float *mask,
                             const struct out_scale *scale, struct out_map map)
{
  const struct out_env *env = maps->env;
  float *plane;
  AL_TRY(env->ctx, out_plane_read(env, al_arena_printf(env->arena, "fire/%s.tif", file), &plane));
  for (ptrdiff_t i = 0; mask && i < al_lattice_cells(&env->grid->lattice); i++)
    plane[i] = mask[i] > 0.0f ? plane[i] : NAN;
  map.path = out_path(env, al_arena_printf(env->arena, "maps/fire_%s.png", file));
  return map.path ? out_maps_draw_plane(maps, scale, plane, map) : AL_NO_MEMORY;
}

static al_status season_draw_saved(struct out_maps *maps)
{
  const struct out_env *env = maps->env;
  const struct al_fire_season_config *config = al_config_section(env->scenario_file, "fire_season");
  float *saved;
  AL_TRY(env->ctx, out_plane_read(env, "fire/burn_annual_saved.tif", &saved));
  const struct out_scale scale = out_chance_scale(saved, al_lattice_cells(&env->grid->lattice));
  return season_draw(
      maps, "burn_annual_saved", NULL, &scale,
      (struct out_map){.title_zh = "阻隔带减少的年过火概率",
                       .title_en = "Annual burn probability that barriers save",
                       .legend_zh = "减少的年过火概率与面积",
                       .legend_en = "Without minus with, area",
                       .note = al_arena_printf(
                           env->arena,
                           "同样的火灾，有无“%s”等阻隔之差。 The same fires without and with "
                           "the barriers, first of them '%s'.",
                           config->without.text[0], config->without.text[0])});
}

al_status out_season_maps(const struct out_env *env)
{
  const struct out_planes none = {0};
  const struct al_fire_season_config *config = al_config_section(env->scenario_file, "fire_season");
  const struct out_scale flame = out_flame_scale();
  const struct out_scale arrival = out_arrival_scale(config->burn_time_s);
  struct out_maps maps;
  float *burn;
  AL_TRY(env->ctx, out_maps_begin(env, &none, &maps));
  AL_TRY(env->ctx, out_plane_read(env, "fire/burn_annual.tif", &burn));
  const struct out_scale annual = out_chance_scale(burn, al_lattice_cells(&env->grid->lattice));
  AL_TRY(env->ctx, out_fire_crop(&maps, burn));
  AL_TRY(env->ctx,
         season_draw(
             &maps, "burn_annual", NULL, &annual,
             (struct out_map){
                 .title_zh = "年过火概率",
                 .title_en = "Annual burn probability",
                 .legend_zh = "年过火概率与面积",
                 .legend_en = "Probability to burn in a year, area",
                 .note = al_arena_printf(
                     env->arena, "%ld 次火灾，按每年 %g 次换算。 %ld fires, taken as %g a year.",
                     config->fires, config->fires_a_year, config->fires, config->fires_a_year)}));
  AL_TRY(env->ctx, season_draw(&maps, "flame_mean", burn, &flame,
                               (struct out_map){.title_zh = "平均火焰长度",
                                                .title_en = "Mean flame length",
                                                .legend_zh = "火焰长度与面积",
                                                .legend_en = "Flame length, area",
                                                .note = "过火时的平均火焰长度。 Mean over the "
                                                        "fires that come."}));
  if (config->without.count > 0)
    AL_TRY(env->ctx, season_draw_saved(&maps));
  return season_draw(&maps, "arrival_first", burn, &arrival,
                     (struct out_map){.first_on_top = true,
                                      .title_zh = "起火后最早到达时间",
                                      .title_en = "First arrival after an ignition",
                                      .legend_zh = "起火后的时间与面积",
                                      .legend_en = "Time after the ignition, area",
                                      .note = "所有火灾中最早的一次。 The earliest of all fires."});
}
