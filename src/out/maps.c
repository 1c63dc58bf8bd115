/**
 * Pictures of the maxima and of the zoning.
 */
#include "out/maps.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "out/map_picture.h"
#include <assert.h>

al_status out_flooded_sum(const struct out_env *env, const struct out_planes *planes,
                          struct out_flooded *out)
{
  const struct zoning_input input = out_zoning_input(env, planes);
  uint8_t *band = AL_NEW(env->arena, uint8_t, (size_t)al_lattice_cells(input.lattice));
  if (!band)
    return AL_NO_MEMORY;
  out->scale = out_depth_scale(env);
  out_scale_classify(&out->scale, &input, planes->hmax_m, band);
  zoning_sum(&input, band, out->total);
  return AL_OK;
}

static const char *maps_area(const struct out_maps *maps, const struct zoning_total *total)
{
  char text[32];
  out_area_text(total->area_m2, maps->env->domain_m2, text, sizeof text);
  return al_arena_printf(maps->env->arena, "%s", text);
}

al_status out_maps_begin(const struct out_env *env, const struct out_planes *planes,
                         struct out_maps *out)
{
  *out = (struct out_maps){.env = env, .input = out_zoning_input(env, planes)};
  out->class_value = AL_NEW(env->arena, uint8_t, (size_t)al_lattice_cells(out->input.lattice));
  if (!out->class_value)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "maps")));
  return out_ground_make(env, &out->ground);
}

al_status out_maps_draw_plane(const struct out_maps *maps, const struct out_scale *scale,
                              const float *value, struct out_map map)
{
  struct zoning_total total[256];
  assert(scale->count <= OUT_MAP_ROWS_MOST && value);
  out_scale_classify(scale, &maps->input, value, maps->class_value);
  zoning_sum(&maps->input, maps->class_value, total);
  map.class_value = maps->class_value;
  map.row_count = scale->count;
  for (size_t k = 0; k < scale->count; k++) {
    map.row[k] = (struct out_map_row){.colour = scale->colour[k],
                                      .label = scale->label[k],
                                      .detail = maps_area(maps, &total[k + 1])};
    if (!map.row[k].detail)
      return AL_NO_MEMORY;
  }
  return map.path && map.note ? out_map_draw(maps->env, &maps->ground, &map) : AL_NO_MEMORY;
}

static al_status maps_draw_maxima(const struct out_maps *maps, const struct out_planes *planes)
{
  const struct out_env *env = maps->env;
  const struct out_scale depth = out_depth_scale(env), speed = out_speed_scale();
  const struct out_scale arrival = out_arrival_scale(env->scenario->duration_s);
  AL_TRY(env->ctx, out_maps_draw_plane(
                       maps, &depth, planes->hmax_m,
                       (struct out_map){
                           .path = out_path(env, "maps/hmax.png"),
                           .title_zh = "最大水深",
                           .title_en = "Greatest depth",
                           .legend_zh = "水深与陆地面积",
                           .legend_en = "Depth of water, area of land",
                           .note = "模拟期间各单元的最大水深。 Greatest depth of each cell during "
                                   "the run, sea left out."}));
  AL_TRY(env->ctx,
         out_maps_draw_plane(
             maps, &speed, planes->vmax_m_per_s,
             (struct out_map){
                 .path = out_path(env, "maps/vmax.png"),
                 .title_zh = "最大流速",
                 .title_en = "Greatest speed",
                 .legend_zh = "流速与陆地面积",
                 .legend_en = "Speed of water, area of land",
                 .note = al_arena_printf(
                     env->arena,
                     "水深大于 %g m 处的最大流速。 Greatest speed where the water is deeper than "
                     "%g m.",
                     env->output->velocity_depth_m, env->output->velocity_depth_m)}));
  return out_maps_draw_plane(
      maps, &arrival, planes->arrival_s,
      (struct out_map){.path = out_path(env, "maps/arrival.png"),
                       .first_on_top = true,
                       .title_zh = "洪水到达时间",
                       .title_en = "Arrival of the water",
                       .legend_zh = "情景开始后的时间与陆地面积",
                       .legend_en = "Time after the start, area of land",
                       .note = al_arena_printf(
                           env->arena,
                           "水深首次超过 %g m 的时间。 First time at which the depth exceeds "
                           "%g m.",
                           env->output->arrival_depth_m, env->output->arrival_depth_m)});
}

