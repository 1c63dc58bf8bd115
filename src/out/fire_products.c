/**
 * Rasters and perimeters of a forest fire.
 */
#include "out/fire_products.h"
#include "core/caltime.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "doors/vector_door.h"
#include "models/fire/fire_config.h"
#include "models/fire/fire_view.h"
#include "out/fire_closings.h"
#include "out/maps.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *field, *file;
} fire_rasters[] = {{AL_FIRE_ARRIVAL, "arrival"},   {AL_FIRE_RATE, "rate"},
                    {AL_FIRE_FLAME, "flame"},       {AL_FIRE_INTENSITY, "intensity"},
                    {AL_FIRE_TOWARDS, "direction"}, {AL_FIRE_CROWN, "crown"}};

struct fire_products {
  const struct out_env *env;
};

static al_status fire_write_raster(const struct out_env *env, const struct al_run_view *view,
                                   size_t which, const float *arrival, float *plane)
{
  const struct al_field *field = al_fields_find(view->fields, fire_rasters[which].field);
  const char *path =
      out_path(env, al_arena_printf(env->arena, "fire/%s.tif", fire_rasters[which].file));
  if (!path)
    return AL_NO_MEMORY;
  assert(field);
  al_field_collect(field, view->forest, NAN, plane);
  for (ptrdiff_t i = 0; i < al_lattice_cells(&view->forest->lattice); i++)
    if (!((double)arrival[i] < view->time_s))
      plane[i] = NAN;
  return al_raster_write_cog(env->ctx,
                             &(struct al_raster_output){.path = path,
                                                        .lattice = &env->grid->lattice,
                                                        .name = fire_rasters[which].file,
                                                        .unit = field->decl.unit,
                                                        .long_name = field->decl.long_name,
                                                        .value = plane,
                                                        .metadata = env->metadata});
}

/* Burnt areas of several times, one feature each part of an area. */
struct fire_outlines {
  const struct out_env *env;
  struct al_vector_layer all;
  double *time_s;
  const char **clock;
  size_t feature_room, part_room, point_room;
};

static bool outlines_grow(void **list, size_t *room, size_t wanted, size_t bytes)
{
  if (wanted <= *room)
    return true;
  const size_t more = 2 * wanted;
  void *grown = realloc(*list, more * bytes);
  if (!grown)
    return false;
  *list = grown;
  *room = more;
  return true;
}

static bool outlines_make_room(struct fire_outlines *self, const struct al_vector_layer *more)
{
  size_t features = self->feature_room, again = self->feature_room, clocks = self->feature_room;
  size_t points = self->point_room;
  const size_t wanted = self->all.feature_count + more->feature_count;
  const bool has =
      outlines_grow((void **)&self->all.feature, &features, wanted, sizeof *self->all.feature) &&
      outlines_grow((void **)&self->time_s, &again, wanted, sizeof *self->time_s) &&
      outlines_grow((void **)&self->clock, &clocks, wanted, sizeof *self->clock) &&
      outlines_grow((void **)&self->all.part, &self->part_room,
                    self->all.part_count + more->part_count, sizeof *self->all.part) &&
      outlines_grow((void **)&self->all.x, &points, self->all.point_count + more->point_count,
                    sizeof *self->all.x) &&
      outlines_grow((void **)&self->all.y, &self->point_room,
                    self->all.point_count + more->point_count, sizeof *self->all.y);
  self->feature_room = features;
  return has;
}

static al_status outlines_add(struct fire_outlines *self, const struct al_vector_layer *more,
                              double time_s)
{
  char clock[48];
  assert(time_s >= 0.0);
  struct al_vector_layer *all = &self->all;
  al_clock_format(time_s, clock, sizeof clock);
  const char *label = al_arena_printf(self->env->arena, "%s", clock);
  if (!label || !outlines_make_room(self, more))
    return AL_FAIL(self->env->ctx, AL_NO_MEMORY,
                   "out of memory while writing fire/perimeters.gpkg");
  for (size_t f = 0; f < more->feature_count; f++) {
    self->time_s[all->feature_count] = time_s;
    self->clock[all->feature_count] = label;
    all->feature[all->feature_count] = more->feature[f];
    all->feature[all->feature_count++].first_part += all->part_count;
  }
  for (size_t p = 0; p < more->part_count; p++) {
    all->part[all->part_count + p] = more->part[p];
    all->part[all->part_count + p].first += all->point_count;
  }
  all->part_count += more->part_count;
  assert(more->point_count == 0 || (all->x && all->y));
  if (more->point_count > 0) {
    memcpy(all->x + all->point_count, more->x, more->point_count * sizeof *more->x);
    memcpy(all->y + all->point_count, more->y, more->point_count * sizeof *more->y);
  }
  all->point_count += more->point_count;
  return AL_OK;
}

static al_status outlines_collect(struct fire_outlines *self, const float *arrival, double end_s)
{
  const struct out_env *env = self->env;
  const struct al_fire_config *config = al_config_section(env->scenario_file, "fire");
  const struct al_lattice *lattice = &env->grid->lattice;
  const ptrdiff_t cells = al_lattice_cells(lattice);
  uint8_t *burnt = AL_NEW(env->arena, uint8_t, (size_t)cells);
  long before = 0;
  if (!burnt)
    return AL_NO_MEMORY;
  for (long k = 1; (double)(k - 1) * config->perimeter_interval_s < end_s; k++) {
    const double time_s = fmin((double)k * config->perimeter_interval_s, end_s);
    struct al_vector_layer layer;
    long count = 0;
    for (ptrdiff_t i = 0; i < cells; i++) {
      burnt[i] = (double)arrival[i] < time_s;
      count += burnt[i];
    }
    if (count == before)
      continue;
    before = count;
    AL_TRY(env->ctx, al_vector_polygonize(env->ctx, env->arena, lattice, burnt, &layer));
    AL_TRY(env->ctx, outlines_add(self, &layer, time_s));
  }
  return AL_OK;
}

