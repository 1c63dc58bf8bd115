/**
 * Pictures of an envelope.
 */
#include "out/ensemble_maps.h"
#include "doors/file_door.h"
#include "out/map_picture.h"
#include "out/maps.h"
#include "out/warning_report.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool maps_has(const struct out_env *env, bool wants_sea)
{
  const float *sea = out_layer(env, AL_LAYER_SEA);
  for (ptrdiff_t i = 0; i < al_lattice_cells(&env->grid->lattice); i++)
    if (env->grid->valid[i] && (sea && sea[i] >= 0.5f) == wants_sea)
      return true;
  return false;
}

bool ensemble_has_land(const struct out_env *env)
{
  return maps_has(env, false);
}

bool ensemble_has_sea(const struct out_env *env)
{
  return maps_has(env, true);
}

/* Levels in bands of a round step; the highest is open. */
static struct out_scale maps_level_scale(double least_m, double most_m)
{
  static const double steps_m[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0};
  struct out_scale scale = {
      .count = 7, .colour = {0xE8F2F7, 0xBFDDEB, 0x8FC3DC, 0x5CA3CB, 0x3480B4, 0x1D5B93, 0x0F3668}};
  size_t s = 0;
  while (s + 1 < AL_COUNT(steps_m) &&
         floor(most_m / steps_m[s]) - floor(least_m / steps_m[s]) >= (double)scale.count)
    s++;
  assert(most_m >= least_m);
  const double first = floor(least_m / steps_m[s]);
  for (size_t k = 0; k < scale.count; k++)
    scale.edge[k] = (first + (double)k) * steps_m[s];
  while (scale.count > 1 && scale.edge[scale.count - 1] > most_m)
    scale.count--;
  for (size_t k = 0; k < scale.count; k++)
    if (k + 1 < scale.count)
      snprintf(scale.label[k], OUT_LABEL_BYTES, "%.4g–%.4g m", scale.edge[k], scale.edge[k + 1]);
    else
      snprintf(scale.label[k], OUT_LABEL_BYTES, "≥ %.4g m", scale.edge[k]);
  return scale;
}

static int maps_order(const void *a, const void *b)
{
  const float one = *(const float *)a, two = *(const float *)b;
  return (one > two) - (one < two);
}

/* A plane in bands, on land or on all cells. */
static al_status maps_draw_bands(const struct out_env *env, const struct out_ground *ground,
                                 const struct out_planes *planes, const struct out_scale *scale,
                                 const float *value, bool with_sea, struct out_map map)
{
  struct zoning_input input = out_zoning_input(env, planes);
  struct zoning_total total[256];
  uint8_t *band = AL_NEW(env->arena, uint8_t, (size_t)al_lattice_cells(input.lattice));
  if (with_sea)
    input.sea = NULL;
  if (!band || !map.path)
    return AL_NO_MEMORY;
  out_scale_classify(scale, &input, value, band);
  zoning_sum(&input, band, total);
  map.class_value = band;
  map.row_count = scale->count;
  for (size_t k = 0; k < scale->count; k++) {
    char area[32];
    out_area_text(total[k + 1].area_m2, env->domain_m2, area, sizeof area);
    map.row[k] = (struct out_map_row){.colour = scale->colour[k],
                                      .label = scale->label[k],
                                      .detail = al_arena_printf(env->arena, "%s", area)};
    if (!map.row[k].detail)
      return AL_NO_MEMORY;
  }
  return out_map_draw(env, ground, &map);
}

static al_status maps_draw_level(const struct out_env *env, const struct out_ground *ground,
                                 const struct envelope *envelope)
{
  const float *sea = out_layer(env, AL_LAYER_SEA), *level = envelope->planes.zsmax_m;
  float *sorted = AL_NEW(env->arena, float, (size_t)envelope->cells);
  size_t count = 0;
  if (!sorted)
    return AL_NO_MEMORY;
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    if (env->grid->valid[i] && sea && sea[i] >= 0.5f && !isnan(level[i]))
      sorted[count++] = level[i];
  if (count == 0)
    return AL_OK;
  qsort(sorted, count, sizeof *sorted, maps_order);
  /* Few cells at the ends of bays lie far above all others. */
  const struct out_scale scale =
      maps_level_scale((double)sorted[0], (double)sorted[count - 1 - count / 500]);
  return maps_draw_bands(
      env, ground, &envelope->planes, &scale, level, true,
      (struct out_map){.path = out_path(env, "maps/zsmax.png"),
                       .title_zh = "最高水位包络",
                       .title_en = "Envelope of the highest level",
                       .legend_zh = "水位与面积（含海域）",
                       .legend_en = "Level and area, sea included",
                       .note = al_arena_printf(env->arena,
                                               "各成员最高水位的最大值，共 %zu 个成员。 Highest "
                                               "level of %zu members in each cell.",
                                               envelope->run_count, envelope->run_count)});
}