/* "H1 · H2  12.3 km²": the classes that share a colour and their area. */
static const char *maps_colour_detail(const struct out_maps *maps, const struct out_zoning *zoning,
                                      int colour)
{
  struct zoning_total sum = {0};
  const char *names = "";
  for (size_t c = 0; names && c < zoning->rules.class_count; c++) {
    const struct zoning_class *k = &zoning->rules.classes[c];
    if (k->order == 0 || k->colour != colour)
      continue;
    names = al_arena_printf(maps->env->arena, "%s%s%s", names, *names ? "、" : "", k->name_zh);
    sum.area_m2 += zoning->total[k->order].area_m2;
  }
  const char *area = maps_area(maps, &sum);
  return names && area ? al_arena_printf(maps->env->arena, "%s  ·  %s", *names ? names : "—", area)
                       : NULL;
}

static al_status maps_draw_zoning(const struct out_maps *maps, const struct out_zoning *zoning)
{
  struct al_arena *arena = maps->env->arena;
  const struct zoning_rules *rules = &zoning->rules;
  const char *path = al_arena_printf(arena, "maps/zoning_%s.png", rules->name);
  struct out_map map = {.path = path ? out_path(maps->env, path) : NULL,
                        .title_zh = "危险性区划",
                        .title_en = "Hazard zoning",
                        .legend_zh = rules->title_zh,
                        .legend_en = rules->title_en,
                        .note = al_arena_printf(
                            arena, "规则表 rule table %s, v%s。%s\n%s", rules->name, rules->version,
                            rules->verified ? ""
                                            : "阈值未与标准原文核对，不声明符合标准。 Unverified: "
                                              "conformity with the standard is not claimed.",
                            rules->note),
                        .class_value = maps->class_value,
                        .row_count = ZONING_COLOURS};
  assert(zoning->class_value);
  zoning_colours(rules, zoning->class_value, al_lattice_cells(maps->input.lattice),
                 maps->class_value);
  for (int k = 1; k <= ZONING_COLOURS; k++) {
    const struct zoning_colour_style *style = &zoning_colour_styles[k];
    struct out_map_row *row = &map.row[k - 1];
    row->colour = (uint32_t)style->rgb[0] << 16 | (uint32_t)style->rgb[1] << 8 | style->rgb[2];
    row->label = al_arena_printf(arena, "%s  %s", style->zh, style->en);
    row->detail = maps_colour_detail(maps, zoning, k);
    if (!row->label || !row->detail)
      return AL_NO_MEMORY;
  }
  return map.path && map.note ? out_map_draw(maps->env, &maps->ground, &map) : AL_NO_MEMORY;
}

al_status out_maps_make(const struct out_env *env, const struct out_planes *planes,
                        const struct out_zones *zones)
{
  struct out_maps maps;
  al_progress(env->ctx, "maps", 0.0, "");
  AL_TRY(env->ctx, out_maps_begin(env, planes, &maps));
  if (planes->hmax_m)
    AL_TRY(env->ctx, maps_draw_maxima(&maps, planes));
  for (size_t i = 0; i < zones->count; i++) {
    al_progress(env->ctx, "maps", (double)(3 + i) / (double)(3 + zones->count),
                zones->zoning[i].rules.name);
    AL_TRY(env->ctx, maps_draw_zoning(&maps, &zones->zoning[i]));
  }
  al_progress(env->ctx, "maps", 1.0, "");
  return AL_OK;
}