static al_status fire_write_perimeters(const struct out_env *env, const float *arrival,
                                       double end_s)
{
  struct fire_outlines self = {.env = env};
  al_status status = outlines_collect(&self, arrival, end_s);
  const struct al_table_column table[] = {{.name = "time_s", .number = self.time_s},
                                          {.name = "clock", .is_text = true, .text = self.clock}};
  if (status == AL_OK && self.all.feature_count > 0)
    status = al_vector_write(
        env->ctx, &(struct al_vector_output){.path = out_path(env, "fire/perimeters.gpkg"),
                                             .layer = "perimeters",
                                             .crs_wkt = env->grid->lattice.crs_wkt,
                                             .geometry = &self.all,
                                             .columns = table,
                                             .column_count = AL_COUNT(table)});
  free(self.all.feature);
  free(self.all.part);
  free(self.all.x);
  free(self.all.y);
  free(self.time_s);
  free(self.clock);
  return status;
}

static al_status fire_end(void *data, const struct al_run_view *view)
{
  const struct out_env *env = ((const struct fire_products *)data)->env;
  const size_t cells = (size_t)al_lattice_cells(&view->forest->lattice);
  if (!out_is_end(view))
    return AL_OK;
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "fire")));
  float *arrival = AL_NEW(env->arena, float, cells), *plane = AL_NEW(env->arena, float, cells);
  if (!arrival || !plane)
    return AL_NO_MEMORY;
  al_field_collect(al_fields_find(view->fields, AL_FIRE_ARRIVAL), view->forest, NAN, arrival);
  for (size_t k = 0; k < AL_COUNT(fire_rasters); k++)
    AL_TRY(env->ctx, fire_write_raster(env, view, k, arrival, plane));
  for (size_t i = 0; i < cells; i++)
    plane[i] = (double)arrival[i] < view->time_s ? arrival[i] : NAN;
  AL_TRY(env->ctx, out_fire_closings(env, plane, NULL));
  return fire_write_perimeters(env, arrival, view->time_s);
}

al_status out_fire_create(const struct out_env *env, struct al_observer *out)
{
  struct fire_products *self = AL_NEW(env->arena, struct fire_products, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->env = env;
  *out = (struct al_observer){.name = "fire products", .self = self, .end = fire_end};
  return AL_OK;
}

/* The ground around what burnt. */
al_status out_fire_crop(struct out_maps *maps, const float *plane)
{
  const struct al_lattice *lattice = &maps->env->grid->lattice;
  int west = lattice->cols, east = -1, north = lattice->rows, south = -1;
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++) {
      const float value = plane[(ptrdiff_t)row * lattice->cols + col];
      if (!isfinite(value) || !(value > 0.0f))
        continue;
      west = col < west ? col : west;
      east = col > east ? col : east;
      north = row < north ? row : north;
      south = row > south ? row : south;
    }
  maps->ground = out_ground_crop(&maps->ground, west, east, north, south);
  return AL_OK;
}

static al_status fire_draw(const struct out_maps *maps, const char *file,
                           const struct out_scale *scale, struct out_map map)
{
  const struct out_env *env = maps->env;
  const char *raster = out_path(env, al_arena_printf(env->arena, "fire/%s.tif", file));
  float *plane = AL_NEW(env->arena, float, (size_t)al_lattice_cells(&env->grid->lattice));
  map.path = out_path(env, al_arena_printf(env->arena, "maps/fire_%s.png", file));
  if (!raster || !plane || !map.path)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_raster_read(env->ctx, raster, 1, &env->grid->lattice, plane));
  return out_maps_draw_plane(maps, scale, plane, map);
}

al_status out_fire_maps(const struct out_env *env)
{
  const struct out_planes none = {0};
  const struct out_scale arrival = out_arrival_scale(env->scenario->duration_s);
  const struct out_scale flame = out_flame_scale(), crown = out_crown_scale();
  struct out_maps maps;
  float *came;
  AL_TRY(env->ctx, out_maps_begin(env, &none, &maps));
  AL_TRY(env->ctx, out_plane_read(env, "fire/arrival.tif", &came));
  AL_TRY(env->ctx, out_fire_crop(&maps, came));
  AL_TRY(env->ctx, fire_draw(&maps, "arrival", &arrival,
                             (struct out_map){
                                 .first_on_top = true,
                                 .title_zh = "火灾到达时间",
                                 .title_en = "Arrival of the fire",
                                 .legend_zh = "情景开始后的时间与过火面积",
                                 .legend_en = "Time after the start, burnt area",
                                 .note = "火头到达各单元中心的时间。 When the front comes to the "
                                         "centre of each cell."}));
  AL_TRY(env->ctx, fire_draw(&maps, "flame", &flame,
                             (struct out_map){.title_zh = "火焰长度",
                                              .title_en = "Flame length",
                                              .legend_zh = "火焰长度与面积",
                                              .legend_en = "Flame length, area",
                                              .note = "火锋经过时的火焰长度。 Flame length as the "
                                                      "front passes."}));
  return fire_draw(&maps, "crown", &crown,
                   (struct out_map){.title_zh = "火的类型",
                                    .title_en = "Type of fire",
                                    .legend_zh = "类型与面积",
                                    .legend_en = "Type, area",
                                    .note = "按火头判断。 As at the head."});
}