static al_status maps_draw_share(const struct out_env *env, const struct out_ground *ground,
                                 const struct envelope *envelope, size_t k, double depth_m,
                                 float *share)
{
  struct out_scale scale = {
      .count = 6,
      .edge = {1e-9, 0.1, 0.25, 0.5, 0.75, 0.9},
      .colour = {0xF2E6C9, 0xEBC88A, 0xDD9E55, 0xC46F36, 0x993F25, 0x5E1A1A},
      .label = {"< 10 %", "10–25 %", "25–50 %", "50–75 %", "75–90 %", "≥ 90 %"}};
  envelope_share(envelope, k, share);
  const char *name = al_arena_printf(env->arena, "maps/share_%gm.png", depth_m);
  return maps_draw_bands(
      env, ground, &envelope->planes, &scale, share, false,
      (struct out_map){
          .path = name ? out_path(env, name) : NULL,
          .title_zh = "淹没成员份额",
          .title_en = "Share of members that flood",
          .legend_zh = al_arena_printf(env->arena, "水深超过 %g m 的成员份额与陆地面积", depth_m),
          .legend_en =
              al_arena_printf(env->arena, "Members deeper than %g m, area of land", depth_m),
          .note = al_arena_printf(env->arena,
                                  "按权重计，共 %zu 个成员；不是发生概率，除非权重是概率。 By "
                                  "weight, of %zu members; a probability only where the weights "
                                  "are.",
                                  envelope->run_count, envelope->run_count)});
}

/* Members by the area that they drive, the largest first; ties by number. */
struct driven {
  size_t member;
  ptrdiff_t cells;
};

static int driven_order(const void *a, const void *b)
{
  const struct driven *one = a, *two = b;
  if (one->cells != two->cells)
    return one->cells < two->cells ? 1 : -1;
  return (one->member > two->member) - (one->member < two->member);
}

/* Who drives a cell of the map: nobody where rain leaves a film on land. */
static uint32_t maps_driver(const struct out_env *env, const struct envelope *envelope, ptrdiff_t i)
{
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  const float *sea = out_layer(env, AL_LAYER_SEA);
  const bool wet =
      (sea && sea[i] >= 0.5f) || (double)envelope->planes.hmax_m[i] > config->minimum_depth_m;
  return wet ? envelope->driver[i] : 0;
}

static struct driven *maps_rank(const struct ensemble *ensemble, const struct out_env *env,
                                const struct envelope *envelope, size_t *count)
{
  const size_t members = ensemble->plan.member_count;
  struct driven *driven = AL_NEW(env->arena, struct driven, members);
  *count = 0;
  if (!driven)
    return NULL;
  for (size_t m = 0; m < members; m++)
    driven[m].member = m;
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    if (maps_driver(env, envelope, i) > 0)
      driven[maps_driver(env, envelope, i) - 1].cells++;
  qsort(driven, members, sizeof *driven, driven_order);
  while (*count < members && driven[*count].cells > 0)
    ++*count;
  return driven;
}

static al_status maps_draw_driver(const struct ensemble *ensemble, const struct out_env *env,
                                  const struct out_ground *ground, const struct envelope *envelope)
{
  enum { SHOWN = OUT_MAP_ROWS_MOST - 1 };
  static const uint32_t colours[OUT_MAP_ROWS_MOST] = {
      0x1F78B4, 0xE6842A, 0x33A02C, 0xC2185B, 0x6A3D9A, 0xB15928, 0x17A2A2, 0xE7C61B,
      0xA6CEE3, 0xF4A6A0, 0xB2DF8A, 0xCAB2D6, 0x5D6D7E, 0x8A9A1E, 0x2B2B6B, 0xBDBDBD};
  size_t count;
  const struct driven *driven = maps_rank(ensemble, env, envelope, &count);
  uint8_t *value = AL_NEW(env->arena, uint8_t, (size_t)envelope->cells);
  uint8_t *row_of = AL_NEW(env->arena, uint8_t, ensemble->plan.member_count + 1);
  if (!driven || !value || !row_of)
    return AL_NO_MEMORY;
  struct out_map map = {.path = out_path(env, "maps/driver.png"),
                        .first_on_top = true,
                        .title_zh = "最高水位来自哪个成员",
                        .title_en = "Which member gives the highest level",
                        .legend_zh = "成员与其主导的面积（含海域）",
                        .legend_en = "Member and the area it drives, sea included",
                        .note = "编号见 members.csv；数值见 max/driver.tif。 Numbers: members.csv; "
                                "raster: max/driver.tif.",
                        .class_value = value};
  const double cell_m2 = env->grid->lattice.cell_m * env->grid->lattice.cell_m;
  const size_t single = count <= OUT_MAP_ROWS_MOST ? count : SHOWN;
  ptrdiff_t rest = 0;
  for (size_t k = 0; k < count; k++) {
    char area[32];
    row_of[driven[k].member + 1] = (uint8_t)((k < single ? k : SHOWN) + 1);
    rest += k < single ? 0 : driven[k].cells;
    if (k >= single && k + 1 < count)
      continue;
    out_area_text((double)(k < single ? driven[k].cells : rest) * cell_m2, env->domain_m2, area,
                  sizeof area);
    const struct ensemble_member *member = &ensemble->plan.member[driven[k].member];
    struct out_map_row *row = &map.row[map.row_count];
    *row = (struct out_map_row){
        .colour = colours[k < single ? k : SHOWN],
        .label = k < single
                     ? al_arena_printf(env->arena, "%zu  %s", driven[k].member + 1, member->name)
                     : al_arena_printf(env->arena, "其余 %zu 个成员 others", count - single),
        .detail = al_arena_printf(env->arena, "%s", area)};
    map.row_count++;
    if (!row->label || !row->detail)
      return AL_NO_MEMORY;
  }
  assert(map.row_count <= OUT_MAP_ROWS_MOST);
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    value[i] = row_of[maps_driver(env, envelope, i)]; /* row_of[0] is 0 */
  return map.path ? out_map_draw(env, ground, &map) : AL_NO_MEMORY;
}

/* The highest peaks of a group's members, or of all, in the coast sections. */
static al_status maps_draw_warning(const struct ensemble *ensemble, const struct out_env *env,
                                   const struct out_ground *ground, const struct envelope *envelope)
{
  double *level_m = AL_NEW(env->arena, double, ensemble->section_count);
  size_t group = ensemble->plan.group_count;
  if (!level_m)
    return AL_NO_MEMORY;
  for (size_t g = 0; g < ensemble->plan.group_count; g++)
    group = envelope == &ensemble->envelope[g] ? g : group;
  for (size_t s = 0; s < ensemble->section_count; s++)
    level_m[s] = ensemble_find_driver(ensemble, group, ensemble->gauge_count, s).level_m;
  return warning_map_draw(env, ground, &ensemble->sections, level_m,
                          out_path(env, "maps/warning.png"));
}

al_status ensemble_maps_make(const struct ensemble *ensemble, const struct out_env *env,
                             const struct envelope *envelope, const struct out_zones *zones)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  const bool has_land = ensemble_has_land(env);
  struct out_ground ground;
  float *plane = AL_NEW(env->arena, float, (size_t)envelope->cells);
  if (!plane)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "maps")));
  if (has_land)
    AL_TRY(env->ctx, out_maps_make(env, &envelope->planes, zones));
  AL_TRY(env->ctx, out_ground_make(env, &ground));
  if (ensemble_has_sea(env))
    AL_TRY(env->ctx, maps_draw_level(env, &ground, envelope));
  AL_TRY(env->ctx, maps_draw_driver(ensemble, env, &ground, envelope));
  for (size_t k = 0; k < depths->count && has_land; k++)
    AL_TRY(env->ctx, maps_draw_share(env, &ground, envelope, k, depths->value[k], plane));
  return ensemble->section_count > 0 ? maps_draw_warning(ensemble, env, &ground, envelope) : AL_OK;
}
